package org.modemfleet.command.web;

import java.time.Duration;
import java.util.List;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.CommandOptions;
import org.modemfleet.onemo.ConnectId;

/** {@code ?wait=<seconds>}. */
final class Waiting {

    /** {@link CommandOptions#DEFAULT_WAIT} in seconds. */
    static final String DEFAULT = "10";

    static final String DESCRIPTION = "How many seconds to wait for the URC that settles the command, 0-300. "
            + "When it has not come by then the answer is 202 with the outcome `pending`.";

    private Waiting() {}

    /** @throws CommandException.Invalid if it is not 0–300 */
    static CommandOptions of(String module, ConnectId connection, int seconds) {
        if (seconds < 0 || seconds > CommandOptions.LONGEST_WAIT.toSeconds()) {
            throw new CommandException.Invalid(module, connection.value(), List.of(new CommandException.Violation(
                    "wait", seconds, "0-" + CommandOptions.LONGEST_WAIT.toSeconds() + " seconds")));
        }
        return CommandOptions.waiting(Duration.ofSeconds(seconds));
    }
}
