package org.modemfleet.command.web;

import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.GivenText;
import tools.jackson.databind.JsonNode;

/** A text field that keeps what is stored when it is absent, and deletes it when it is null. */
final class OptionalText {

    private static final String MASK = "***";

    private OptionalText() {}

    /**
     * @param given null if the field is absent
     * @throws CommandException.Malformed if it is neither a string nor null
     */
    static GivenText of(String module, @Nullable Integer connectId, String field, @Nullable JsonNode given) {
        if (given == null) {
            return new GivenText.Keep();
        }
        if (given.isNull()) {
            return new GivenText.None();
        }
        if (!given.isString()) {
            throw new CommandException.Malformed(module, connectId, field, "a string is expected");
        }
        return new GivenText.Given(given.stringValue());
    }

    /** The same for a secret, of which answers show {@code ***}: that keeps what is stored too. */
    static GivenText secret(String module, @Nullable Integer connectId, String field, @Nullable JsonNode given) {
        boolean masked = given != null && given.isString() && given.stringValue().equals(MASK);
        return of(module, connectId, field, masked ? null : given);
    }
}
