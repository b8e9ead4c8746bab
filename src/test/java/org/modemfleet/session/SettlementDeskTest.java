package org.modemfleet.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtLine;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;

class SettlementDeskTest {

    private static final ConnectId ZERO = new ConnectId(0);
    private final SettlementDesk desk = new SettlementDesk();

    /** As a publish at QoS 1 waits. */
    private static final class AwaitsPubAck implements Settlement {
        private final int mid;
        private Optional<Settled> settled = Optional.empty();

        private AwaitsPubAck(int mid) {
            this.mid = mid;
        }

        @Override
        public boolean concerns(MqttUrc urc) {
            return urc instanceof MqttUrc.PubAck ack && ack.mid() == mid;
        }

        @Override
        public void offer(MqttUrc urc) {
            settled = Optional.of(Settled.of(Outcome.ACKNOWLEDGED));
        }

        @Override
        public Optional<Settled> settled() {
            return settled;
        }
    }

    @BeforeEach
    void begin() {
        desk.begin(1);
    }

    private void pubAck(long epoch, int connectId, int mid) {
        String line = "+MQTTURC: \"puback\"," + connectId + "," + mid + ",0";
        desk.committed(epoch, new MqttUrc.PubAck(new ConnectId(connectId), mid, 0),
                AtLine.text(line.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Outcome outcome(CompletableFuture<Settling.Result> result) {
        return result.isDone() ? result.join().outcome().outcome() : Outcome.PENDING;
    }

    @Test
    void theUrcAfterTheAnswerSettles() {
        CompletableFuture<Settling.Result> result = desk.record(ZERO).settle(new AwaitsPubAck(7), (_, _) -> true);
        assertThat(outcome(result)).isEqualTo(Outcome.PENDING);
        pubAck(1, 0, 7);
        assertThat(outcome(result)).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(result.join().urcs()).extracting(AtLine::text).containsExactly("+MQTTURC: \"puback\",0,7,0");
    }

    @Test
    void aUrcBeforeTheAnswerSettlesToo() {
        SettlementDesk.Recording recording = desk.record(ZERO);
        pubAck(1, 0, 7);
        assertThat(outcome(recording.settle(new AwaitsPubAck(7), (_, _) -> true))).isEqualTo(Outcome.ACKNOWLEDGED);
    }

    @Test
    void aUrcThatCannotBeItsOwnDoesNotWheneverItIsCommitted() {
        SettlementDesk.Recording recording = desk.record(ZERO);
        pubAck(1, 0, 7);
        CompletableFuture<Settling.Result> result = recording.settle(new AwaitsPubAck(7), (_, _) -> false);
        assertThat(outcome(result)).isEqualTo(Outcome.PENDING);
        pubAck(1, 0, 7);
        assertThat(outcome(result)).isEqualTo(Outcome.PENDING);
    }

    @Test
    void aUrcBeforeTheCommandOfAnotherConnectionMidOrEpochDoesNot() {
        pubAck(1, 0, 7);
        CompletableFuture<Settling.Result> result = desk.record(ZERO).settle(new AwaitsPubAck(7), (_, _) -> true);
        pubAck(1, 1, 7);
        pubAck(1, 0, 8);
        pubAck(2, 0, 7);
        assertThat(outcome(result)).isEqualTo(Outcome.PENDING);
    }

    @Test
    void theEndOfTheEpochLeavesItIndeterminate() {
        CompletableFuture<Settling.Result> waiting = desk.record(ZERO).settle(new AwaitsPubAck(7), (_, _) -> true);
        SettlementDesk.Recording unanswered = desk.record(ZERO);
        desk.begin(2);
        assertThat(outcome(waiting)).isEqualTo(Outcome.INDETERMINATE);
        assertThat(outcome(unanswered.settle(new AwaitsPubAck(8), (_, _) -> true))).isEqualTo(Outcome.INDETERMINATE);
    }

    @Test
    void eachCommandHasItsOwn() {
        List<CompletableFuture<Settling.Result>> results = List.of(desk.record(ZERO).settle(new AwaitsPubAck(7), (_, _) -> true),
                desk.record(new ConnectId(1)).settle(new AwaitsPubAck(7), (_, _) -> true), desk.record(ZERO).settle(new AwaitsPubAck(8), (_, _) -> true));
        pubAck(1, 1, 7);
        assertThat(results).extracting(SettlementDeskTest::outcome)
                .containsExactly(Outcome.PENDING, Outcome.ACKNOWLEDGED, Outcome.PENDING);
    }
}
