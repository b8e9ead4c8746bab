package org.modemfleet.command;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.FinalResult;
import org.modemfleet.desired.Reconciler;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.CmeError;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Service;

/** Sends a command line as somebody typed it. */
@Service
public class RawCommands {

    private static final int LONGEST_LINE = 8192;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(180_000);

    /** Commands after which a connection may not be any more what is wanted of it. */
    private static final Pattern CHANGES_MQTT = Pattern.compile("(?i)\\+(MQTT|MSSL)\\w*=");

    private final Fleet fleet;
    private final CommandHistory history;
    private final Settler settler;
    private final Reconciler reconciler;

    RawCommands(Fleet fleet, CommandHistory history, Settler settler, Reconciler reconciler) {
        this.fleet = fleet;
        this.history = history;
        this.settler = settler;
        this.reconciler = reconciler;
    }

    /**
     * What came back; a final result that is an error is an answer too. Lines as in {@link AtTranscript}.
     *
     * @param rows lines that belong to the command, in order
     * @param finalResult as the module wrote it
     * @param urcs lines with a URC prefix that the command does not declare, and unknown ones
     */
    public record Answer(String commandId, List<Object> rows, String finalResult, List<Object> urcs, long elapsedMs) {}

    /**
     * @param line at most 8192 bytes, {@code AT} included
     * @param data what answers a prompt; null where none is expected
     * @param timeout until the final result, 100–180,000 ms
     * @throws CommandException.Invalid if the line cannot be sent
     * @throws CommandException.NoResponse if no final result came in time
     * @throws SessionException if the module cannot take a command now
     * @throws org.modemfleet.fleet.FleetException for a module that is unknown or disabled
     */
    public Answer send(String module, String line, byte @Nullable [] data, Duration timeout) throws SessionException {
        if (!Rehearsal.isUnderWay()) {
            fleet.requireModule(module);
        }
        RawCommand command = new RawCommand(line, data, timeout);
        check(module, command);
        Rehearsal.endHere();
        ModuleSession session = fleet.session(module);
        String id = history.begin(module, null, CommandKind.RAW);
        AtOutcome<List<AtLine>> outcome;
        try {
            outcome = session.turn(turn -> {
                history.running(id, session.epoch());
                AtOutcome<List<AtLine>> ended = turn.send(command);
                synchronizeIfTouched(session, command);
                return ended;
            });
        } catch (SessionException notSent) {
            history.progress(id, CommandProgress.notSent(String.valueOf(notSent.getMessage())));
            throw notSent;
        }
        if (CHANGES_MQTT.matcher(line).find()) {
            reconciler.suspect(module);
        }
        return answer(module, id, outcome);
    }

    private static void check(String module, RawCommand command) {
        Check check = new Check();
        command.check(check);
        if (bytes(command.line()) > LONGEST_LINE) {
            check.invalid("command", bytes(command.line()) + " bytes", "at most " + LONGEST_LINE + " bytes");
        }
        if (command.timeout().compareTo(SHORTEST_TIMEOUT) < 0 || command.timeout().compareTo(LONGEST_TIMEOUT) > 0) {
            check.invalid("timeoutMs", command.timeout().toMillis(),
                    SHORTEST_TIMEOUT.toMillis() + "-" + LONGEST_TIMEOUT.toMillis() + " ms");
        }
        if (!check.passed()) {
            throw new CommandException.Invalid(module, null, check.invalid().stream()
                    .map(wrong -> new CommandException.Violation(wrong.field(), wrong.value(), wrong.allowed()))
                    .toList());
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Whatever the answer was: part of a line may have been carried out. In the turn, so that nobody is in between. */
    private static void synchronizeIfTouched(ModuleSession session, RawCommand command) {
        if (command.touchesLine() || command.touchesEncoding()) {
            session.synchronizeAnew("raw command " + command.shown());
        }
    }

    private Answer answer(String module, String id, AtOutcome<List<AtLine>> outcome) {
        AtExchange exchange = outcome.exchange();
        AtTranscript at = AtTranscript.of(List.of(exchange)).withUrcs(exchange.foreign());
        if (outcome instanceof AtOutcome.Indeterminate<?> unknown) {
            CommandException noResponse =
                    new CommandException.NoResponse(module, null, NotDone.why(unknown), at, Map.of());
            history.progress(id, CommandProgress.notDone(noResponse, at));
            throw settler.follow(id, noResponse);
        }
        FinalResult result = Objects.requireNonNull(exchange.result());
        history.progress(id, result.isOk() ? CommandProgress.done(at) : refused(result, at));
        return new Answer(id, AtTranscript.shown(exchange.rows()), result.wire(),
                AtTranscript.shown(exchange.foreign()), exchange.elapsed().toMillis());
    }

    private static CommandProgress refused(FinalResult result, AtTranscript at) {
        OptionalInt cme = CmeError.codeOf(result);
        return new CommandProgress(CommandState.REFUSED, null, null, null, null, List.of(),
                cme.isPresent() ? cme.getAsInt() : null, result.wire() + ": " + CmeError.meaningOf(result), at);
    }
}
