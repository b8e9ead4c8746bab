package org.modemfleet.command.web;

import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;
import org.modemfleet.desired.GivenText;
import tools.jackson.databind.JsonNode;

/** A text field that keeps what is stored when it is absent, and deletes it when it is null. */
final class OptionalText {

    private OptionalText() {}

    /**
     * @param given null if the field is absent
     * @throws CommandException.Malformed if it is neither a string nor null
     */
    static GivenText of(String module, @Nullable Integer connectId, String field, @Nullable JsonNode given) {
        return GivenText.of(given).orElseThrow(() -> malformed(module, connectId, field));
    }

    /** The same for a secret, of which answers show {@code ***}: that keeps what is stored too. */
    static GivenText secret(String module, @Nullable Integer connectId, String field, @Nullable JsonNode given) {
        return GivenText.ofSecret(given).orElseThrow(() -> malformed(module, connectId, field));
    }

    private static CommandException.Malformed malformed(String module, @Nullable Integer connectId, String field) {
        return new CommandException.Malformed(module, connectId, field, "a string is expected");
    }
}
