package org.modemfleet.command.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;

/** Fields that a body must have. */
final class RequiredFields {

    private RequiredFields() {}

    /** @throws CommandException.Invalid if it is absent or null */
    static <T> T require(String module, @Nullable Integer connectId, String field, @Nullable T value, String allowed) {
        if (value == null) {
            throw new CommandException.Invalid(module, connectId,
                    List.of(new CommandException.Violation(field, null, allowed)));
        }
        return value;
    }
}
