package org.modemfleet.command.web;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.AtTranscript;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.CommandHistory;
import org.modemfleet.command.CommandKind;
import org.modemfleet.command.CommandResult;
import org.modemfleet.command.CommandView;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.onemo.Outcome;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** What the history knows of commands whose requests were cut off. */
@Component
class RecalledCommands implements CutOffRequests {

    private static final Set<CommandKind> ANSWERED_SO = Set.of(CommandKind.CONNECT, CommandKind.SUBSCRIBE, CommandKind.PUBLISH);

    private final CommandHistory history;

    RecalledCommands(CommandHistory history) {
        this.history = history;
    }

    @Override
    public Optional<ResponseEntity<?>> recall(String origin) {
        return history.begunFor(origin).map(RecalledCommands::answer);
    }

    private static ResponseEntity<?> answer(CommandView command) {
        // Null where the service ended before anybody could tell what was sent.
        AtTranscript at = command.at();
        return switch (command.state()) {
            case DONE, PENDING -> done(command, at);
            case REFUSED -> throw refused(command, at);
            case QUEUED, RUNNING, INDETERMINATE -> throw noAnswer(command, command.detail() == null
                    ? "the request was cut off; its command is " + command.state().json() : command.detail(), at);
        };
    }

    /** As the first request would have been answered, if that is what such commands are answered with. */
    private static ResponseEntity<?> done(CommandView command, @Nullable AtTranscript at) {
        Integer connectId = command.connectId();
        Outcome outcome = command.outcome();
        if (!ANSWERED_SO.contains(command.kind()) || connectId == null || outcome == null) {
            return ResponseEntity.ok(CommandEntry.of(command));
        }
        return CommandAnswer.of(command.module(), new CommandResult(command.commandId(), connectId, outcome, command.mid(),
                command.length(), command.connState(), 0, command.results(), at));
    }

    private static CommandException refused(CommandView command, @Nullable AtTranscript at) {
        return at == null ? noAnswer(command, "it was not sent: " + command.detail(), null)
                : new CommandException.Refused(command.module(), command.connectId(), command.cme(), String.valueOf(command.detail()),
                        at.received().isEmpty() ? "" : String.valueOf(at.received().getLast()), at,
                        Map.of("commandId", command.commandId()));
    }

    private static CommandException noAnswer(CommandView command, String detail, @Nullable AtTranscript at) {
        return new CommandException.NoResponse(command.module(), command.connectId(), detail, at,
                Map.of("commandId", command.commandId()));
    }
}
