package org.modemfleet.operation;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;

/** The commands that a room has for single modules, found as its endpoints are. */
public interface ModuleCommands {

    /**
     * Throws what the endpoint would refuse such a body or query with.
     *
     * @param path behind {@code /modules/{m}}, without query
     * @return empty if it is none of this room's
     */
    Optional<ModuleCommand> find(String method, String path, MultiValueMap<String, String> query, @Nullable JsonNode body);

    /** What became of a command that was begun for this origin; empty if none was, so that nothing was sent. */
    Optional<ModuleResult> recall(String origin);
}
