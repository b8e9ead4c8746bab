package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.FinalResult;
import org.modemfleet.at.FinalResultParser;
import org.modemfleet.channel.Lane;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.SettledByUrc;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.RadioStatus;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.SessionState;
import org.modemfleet.session.Settling;

/** A session that answers as a test says, line by line, and keeps what was sent. */
final class FakeSession implements ModuleSession {

    /** @param data what has to be sent behind the prompt; null where that does not matter */
    private record Exchange(String line, @Nullable String data, String[] answer) {}

    private final class Waiting {
        private final Settlement settlement;
        private final List<AtLine> lines = new ArrayList<>();
        private final CompletableFuture<Settling.Result> settled = new CompletableFuture<>();

        private Waiting(Settlement settlement) {
            this.settlement = settlement;
        }

        private void offer(MqttUrc urc, String line) {
            if (settlement.concerns(urc)) {
                settlement.offer(urc);
                lines.add(line(line));
            }
            settlement.settled().ifPresent(how -> settled.complete(new Settling.Result(how, List.copyOf(lines))));
        }
    }

    private final String id;
    private final ModelProfile profile;
    private final Deque<Exchange> script = new ArrayDeque<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private List<ConnectionView> connections = List.of();
    private int turns;
    private int inputFormat;
    private @Nullable SessionException away;
    private @Nullable Runnable afterFinal;
    private @Nullable String synchronizedFor;

    FakeSession(String id, ModelProfile profile) {
        this.id = id;
        this.profile = profile;
    }

    /** @param answer rows and final result; nothing for a module that does not answer */
    FakeSession answers(String line, String... answer) {
        script.add(new Exchange(line, null, answer));
        return this;
    }

    /** The same for a line that is followed by data. */
    FakeSession answersData(String line, String data, String... answer) {
        script.add(new Exchange(line, data, answer));
        return this;
    }

    FakeSession inputFormat(int format) {
        inputFormat = format;
        return this;
    }

    FakeSession away() {
        away = new SessionException.Unavailable(id, SessionState.LOST, "the port is gone");
        return this;
    }

    FakeSession back() {
        away = null;
        return this;
    }

    /** Runs in the turn, right after the final result of a command that URCs settle. */
    FakeSession afterFinalResult(Runnable task) {
        afterFinal = task;
        return this;
    }

    /** The module sends a URC. */
    void urc(MqttUrc urc, String line) {
        List.copyOf(waiting).forEach(open -> open.offer(urc, line));
    }

    /** The module was reset. */
    void endEpoch() {
        waiting.forEach(open -> open.settled.complete(new Settling.Result(
                Settlement.Settled.of(Outcome.INDETERMINATE), List.of())));
    }

    /** Everything that was to be sent was sent, and in so many turns. */
    void assertDone(int expectedTurns) {
        assertThat(script).isEmpty();
        assertThat(turns).isEqualTo(expectedTurns);
    }

    @Nullable String synchronizedFor() {
        return synchronizedFor;
    }

    @Override
    public <T> T turn(Lane lane, TurnBody<T> body) throws SessionException {
        if (away != null) {
            throw away;
        }
        turns++;
        return body.run(new FakeTurn());
    }

    private final class FakeTurn implements Turn {
        @Override
        public Duration queued() {
            return Duration.ofMillis(7);
        }

        @Override
        public <R> AtOutcome<R> send(AtCommand<R> command) {
            Exchange next = Objects.requireNonNull(script.poll(), () -> "not expected: " + command.shown());
            assertThat("AT" + command.body()).isEqualTo(next.line());
            if (next.data() != null) {
                assertThat(command.dataMode().orElseThrow().payload()).asString(StandardCharsets.UTF_8).isEqualTo(next.data());
            }
            List<AtLine> rows = Arrays.stream(next.answer()).limit(Math.max(0, next.answer().length - 1))
                    .map(FakeSession::line).toList();
            FinalResult result = next.answer().length == 0 ? null
                    : Objects.requireNonNull(FinalResultParser.parse(line(next.answer()[next.answer().length - 1])));
            AtExchange exchange = new AtExchange(command.shown(), rows, result, List.of(), Instant.now(),
                    Duration.ofMillis(3));
            if (result == null) {
                return new AtOutcome.Indeterminate<>(AtOutcome.Reason.NO_FINAL_RESULT, exchange);
            }
            try {
                return result.isOk() ? new AtOutcome.Done<>(command.decode(rows), exchange)
                        : new AtOutcome.Refused<>(result, exchange);
            } catch (AtDecodingException e) {
                return new AtOutcome.Indeterminate<>(AtOutcome.Reason.NOT_UNDERSTOOD, exchange);
            }
        }

        @Override
        public <R, C extends AtCommand<R> & SettledByUrc<R>> Settling<R> sendSettled(C command) {
            AtOutcome<R> outcome = send(command);
            if (!(outcome instanceof AtOutcome.Done<R> done)) {
                return new Settling<>(outcome, CompletableFuture.completedFuture(new Settling.Result(
                        Settlement.Settled.of(Outcome.INDETERMINATE), List.of())));
            }
            Waiting open = new Waiting(command.settlement(done.value()));
            open.settlement.settled()
                    .ifPresent(how -> open.settled.complete(new Settling.Result(how, List.of())));
            waiting.add(open);
            if (afterFinal != null) {
                afterFinal.run();
            }
            return new Settling<>(outcome, open.settled);
        }
    }

    private static AtLine line(String text) {
        return AtLine.text(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String moduleId() {
        return id;
    }

    @Override
    public SessionState state() {
        return away == null ? SessionState.READY : SessionState.LOST;
    }

    @Override
    public long epoch() {
        return 4;
    }

    @Override
    public ModelProfile profile() {
        return profile;
    }

    @Override
    public ModuleIdentity identity() {
        return new ModuleIdentity("CMCC", profile.model(), profile.revision(), null, null, null);
    }

    @Override
    public @Nullable RadioStatus radio() {
        return null;
    }

    FakeSession connection(int connectId, int state) {
        connections = List.of(new ConnectionView(connectId, state, null, null, Instant.now()));
        return this;
    }

    @Override
    public List<ConnectionView> connections() {
        return connections;
    }

    @Override
    public int inputFormat(ConnectId connection) {
        return inputFormat;
    }

    @Override
    public void synchronizeAnew(String cause) {
        synchronizedFor = cause;
    }
}
