package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a command before any byte of it is sent. Not thread-safe. */
public final class Check {

    /**
     * A value outside the manual or the model's profile.
     *
     * @param field its name in camelCase, such as {@code keepaliveTime} or {@code topics[1].topic}
     * @param value as given, {@code ***} for a secret; null if it is missing
     * @param allowed what would be accepted, in words or as test commands print ranges
     */
    public record Invalid(String field, @Nullable Object value, String allowed) {}

    /** Something that the model lacks, such as {@code cached}. */
    public record Unsupported(String feature, String detail) {}

    private final List<Invalid> invalid = new ArrayList<>();
    private final List<Unsupported> unsupported = new ArrayList<>();

    public void invalid(String field, @Nullable Object value, String allowed) {
        invalid.add(new Invalid(field, value, allowed));
    }

    public void unsupported(String feature, String detail) {
        unsupported.add(new Unsupported(feature, detail));
    }

    /** Adds what was found here to another check. */
    void into(Check other) {
        other.invalid.addAll(invalid);
        other.unsupported.addAll(unsupported);
    }

    public List<Invalid> invalid() {
        return List.copyOf(invalid);
    }

    public List<Unsupported> unsupported() {
        return List.copyOf(unsupported);
    }

    /** Whether nothing is wrong. */
    public boolean passed() {
        return invalid.isEmpty() && unsupported.isEmpty();
    }
}
