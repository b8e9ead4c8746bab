package org.modemfleet.problem;

import static org.modemfleet.problem.ProblemType.BAD_CURSOR;
import static org.modemfleet.problem.ProblemType.BAD_REQUEST;
import static org.modemfleet.problem.ProblemType.BUSY;
import static org.modemfleet.problem.ProblemType.FORBIDDEN;
import static org.modemfleet.problem.ProblemType.HAS_MESSAGES;
import static org.modemfleet.problem.ProblemType.IDEMPOTENCY_KEY_IN_USE;
import static org.modemfleet.problem.ProblemType.IDEMPOTENCY_KEY_REUSED;
import static org.modemfleet.problem.ProblemType.IDENTITY_MISMATCH;
import static org.modemfleet.problem.ProblemType.INVALID_PARAMETER;
import static org.modemfleet.problem.ProblemType.MODEL_MISMATCH;
import static org.modemfleet.problem.ProblemType.MODULE_EXISTS;
import static org.modemfleet.problem.ProblemType.MODULE_UNAVAILABLE;
import static org.modemfleet.problem.ProblemType.NOT_CONNECTED;
import static org.modemfleet.problem.ProblemType.NOT_FOUND;
import static org.modemfleet.problem.ProblemType.NOT_SIMULATED;
import static org.modemfleet.problem.ProblemType.NO_RESPONSE;
import static org.modemfleet.problem.ProblemType.PORT_IN_USE;
import static org.modemfleet.problem.ProblemType.PRECONDITION_FAILED;
import static org.modemfleet.problem.ProblemType.STORAGE_UNAVAILABLE;
import static org.modemfleet.problem.ProblemType.UNSUPPORTED_BY_MODEL;
import static org.modemfleet.problem.ProblemType.WRONG_OPERATION_STATE;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtException;
import org.modemfleet.channel.ChannelException;
import org.modemfleet.command.AtTranscript;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.Rehearsal;
import org.modemfleet.desired.DesiredException;
import org.modemfleet.events.EventLogException;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.idempotency.IdempotencyException;
import org.modemfleet.inbox.InboxException;
import org.modemfleet.link.LinkException;
import org.modemfleet.operation.OperationException;
import org.modemfleet.session.SessionException;
import org.modemfleet.simulator.SimulatorException;
import org.modemfleet.witness.WitnessException;

/** The one table: each failure that a room can name, and the problem that it is. */
final class ProblemTable {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration WHILE_OPENING = Duration.ofSeconds(5);
    private static final Duration WHILE_DISABLED = Duration.ofSeconds(60);
    private static final Duration WHILE_STORAGE_IS_AWAY = Duration.ofSeconds(5);

    private final Map<Class<?>, Function<Throwable, Problem>> rows = new LinkedHashMap<>();

    ProblemTable() {
        wire();
        sessions();
        eventLog();
        fleet();
        commands();
        desired();
        idempotency();
        operations();
        inbox();
        witness();
        simulator();
    }

    private void wire() {
        row(AtException.NotQuotable.class, INVALID_PARAMETER::because);
        row(LinkException.BadAddress.class, e -> INVALID_PARAMETER.because(e)
                .with("errors", List.of(error("link", null, "scheme:target, such as tcp:10.0.0.5:7001"))));
        row(LinkException.Unreachable.class, e -> MODULE_UNAVAILABLE.because(e).retryAfter(WHILE_OPENING));
        row(LinkException.InUse.class, e -> PORT_IN_USE.because(e).with("holder", e.holder()));
        // Sessions tell these in their own words, with the module's name; here for whoever meets one all the same.
        row(ChannelException.Busy.class, e -> BUSY.because(e).retryAfter(SOON));
        row(ChannelException.Unresponsive.class, e -> MODULE_UNAVAILABLE.because(e).retryAfter(WHILE_OPENING));
        row(ChannelException.Closed.class, e -> MODULE_UNAVAILABLE.because(e).retryAfter(WHILE_OPENING));
        row(ChannelException.Interrupted.class, e -> MODULE_UNAVAILABLE.because(e).retryAfter(SOON));
    }

    private void sessions() {
        row(SessionException.Unavailable.class, e -> MODULE_UNAVAILABLE.because(e).with("module", e.moduleId())
                .retryAfter(e.retryAfter()));
        row(SessionException.Busy.class, e -> BUSY.because(e).with("module", e.moduleId()).retryAfter(SOON));
    }

    private void eventLog() {
        row(EventLogException.BadCursor.class, BAD_CURSOR::because);
        row(EventLogException.Closed.class, e -> STORAGE_UNAVAILABLE.because(e).retryAfter(WHILE_STORAGE_IS_AWAY));
        row(EventLogException.StorageUnavailable.class,
                e -> STORAGE_UNAVAILABLE.because(e).retryAfter(WHILE_STORAGE_IS_AWAY));
    }

    private void fleet() {
        row(FleetException.UnknownModule.class, e -> NOT_FOUND.because(e).with("module", e.moduleId()));
        row(FleetException.UnknownModel.class, NOT_FOUND::because);
        row(FleetException.Disabled.class, e -> MODULE_UNAVAILABLE.because(e).with("module", e.moduleId())
                .retryAfter(WHILE_DISABLED));
        row(FleetException.ModelUnknown.class, e -> MODULE_UNAVAILABLE.because(e).with("module", e.moduleId())
                .retryAfter(WHILE_OPENING));
        row(FleetException.ModelMismatch.class, e -> MODEL_MISMATCH.because(e).with("module", e.moduleId())
                .with("configured", e.configured()).with("answered", e.answered()));
        row(FleetException.IdentityMismatch.class, e -> IDENTITY_MISMATCH.because(e).with("module", e.moduleId())
                .with("expected", e.expected()).with("answered", e.answered()));
        row(FleetException.ModuleExists.class, e -> MODULE_EXISTS.because(e).with("module", e.moduleId()));
        row(FleetException.PortInUse.class, e -> PORT_IN_USE.because(e).with("module", e.moduleId())
                .with("holder", e.holder()));
        row(FleetException.HasMessages.class, e -> HAS_MESSAGES.because(e).with("module", e.moduleId())
                .with("messages", e.count()));
        row(FleetException.Invalid.class, e -> INVALID_PARAMETER.because(e).with("module", e.moduleId()).with("errors",
                e.errors().stream().map(error -> error(error.field(), error.value(), error.allowed())).toList()));
        row(FleetException.NoRecording.class, e -> NOT_FOUND.because(e).with("module", e.moduleId()));
        row(FleetException.CommandsNotAllowed.class, e -> FORBIDDEN.because(e).with("module", e.moduleId()));
        row(FleetException.BadCursor.class, BAD_CURSOR::because);
    }

    private void commands() {
        row(CommandException.Invalid.class, e -> of(INVALID_PARAMETER, e).with("errors",
                e.errors().stream().map(error -> error(error.field(), error.value(), error.allowed())).toList()));
        row(CommandException.Malformed.class, e -> of(BAD_REQUEST, e).with("field", e.field()));
        row(CommandException.Unsupported.class, e -> of(UNSUPPORTED_BY_MODEL, e));
        row(CommandException.Refused.class, e -> about(CmeProblems.of(e.cme(), e.meaning(), e.getMessage()), e)
                .with("at", transcript(e.at(), e.finalResult())).with("outcome", "refused"));
        row(CommandException.NoResponse.class, e -> of(NO_RESPONSE, e).with("at", e.at() == null ? null : transcript(e.at(), null))
                .with("outcome", "indeterminate"));
        row(CommandException.UnknownConnection.class, e -> of(NOT_FOUND, e));
        row(CommandException.UnknownSslContext.class, e -> of(NOT_FOUND, e));
        row(CommandException.UnknownKey.class, e -> of(NOT_FOUND, e));
        row(CommandException.UnknownCommand.class, e -> of(NOT_FOUND, e));
        row(CommandException.BadCursor.class, e -> of(BAD_CURSOR, e));
    }

    private void desired() {
        row(DesiredException.UnknownConnection.class, e -> about(NOT_FOUND.because(e), e));
        row(DesiredException.Malformed.class, e -> about(BAD_REQUEST.because(e), e).with("field", e.field()));
        row(DesiredException.Invalid.class, e -> about(INVALID_PARAMETER.because(e), e).with("errors",
                e.errors().stream().map(error -> error(error.field(), error.value(), error.allowed())).toList()));
        row(DesiredException.Unsupported.class, e -> about(UNSUPPORTED_BY_MODEL.because(e), e));
        row(DesiredException.PreconditionFailed.class, e -> about(PRECONDITION_FAILED.because(e), e).with("version", e.version())
                .withHeader("ETag", "\"" + e.version() + "\""));
    }

    private static Problem about(Problem problem, DesiredException e) {
        return problem.with("module", named(e.moduleId())).with("connectId", e.connectId());
    }

    private void idempotency() {
        row(IdempotencyException.Malformed.class, e -> BAD_REQUEST.because(e).with("field", "Idempotency-Key"));
        row(IdempotencyException.Reused.class, IDEMPOTENCY_KEY_REUSED::because);
        row(IdempotencyException.InUse.class, e -> IDEMPOTENCY_KEY_IN_USE.because(e).retryAfter(SOON));
        row(IdempotencyException.CutOff.class, e -> NO_RESPONSE.because(e).with("outcome", "indeterminate"));
    }

    private void operations() {
        row(OperationException.Unknown.class, NOT_FOUND::because);
        row(OperationException.Invalid.class, e -> INVALID_PARAMETER.because(e)
                .with("errors", List.of(error(e.field(), e.value(), e.allowed()))));
        row(OperationException.WrongState.class, WRONG_OPERATION_STATE::because);
        row(OperationException.BadCursor.class, BAD_CURSOR::because);
    }

    private void inbox() {
        row(InboxException.UnknownConnection.class, e -> NOT_FOUND.because(e).with("module", e.moduleId()));
        row(InboxException.BadFilter.class, e -> INVALID_PARAMETER.because(e).with("module", e.moduleId())
                .with("errors", List.of(error("topic", e.filter(), "a topic filter (MQTT 3.1.1, 4.7)"))));
        row(InboxException.BadDrain.class, e -> INVALID_PARAMETER.because(e).with("module", e.moduleId())
                .with("errors", List.of(error("drain", e.given(), "auto, manual"))));
        row(InboxException.BadCursor.class, e -> BAD_CURSOR.because(e).with("module", e.moduleId()));
    }

    private void witness() {
        row(WitnessException.UnknownConnection.class, e -> NOT_FOUND.because(e).with("module", e.moduleId()));
        row(WitnessException.NotConnected.class, e -> NOT_CONNECTED.because(e).with("module", e.moduleId())
                .with("connectId", e.connectId()));
        row(WitnessException.Invalid.class, e -> INVALID_PARAMETER.because(e).with("module", e.moduleId())
                .with("connectId", e.connectId()).with("errors", List.of(error(e.field(), e.value(), e.allowed()))));
    }

    private void simulator() {
        row(SimulatorException.NotSimulated.class, e -> NOT_SIMULATED.because(e).with("module", e.moduleId()));
        row(SimulatorException.Unknown.class, e -> NOT_FOUND.because(e).with("module", e.moduleId()));
        row(SimulatorException.Malformed.class, e -> BAD_REQUEST.because(e).with("module", e.moduleId()));
        row(SimulatorException.Invalid.class, e -> INVALID_PARAMETER.because(e).with("module", e.moduleId()).with("errors",
                e.errors().stream().map(error -> error(error.field(), error.value(), error.allowed())).toList()));
    }

    private static Problem of(ProblemType type, CommandException e) {
        return about(type.because(e), e);
    }

    private static Problem about(Problem problem, CommandException e) {
        Problem about = problem.with("module", named(e.moduleId())).with("connectId", e.connectId());
        for (Map.Entry<String, Object> detail : e.details().entrySet()) {
            about = about.with(detail.getKey(), detail.getValue());
        }
        return about;
    }

    /** Null for a command to many modules that none could take. */
    private static @Nullable String named(String module) {
        return module.equals(Rehearsal.NOBODY) ? null : module;
    }

    /** What was sent and how it ended, in the words of the wire. */
    private static Map<String, Object> transcript(AtTranscript at, @Nullable String finalResult) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("sent", at.sent());
        shown.put("received", at.received());
        shown.put("final", finalResult);
        shown.put("elapsedMs", at.elapsedMs());
        return shown;
    }

    /** One element of {@code errors}. */
    static Map<String, Object> error(String field, @Nullable Object value, String allowed) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("field", field);
        error.put("value", value);
        error.put("allowed", allowed);
        return error;
    }

    /** The problem of a failure that has a row of its own, or whose superclass has one. */
    Optional<Problem> find(Throwable failure) {
        for (Class<?> type = failure.getClass(); type != null; type = type.getSuperclass()) {
            Function<Throwable, Problem> row = rows.get(type);
            if (row != null) {
                return Optional.of(row.apply(failure));
            }
        }
        return Optional.empty();
    }

    Set<Class<?>> types() {
        return rows.keySet();
    }

    private <E extends Throwable> void row(Class<E> type, Function<E, Problem> problem) {
        rows.put(type, failure -> problem.apply(type.cast(failure)));
    }
}
