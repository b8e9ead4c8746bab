package org.modemfleet.command;

import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.CmeError;

/** What a command's callers hear when it was refused, or when nobody knows. */
final class NotDone {

    private NotDone() {}

    /** The value of a command that was done; else its exception. */
    static <R> R require(Target target, AtOutcome<R> outcome, AtTranscript at) {
        return require(target.module(), target.connectId(), outcome, at, Map.of());
    }

    /** @param details further members of the problem */
    static <R> R require(String module, @Nullable Integer connectId, AtOutcome<R> outcome, AtTranscript at,
            Map<String, Object> details) {
        return switch (outcome) {
            case AtOutcome.Done<R> done -> done.value();
            case AtOutcome.Refused<R> refused -> {
                OptionalInt cme = CmeError.codeOf(refused.result());
                throw new CommandException.Refused(module, connectId, cme.isPresent() ? cme.getAsInt() : null,
                        CmeError.meaningOf(refused.result()), refused.result().wire(), at, details);
            }
            case AtOutcome.Indeterminate<R> unknown ->
                throw new CommandException.NoResponse(module, connectId, why(unknown), at, details);
        };
    }

    static String why(AtOutcome.Indeterminate<?> unknown) {
        return switch (unknown.reason()) {
            case NO_FINAL_RESULT -> "no final result came within " + unknown.exchange().elapsed().toMillis() + " ms";
            case LINK_LOST -> "the module's port was lost before the final result came";
            case MODULE_RESET -> "the module was reset before the final result came";
            case NOT_UNDERSTOOD -> "the module said OK, but its rows could not be understood";
        };
    }
}
