package org.modemfleet.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import org.modemfleet.at.AtLine;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;

/**
 * Gives committed URCs to the commands they settle, by epoch, connect_id, mid and name. A URC that came between a
 * command and its OK is kept until the command's rows tell its mid.
 */
final class SettlementDesk {

    private record Arrived(MqttUrc urc, AtLine line) {}

    /** A command whose final result is awaited: what arrives meanwhile may be its own. */
    final class Recording implements AutoCloseable {
        private final long epoch;
        private final ConnectId connection;
        private final List<Arrived> arrived = new ArrayList<>();

        private Recording(long epoch, ConnectId connection) {
            this.epoch = epoch;
            this.connection = connection;
        }

        /**
         * The final result was OK: what has arrived is offered, what follows too until it is settled.
         *
         * @param mayBeOwn whether this URC, in this line, can be the command's own. Commits have their own pace: a URC
         *        from before the final result may be committed after this call, and one from after it before.
         */
        CompletableFuture<Settling.Result> settle(Settlement settlement, BiPredicate<MqttUrc, AtLine> mayBeOwn) {
            Open open;
            synchronized (SettlementDesk.this) {
                recordings.remove(this);
                open = new Open(settlement, connection, mayBeOwn);
                arrived.forEach(open::offer);
                if (settlement.settled().isEmpty() && epoch == currentEpoch) {
                    waiting.add(open);
                    return open.result;
                }
            }
            open.finish();
            return open.result;
        }

        /** What comes from now on is not kept; idempotent. */
        @Override
        public void close() {
            synchronized (SettlementDesk.this) {
                recordings.remove(this);
            }
        }
    }

    private static final class Open {
        private final Settlement settlement;
        private final ConnectId connection;
        private final BiPredicate<MqttUrc, AtLine> mayBeOwn;
        private final List<AtLine> lines = new ArrayList<>();
        private final CompletableFuture<Settling.Result> result = new CompletableFuture<>();

        private Open(Settlement settlement, ConnectId connection, BiPredicate<MqttUrc, AtLine> mayBeOwn) {
            this.settlement = settlement;
            this.connection = connection;
            this.mayBeOwn = mayBeOwn;
        }

        private void offer(Arrived arrived) {
            if (settlement.settled().isEmpty() && arrived.urc().connectId().equals(connection)
                    && settlement.concerns(arrived.urc()) && mayBeOwn.test(arrived.urc(), arrived.line())) {
                settlement.offer(arrived.urc());
                lines.add(arrived.line());
            }
        }

        /** Completes with what is known; indeterminate if nothing settled it. */
        private void finish() {
            result.complete(new Settling.Result(
                    settlement.settled().orElse(Settlement.Settled.of(Outcome.INDETERMINATE)), List.copyOf(lines)));
        }
    }

    private final List<Recording> recordings = new ArrayList<>();
    private final List<Open> waiting = new ArrayList<>();
    private long currentEpoch;

    /** Commands of earlier epochs can no longer be settled: they end indeterminate. */
    void begin(long epoch) {
        List<Open> ended;
        synchronized (this) {
            currentEpoch = epoch;
            ended = List.copyOf(waiting);
            waiting.clear();
        }
        ended.forEach(Open::finish);
    }

    /** Before the command line is written. */
    synchronized Recording record(ConnectId connection) {
        Recording recording = new Recording(currentEpoch, connection);
        recordings.add(recording);
        return recording;
    }

    /** After the event of this URC was committed, in order. */
    void committed(long epoch, MqttUrc urc, AtLine line) {
        List<Open> settled = new ArrayList<>();
        synchronized (this) {
            if (epoch != currentEpoch) {
                return;
            }
            Arrived arrived = new Arrived(urc, line);
            recordings.forEach(recording -> recording.arrived.add(arrived));
            for (Open open : waiting) {
                open.offer(arrived);
                if (open.settlement.settled().isPresent()) {
                    settled.add(open);
                }
            }
            waiting.removeAll(settled);
        }
        settled.forEach(Open::finish);
    }
}
