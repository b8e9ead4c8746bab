package org.modemfleet.desired;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a request says about a text of which one may be stored: a password, a certificate, a key. */
public sealed interface GivenText {

    /** As answers show a secret. */
    String MASK = "***";

    /** Absent, or {@code ***} for a secret: the stored one stays. */
    record Keep() implements GivenText {}

    /** Null: the stored one is deleted. */
    record None() implements GivenText {}

    record Given(String text) implements GivenText {
        @Override
        public String toString() {
            return "Given[***]";
        }
    }

    /**
     * As it stands in a body; empty if it is neither a string nor null.
     *
     * @param given null if the field is absent
     */
    static Optional<GivenText> of(@Nullable JsonNode given) {
        if (given == null) {
            return Optional.of(new Keep());
        }
        if (given.isNull()) {
            return Optional.of(new None());
        }
        return given.isString() ? Optional.of(new Given(given.stringValue())) : Optional.empty();
    }

    /** The same for a secret, of which answers show {@code ***}: that keeps what is stored too. */
    static Optional<GivenText> ofSecret(@Nullable JsonNode given) {
        boolean masked = given != null && given.isString() && given.stringValue().equals(MASK);
        return of(masked ? null : given);
    }
}
