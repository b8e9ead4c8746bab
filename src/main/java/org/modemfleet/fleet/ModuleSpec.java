package org.modemfleet.fleet;

import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A module as it was entered.
 *
 * @param id {@code [a-z0-9-]{1,64}}
 * @param name what people call it
 * @param model as configured: a sub-model or a series; null to take what the module answers
 * @param link where it is, such as {@code tcp:10.0.0.5:7001}
 * @param imei of the module that it is, 15 digits; null until it is learnt from the first one that is attached
 * @param labels free pairs, in order
 * @param enabled whether it is to be attached
 * @param stored false for a simulated module that is made anew at each start
 */
public record ModuleSpec(String id, String name, @Nullable String model, String link, @Nullable String imei,
        SortedMap<String, String> labels, boolean enabled, boolean stored, Instant createdAt) {

    public ModuleSpec {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    /** Whether a session made for the other is of no use for this one. */
    boolean needsAnotherSessionThan(ModuleSpec other) {
        return enabled != other.enabled || !link.equals(other.link) || !Objects.equals(model, other.model)
                || !Objects.equals(imei, other.imei);
    }

    /** As soon as it is known which module it is. */
    ModuleSpec withImei(String learnt) {
        return new ModuleSpec(id, name, model, link, learnt, labels, enabled, stored, createdAt);
    }
}
