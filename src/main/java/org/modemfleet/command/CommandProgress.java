package org.modemfleet.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;

/** What is known of a command that has been answered, settled or given up: all that its row then says. */
record CommandProgress(CommandState state, @Nullable Outcome outcome, @Nullable Integer mid, @Nullable Integer length,
        @Nullable Integer connState, List<Settlement.TopicResult> results, @Nullable Integer cme,
        @Nullable String detail, @Nullable AtTranscript at) {

    /** It could not be sent. */
    static CommandProgress notSent(String why) {
        return new CommandProgress(CommandState.REFUSED, null, null, null, null, List.of(), null, why, null);
    }

    /** The line was lost in the middle of several commands. */
    static CommandProgress partlySent(String why, AtTranscript at) {
        return new CommandProgress(CommandState.INDETERMINATE, Outcome.INDETERMINATE, null, null, null, List.of(), null,
                "not all was sent: " + why, at);
    }

    /** The module refused it, or nobody knows. */
    static CommandProgress notDone(CommandException failure, AtTranscript at) {
        return switch (failure) {
            case CommandException.Refused refused -> new CommandProgress(CommandState.REFUSED, null, null, null, null,
                    List.of(), refused.cme(), refused.finalResult() + ": " + refused.meaning(), at);
            case CommandException.NoResponse unknown -> new CommandProgress(CommandState.INDETERMINATE,
                    Outcome.INDETERMINATE, null, null, null, List.of(), null, unknown.getMessage(), at);
            default -> new CommandProgress(CommandState.REFUSED, null, null, null, null, List.of(), null,
                    failure.getMessage(), at);
        };
    }

    /** The module did it, and no URC belongs to it. */
    static CommandProgress done(AtTranscript at) {
        return new CommandProgress(CommandState.DONE, Outcome.ACCEPTED, null, null, null, List.of(), null, null, at);
    }
}
