package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.onemo.Lines.ZERO;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.onemo.Settlement.Settled;
import org.modemfleet.onemo.Settlement.TopicResult;

/** Which URCs end a command, and how. */
class SettlementTest {

    private static Optional<Settled> after(Settlement settlement, String... urcs) {
        Stream.of(urcs).map(urc -> Lines.mqtt("+MQTTURC: " + urc)).forEach(urc -> {
            if (settlement.concerns(urc)) {
                settlement.offer(urc);
            }
        });
        return settlement.settled();
    }

    private static Outcome outcome(Settlement settlement, String... urcs) {
        return after(settlement, urcs).map(Settled::outcome).orElse(Outcome.PENDING);
    }

    private static Settlement connect() {
        return new Connect(ZERO, "host", null, null, null, null).settlement(NoRows.NO_ROWS);
    }

    private static Settlement publish(int qos) {
        return new PublishInline(new Publication(ZERO, "world", qos, 0, 0),
                InlineMessage.of(InputFormat.TEXT, Lines.utf8("3242")).orElseThrow())
                .settlement(new PublishCommand.Published(18798, 15));
    }

    private static Settlement subscribe(List<Integer> mids, String... topics) {
        return new Subscribe(ZERO, Stream.of(topics).map(topic -> new Subscribe.Filter(topic, 1)).toList())
                .settlement(mids);
    }

    @ParameterizedTest
    @CsvSource({"0,CONNECTED", "3,REFUSED", "2,FAILED", "4,FAILED", "5,FAILED", "6,FAILED", "255,FAILED"})
    void aConnectionEndsWithItsState(int state, Outcome outcome) {
        assertThat(after(connect(), "\"conn\",0," + state)).contains(new Settled(outcome, state, List.of()));
    }

    @Test
    void reconnectingIsNotYetAnEnd() {
        assertThat(outcome(connect(), "\"conn\",0,1")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(connect(), "\"conn\",0,1", "\"conn\",0,0")).isEqualTo(Outcome.CONNECTED);
        assertThat(connect().concerns(Lines.mqtt("+MQTTURC: \"conn\",0,1"))).isTrue();
    }

    @Test
    void anotherConnectionSettlesNothing() {
        assertThat(outcome(connect(), "\"conn\",1,0")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(publish(1), "\"puback\",1,18798,0")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(subscribe(List.of(7), "a"), "\"suback\",1,7,0")).isEqualTo(Outcome.PENDING);
    }

    @Test
    void theEndOfTheConnectionBeforeIsNotTheEndOfThisOne() {
        Connect connect = new Connect(ZERO, "host", null, null, null, null);
        assertThat(connect.mayPrecedeResult(Lines.mqtt("+MQTTURC: \"conn\",0,2"))).isFalse();
        assertThat(connect.mayPrecedeResult(Lines.mqtt("+MQTTURC: \"conn\",0,6"))).isFalse();
        assertThat(connect.mayPrecedeResult(Lines.mqtt("+MQTTURC: \"conn\",0,0"))).isTrue();
    }

    @Test
    void disconnecting() {
        Settlement closing = new Disconnect(ZERO).settlement(NoRows.NO_ROWS);
        assertThat(outcome(closing, "\"conn\",0,1", "\"conn\",1,2")).isEqualTo(Outcome.PENDING);
        assertThat(after(closing, "\"conn\",0,2")).contains(new Settled(Outcome.DISCONNECTED, 2, List.of()));
    }

    @Test
    void publishingByQos() {
        assertThat(outcome(publish(0))).isEqualTo(Outcome.ACCEPTED);
        assertThat(outcome(publish(1))).isEqualTo(Outcome.PENDING);
        assertThat(outcome(publish(1), "\"puback\",0,18797,0")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(publish(1), "\"puback\",0,18798,0")).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(outcome(publish(2), "\"pubrec\",0,18798,0")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(publish(2), "\"pubrec\",0,18798,0", "\"pubcomp\",0,18798,0"))
                .isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(outcome(publish(1), "\"timeout\",0,18798")).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(publish(2), "\"pubrec\",0,18798,0", "\"timeout\",0,18798")).isEqualTo(Outcome.TIMEOUT);
        assertThat(outcome(publish(2), "\"puback\",0,18798,0")).isEqualTo(Outcome.PENDING);
    }

    @Test
    void closingDropsWhatIsUnderWay() {
        assertThat(after(publish(1), "\"conn\",0,2")).contains(new Settled(Outcome.FAILED, 2, List.of()));
        assertThat(outcome(publish(1), "\"conn\",0,1", "\"puback\",0,18798,0")).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(outcome(subscribe(List.of(7), "a"), "\"conn\",0,2")).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aSubscriptionsCodesByTopic() {
        assertThat(after(subscribe(List.of(35270), "world", "hello"), "\"suback\",0,35270,1,2"))
                .contains(new Settled(Outcome.ACKNOWLEDGED, null,
                        List.of(new TopicResult("world", 35270, 1), new TopicResult("hello", 35270, 2))));
        assertThat(after(subscribe(List.of(7), "a", "b", "c"), "\"suback\",0,7,0,128,2")).hasValueSatisfying(s -> {
            assertThat(s.outcome()).isEqualTo(Outcome.PARTIAL);
            assertThat(s.results()).extracting(TopicResult::code).containsExactly(0, 128, 2);
        });
        assertThat(outcome(subscribe(List.of(7), "a", "b"), "\"suback\",0,7,128,128")).isEqualTo(Outcome.REJECTED);
        assertThat(outcome(subscribe(List.of(7), "a", "b"), "\"timeout\",0,7")).isEqualTo(Outcome.TIMEOUT);
    }

    @Test
    void ml307gSettlesTopicByTopicInAnyOrder() {
        Settlement settlement = subscribe(List.of(7, 8, 9), "a", "b", "c");
        assertThat(outcome(settlement, "\"suback\",0,9,2", "\"suback\",0,7,1")).isEqualTo(Outcome.PENDING);
        assertThat(after(settlement, "\"timeout\",0,8")).contains(new Settled(Outcome.PARTIAL, null,
                List.of(new TopicResult("a", 7, 1), new TopicResult("b", 8, null), new TopicResult("c", 9, 2))));
    }

    @Test
    void aRepeatedAcknowledgementChangesNothing() {
        Settlement settlement = subscribe(List.of(7, 8), "a", "b");
        assertThat(outcome(settlement, "\"suback\",0,7,1", "\"suback\",0,7,128")).isEqualTo(Outcome.PENDING);
        assertThat(outcome(settlement, "\"suback\",0,8,1", "\"suback\",0,8,128")).isEqualTo(Outcome.ACKNOWLEDGED);
    }

    @Test
    void unsubscribing() {
        Unsubscribe command = new Unsubscribe(ZERO, List.of("a", "b"));
        assertThat(after(command.settlement(List.of(7)), "\"unsuback\",0,7")).contains(new Settled(
                Outcome.ACKNOWLEDGED, null, List.of(new TopicResult("a", 7, null), new TopicResult("b", 7, null))));
        assertThat(outcome(command.settlement(List.of(7, 8)), "\"unsuback\",0,7", "\"timeout\",0,8"))
                .isEqualTo(Outcome.PARTIAL);
        assertThat(outcome(command.settlement(List.of(7)), "\"timeout\",0,7")).isEqualTo(Outcome.TIMEOUT);
    }
}
