package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.channel.ChannelRig.PROBE;
import static org.modemfleet.channel.ChannelRig.PROBE_ANSWER;
import static org.modemfleet.channel.ChannelRig.get;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.FinalResult;
import org.modemfleet.at.ResponseShape;

class AtChannelTest {

    private static final TestCommand STATE = TestCommand.of("+MQTTSTATE=0", "+MQTTSTATE");

    private ChannelRig peer;

    @BeforeEach
    void open() throws IOException {
        peer = ChannelRig.ready();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void provesThatTheLineIsInStepBeforeAnythingElse() throws IOException {
        try (ChannelRig fresh = new ChannelRig()) {
            CompletableFuture<AtOutcome<List<String>>> sent = fresh.send(STATE);
            fresh.open();
            fresh.expects(PROBE).sends(PROBE_ANSWER);
            fresh.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+MQTTSTATE: 3\r\n\r\nOK\r\n");
            assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
            assertThat(fresh.heard).containsExactly("state READY");
        }
    }

    @Test
    void waitsWithTheFirstProbeWhileDataModeMayBeOpen() throws IOException {
        try (ChannelRig fresh = new ChannelRig()) {
            fresh.open(Duration.ofSeconds(10));
            fresh.passes(Duration.ofMillis(9_999));
            assertThat(fresh.written()).isEmpty();
            fresh.passes(Duration.ofMillis(1)).expects(PROBE);
        }
    }

    @Test
    void aListenerMayLetWhatHasComeWaitUntilTheChannelIsOpen() throws IOException {
        CompletableFuture<Void> told = new CompletableFuture<>();
        CompletableFuture<Void> open = new CompletableFuture<>();
        try (ChannelRig fresh = new ChannelRig()) {
            fresh.whileTelling(() -> {
                told.complete(null);
                open.join();
            });
            fresh.whileOpening(() -> {
                Thread.ofVirtual().start(() -> fresh.sends("\r\n+EVENT: 1\r\n"));
                get(told);
            });
            CompletableFuture<Void> opening = CompletableFuture.runAsync(() -> {
                try {
                    fresh.open();
                } catch (IOException unopened) {
                    throw new UncheckedIOException(unopened);
                }
            }, Thread::startVirtualThread);
            try {
                get(opening);
            } finally {
                open.complete(null);
            }
            fresh.expects(PROBE).sends(PROBE_ANSWER);
            assertThat(fresh.heard).containsExactly("urc +EVENT: 1", "state READY");
        }
    }

    @Test
    void answersWithTheRows() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Done.class, done -> {
            assertThat(done.value()).isEqualTo(List.of("+MQTTSTATE: 2"));
            assertThat(done.exchange().sent()).isEqualTo("AT+MQTTSTATE=0");
            assertThat(done.exchange().result()).isEqualTo(FinalResult.OK);
            assertThat(done.exchange().foreign()).isEmpty();
        });
        assertThat(peer.heard).isEmpty();
    }

    @Test
    void aRefusalIsAnOutcome() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+CME ERROR:601\r\n");
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Refused.class,
                refused -> assertThat(refused.result().code()).hasValue(601));
    }

    @Test
    void missingRowsLeaveTheOutcomeOpen() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Indeterminate.class,
                open -> assertThat(open.reason()).isEqualTo(AtOutcome.Reason.NOT_UNDERSTOOD));
        peer.expects(PROBE);
    }

    @Test
    void unsolicitedResultsComeBeforeInsideAndAfterAnAnswer() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+EVENT: 1\r\n\r\n+MQTTSTATE: 2\r\n\r\n+DATA: 0,4,OK\r\n\r\n"
                + "\r\nOK\r\n\r\n+EVENT: 3\r\n");
        AtOutcome<List<String>> outcome = get(sent);
        assertThat(outcome).isInstanceOf(AtOutcome.Done.class);
        assertThat(outcome.exchange().rows()).extracting(AtLine::text).containsExactly("+MQTTSTATE: 2");
        assertThat(outcome.exchange().foreign()).extracting(AtLine::text)
                .containsExactly("+EVENT: 1", "+DATA: 0,4,OK\r\n");
        assertThat(peer.heard).containsExactly("urc +EVENT: 1", "urc +DATA: 0,4,OK\r\n", "urc +EVENT: 3");
    }

    @Test
    void nothingIsAnAnswerWithoutACommand() {
        peer.sends("\r\nOK\r\n\r\n+MQTTSTATE: 2\r\n\r\nERROR\r\n");
        assertThat(peer.heard).containsExactly("unknown OK", "state RESYNCHRONIZING", "unknown +MQTTSTATE: 2",
                "unknown ERROR");
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void aRowOfAnotherCommandIsUnknown() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+CSQ: 22,99\r\n\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(get(sent).exchange().foreign()).extracting(AtLine::text).containsExactly("+CSQ: 22,99");
        assertThat(peer.heard).containsExactly("unknown +CSQ: 22,99", "state RESYNCHRONIZING");
        peer.expects(PROBE);
    }

    @Test
    void aPrefixThatIsAlsoUnsolicitedIsClaimedByWhatTheCommandKnows() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+EVENT?",
                ResponseShape.rows("+EVENT", line -> line.text().contains(","))));
        peer.expects("AT+EVENT?\r\n").sends("\r\n+EVENT: 5\r\n\r\n+EVENT: 2,1\r\n\r\nOK\r\n");
        assertThat(get(sent).exchange().rows()).extracting(AtLine::text).containsExactly("+EVENT: 2,1");
        assertThat(peer.heard).containsExactly("urc +EVENT: 5");
    }

    @Test
    void anEchoIsTolerated() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+CGMM", ResponseShape.text()));
        peer.expects("AT+CGMM\r\n").sends("AT+CGMM\r\r\nML307R-DC\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Done.class,
                done -> assertThat(done.value()).isEqualTo(List.of("ML307R-DC")));
        assertThat(peer.heard).isEmpty();
    }

    @Test
    void bareTextIsOnlyWhatIsOtherwiseUnknown() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+CGMM", ResponseShape.text()));
        peer.expects("AT+CGMM\r\n").sends("\r\n+EVENT: 1\r\n\r\nML307R-DC\r\n\r\nOK\r\n");
        assertThat(get(sent).exchange().rows()).extracting(AtLine::text).containsExactly("ML307R-DC");
        assertThat(peer.heard).containsExactly("urc +EVENT: 1");
    }

    @Test
    void dataGoesOutExactlyOncePrompted() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.withData("+PUB=4", "a\rb\0"));
        peer.expects("AT+PUB=4\r\n").sends("\r\n> ").expects("a\rb\0").sends("\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
        assertThat(peer.heard).isEmpty();
    }

    @Test
    void dataStaysWhereItIsIfTheCommandIsRefused() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.withData("+PUB=4", "AT+X"));
        peer.expects("AT+PUB=4\r\n").sends("\r\n+CME ERROR: 602\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Refused.class);
        peer.sends("\r\n>\r\n").settle();
        assertThat(peer.written()).isEqualTo(PROBE);
        assertThat(peer.heard).containsExactly("unknown >", "state RESYNCHRONIZING");
    }

    @Test
    void aSurprisingPromptGetsNothing() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.withoutData("+PUB=4"));
        peer.expects("AT+PUB=4\r\n").sends("\r\n>").passes(Duration.ofSeconds(4));
        assertThat(peer.written()).isEmpty();
        peer.sends("\r\n+CME ERROR: 601\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Refused.class);
    }

    @Test
    void aPromptIsAnOrdinaryLineForACommandWithoutData() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n> x\r\n\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
        assertThat(peer.heard).containsExactly("unknown > x", "state RESYNCHRONIZING");
    }

    @Test
    void aTurnIsASequenceThatNothingInterrupts() {
        CompletableFuture<String> first = peer.sendAll(turn -> {
            turn.send(TestCommand.of("+A"));
            turn.send(TestCommand.of("+B"));
            return "done";
        });
        peer.expects("AT+A\r\n");
        CompletableFuture<AtOutcome<List<String>>> second = peer.send(TestCommand.of("+C"));
        peer.sends("\r\nOK\r\n").expects("AT+B\r\n").sends("\r\nOK\r\n").expects("AT+C\r\n").sends("\r\nOK\r\n");
        assertThat(get(first)).isEqualTo("done");
        assertThat(get(second)).isInstanceOf(AtOutcome.Done.class);
    }

    @Test
    void theEndOfTheLinkEndsTheCommandAndKeepsTheLastBytes() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+MQTTSTATE: 2\r\n\r\nO").hangUp();
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Indeterminate.class, open -> {
            assertThat(open.reason()).isEqualTo(AtOutcome.Reason.LINK_LOST);
            assertThat(open.exchange().rows()).hasSize(1);
        });
        assertThat(peer.heard).containsExactly("unknown O", "state CLOSED", "closed");
        assertThat(peer.send(STATE)).failsWithin(Duration.ofSeconds(5)).withThrowableThat()
                .havingCause().isInstanceOf(ChannelException.Closed.class);
    }

    @Test
    void aLinkThatTakesNoBytesIsClosedWithItsReason() {
        peer.breaks("no carrier");
        assertThat(get(peer.send(STATE))).isInstanceOfSatisfying(AtOutcome.Indeterminate.class,
                open -> assertThat(open.reason()).isEqualTo(AtOutcome.Reason.LINK_LOST));
        assertThat(peer.heard).containsExactly("state CLOSED", "closed no carrier");
    }
}
