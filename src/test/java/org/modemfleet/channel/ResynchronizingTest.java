package org.modemfleet.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.channel.ChannelRig.PROBE;
import static org.modemfleet.channel.ChannelRig.PROBE_ANSWER;
import static org.modemfleet.channel.ChannelRig.get;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.at.ResponseShape;

/** A time-out is a state: what was given up keeps its place until a probe proves that the line is in step. */
class ResynchronizingTest {

    private static final TestCommand STATE = TestCommand.of("+MQTTSTATE=0", "+MQTTSTATE");
    private static final String SECOND_PROBE = "AT+CFUN?\r\n";
    private static final String SECOND_ANSWER = "\r\n+CFUN: 1\r\n\r\nOK\r\n";

    private ChannelRig peer;

    @BeforeEach
    void open() throws IOException {
        peer = ChannelRig.ready();
    }

    @AfterEach
    void close() {
        peer.close();
    }

    private void assertIndeterminate(CompletableFuture<? extends AtOutcome<?>> sent, AtOutcome.Reason reason) {
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Indeterminate.class,
                open -> assertThat(open.reason()).isEqualTo(reason));
    }

    private void timeOut(TestCommand command) {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(command);
        peer.expects("AT" + command.body() + "\r\n").passes(TestCommand.TIMEOUT);
        assertIndeterminate(sent, AtOutcome.Reason.NO_FINAL_RESULT);
    }

    private void assertNextIsAnswered() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+CSQ", "+CSQ"));
        peer.expects("AT+CSQ\r\n").sends("\r\n+CSQ: 22,99\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOfSatisfying(AtOutcome.Done.class,
                done -> assertThat(done.value()).isEqualTo(List.of("+CSQ: 22,99")));
    }

    @Test
    void nothingIsSentUntilAProbeIsAnswered() {
        timeOut(STATE);
        CompletableFuture<AtOutcome<List<String>>> next = peer.send(TestCommand.of("+A"));
        peer.expects(PROBE).settle();
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING");
        peer.sends(PROBE_ANSWER).expects("AT+A\r\n").sends("\r\nOK\r\n");
        assertThat(get(next)).isInstanceOf(AtOutcome.Done.class);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "state READY");
    }

    @Test
    void aLateAnswerSettlesItsOwnCommand() {
        timeOut(STATE);
        peer.expects(PROBE).sends("\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        peer.sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "late AT+MQTTSTATE=0 [+MQTTSTATE: 2] OK",
                "state READY");
        assertNextIsAnswered();
    }

    @Test
    void aLateRefusalSettlesItsOwnCommand() {
        timeOut(STATE);
        peer.expects(PROBE).sends("\r\n+CME ERROR: 603\r\n").sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "late AT+MQTTSTATE=0 [] +CME ERROR: 603",
                "state READY");
        assertNextIsAnswered();
    }

    @Test
    void lateRowsAreKeptThoughTheirFinalResultNeverComes() {
        timeOut(STATE);
        peer.expects(PROBE).sends("\r\n+MQTTSTATE: 2\r\n").sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING",
                "late AT+MQTTSTATE=0 [+MQTTSTATE: 2] unfinished", "state READY");
        assertThat(peer.lateExchanges.getFirst().result()).isNull();
    }

    @Test
    void rowsFromBeforeTheTimeOutAreNotToldTwice() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+MQTTSTATE: 1\r\n").passes(TestCommand.TIMEOUT);
        assertThat(get(sent).exchange().rows()).hasSize(1);
        peer.expects(PROBE).sends("\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(peer.heard).contains("late AT+MQTTSTATE=0 [+MQTTSTATE: 2] OK");
    }

    @Test
    void aProbeIsNotTakenForAnAbandonedCommandOfTheSameForm() {
        timeOut(TestCommand.of("+CMEE?", ResponseShape.rows("+CMEE")));
        peer.expects(SECOND_PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        assertThat(peer.heard).contains("late AT+CMEE? [+CMEE: 1] OK");
        peer.sends(SECOND_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void onlyTheAnswerToTheLastProbeProvesAnything() {
        timeOut(STATE);
        peer.expects(PROBE).passes(ChannelTiming.PROBE_TIMEOUT).expects(SECOND_PROBE);
        peer.sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        peer.sends(SECOND_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
        assertNextIsAnswered();
    }

    @Test
    void okWithoutTheProbesRowProvesNothing() {
        timeOut(STATE);
        peer.expects(PROBE).sends("\r\nOK\r\n\r\nOK\r\n");
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        assertThat(peer.heard).endsWith("late AT+MQTTSTATE=0 [] OK", "unknown OK");
        peer.sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void aModuleThatDoesNotAnswerIsAskedEverMoreSeldomThenRefusesCommands() {
        timeOut(STATE);
        CompletableFuture<AtOutcome<List<String>>> waiting = peer.send(STATE);
        peer.expects(PROBE).passes(Duration.ofSeconds(1)).expects(SECOND_PROBE).passes(Duration.ofSeconds(2))
                .expects("AT+CGATT?\r\n").passes(Duration.ofSeconds(4)).expects("AT+IPR?\r\n");
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING");
        peer.passes(Duration.ofSeconds(8)).expects(PROBE);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "state UNRESPONSIVE");
        assertThat(waiting).failsWithin(Duration.ofSeconds(5)).withThrowableThat()
                .havingCause().isInstanceOf(ChannelException.Unresponsive.class);
        peer.passes(Duration.ofSeconds(8)).expects(SECOND_PROBE).sends(SECOND_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
        assertNextIsAnswered();
    }

    @Test
    void theTurnGoesOnOnceTheLineIsInStep() {
        CompletableFuture<String> sequence = peer.sendAll(turn -> {
            AtOutcome<List<String>> first = turn.send(STATE);
            AtOutcome<List<String>> second = turn.send(TestCommand.of("+B"));
            return first.getClass().getSimpleName() + " " + second.getClass().getSimpleName();
        });
        peer.expects("AT+MQTTSTATE=0\r\n").passes(TestCommand.TIMEOUT);
        CompletableFuture<AtOutcome<List<String>>> other = peer.send(TestCommand.of("+C"));
        peer.expects(PROBE).sends(PROBE_ANSWER).expects("AT+B\r\n").sends("\r\nOK\r\n");
        assertThat(get(sequence)).isEqualTo("Indeterminate Done");
        peer.expects("AT+C\r\n").sends("\r\nOK\r\n");
        assertThat(get(other)).isInstanceOf(AtOutcome.Done.class);
    }

    @Test
    void whileTheModuleMayBeBootingProbesAreNotCounted() {
        CompletableFuture<String> sequence = peer.sendAll(turn -> {
            turn.send(TestCommand.of("+MREBOOT"));
            turn.expectReset(Duration.ofSeconds(60));
            turn.send(STATE);
            return "done";
        });
        peer.expects("AT+MREBOOT\r\n").sends("\r\nOK\r\n").expects("AT+MQTTSTATE=0\r\n").passes(TestCommand.TIMEOUT);
        assertThat(get(sequence)).isEqualTo("done");
        peer.passes(Duration.ofSeconds(40));
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING");
        assertThat(peer.written()).startsWith(PROBE + SECOND_PROBE).hasSizeGreaterThan(15 * PROBE.length());
        peer.passes(Duration.ofSeconds(60));
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "state UNRESPONSIVE");
    }

    @Test
    void aResetEndsTheCommandInFlightAndIsProbed() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.withData("+PUB=4", "data"));
        peer.expects("AT+PUB=4\r\n").sends("\r\n+BOOT\r\n");
        peer.channel.moduleReset("+BOOT");
        assertIndeterminate(sent, AtOutcome.Reason.MODULE_RESET);
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("urc +BOOT", "state RESYNCHRONIZING", "state READY");
        assertNextIsAnswered();
    }

    /** The probe that was received right at the end of the boot is answered behind the line that tells of the boot. */
    @Test
    void aProbeThatCrossedTheEndOfTheBootIsAnsweredInItsPlace() {
        timeOut(STATE);
        peer.expects(PROBE).sends("\r\n+BOOT\r\n");
        peer.channel.moduleReset("+BOOT");
        peer.expects(SECOND_PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        peer.sends(SECOND_ANSWER);
        assertThat(peer.heard).containsExactly("state RESYNCHRONIZING", "urc +BOOT", "state READY");
        assertNextIsAnswered();
    }

    @Test
    void aCommandThatCrossedTheEndOfTheBootIsAnsweredLate() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+BOOT\r\n");
        peer.channel.moduleReset("+BOOT");
        assertIndeterminate(sent, AtOutcome.Reason.MODULE_RESET);
        peer.expects(PROBE).sends("\r\n+MQTTSTATE: 3\r\n\r\nOK\r\n").sends(PROBE_ANSWER);
        assertThat(peer.heard).containsExactly("urc +BOOT", "state RESYNCHRONIZING", "late AT+MQTTSTATE=0 [+MQTTSTATE: 3] OK",
                "state READY");
    }

    @Test
    void aModuleThatWasGivenUpIsProbedAnewOnRequest() {
        timeOut(STATE);
        peer.expects(PROBE).passes(Duration.ofSeconds(15));
        assertThat(peer.channel.state()).isEqualTo(ChannelState.UNRESPONSIVE);
        peer.forgetWritten();
        peer.channel.probeAnew("test");
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        peer.passes(Duration.ofSeconds(15));
        assertThat(peer.channel.state()).isEqualTo(ChannelState.UNRESPONSIVE);
    }

    @Test
    void aModuleThatDoesNotAnswerCanBeShoutedAtAndItsAnswerIsALateOne() {
        timeOut(STATE);
        peer.expects(PROBE).passes(Duration.ofSeconds(15));
        peer.forgetWritten();
        assertThat(peer.channel.shout(TestCommand.of("+MREBOOT"), Duration.ofSeconds(30))).isTrue();
        peer.expects("AT+MREBOOT\r\n").sends("\r\nOK\r\n");
        assertThat(peer.heard).last().asString().startsWith("late ");
        peer.passes(Duration.ofSeconds(8));
        assertThat(peer.written()).isEqualTo("AT+CFUN?\r\n");
        peer.expects("AT+CFUN?\r\n").sends("\r\n+CFUN: 1\r\n\r\nOK\r\n");
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
        assertNextIsAnswered();
    }

    @Test
    void nobodyShoutsWhereTheLineIsInStepOrCouldTakeItAsData() {
        assertThat(peer.channel.shout(TestCommand.of("+MREBOOT"), Duration.ZERO)).isFalse();
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.withData("+PUB=4", "data"));
        peer.expects("AT+PUB=4\r\n");
        assertThat(peer.channel.shout(TestCommand.of("+MREBOOT"), Duration.ZERO)).isFalse();
        peer.passes(TestCommand.TIMEOUT);
        assertIndeterminate(sent, AtOutcome.Reason.NO_FINAL_RESULT);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.RESYNCHRONIZING);
        assertThat(peer.channel.shout(TestCommand.of("+MREBOOT"), Duration.ZERO)).isFalse();
        assertThat(peer.written()).isEmpty();
    }

    @Test
    void aLineThatCannotBePlacedIsFollowedByAProbe() {
        peer.sends("\r\n+DATA: 0,3,abcdef\r\n");
        assertThat(peer.heard).containsExactly("unknown +DATA: 0,3,abcdef", "state RESYNCHRONIZING");
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void aLineThatCannotBePlacedDuringACommandIsFollowedByAProbeBehindIt() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+DATA: 0,3,abcdef\r\n\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertNextIsAnswered();
    }

    @Test
    void anUnsolicitedResultThatMayBeHalfALineIsFollowedByAProbe() {
        peer.sends("\r\n+EVENT: half\r\n");
        assertThat(peer.heard).containsExactly("urc +EVENT: half", "state RESYNCHRONIZING");
        peer.expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void anOkFromAPayloadThatLostItsHeaderDoesNotShiftTheAnswers() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(TestCommand.of("+A"));
        peer.expects("AT+A\r\n").sends("\r\nDATA: 0,8,\r\nOK\r\n,\r\n");
        assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
        peer.expects(PROBE).sends("\r\nOK\r\n").sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
        assertNextIsAnswered();
    }

    @Test
    void aCountedLineThatEndsNowhereIsGivenUpAfterTwoSilentSeconds() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").sends("\r\n+DATA: 0,900,abc\r\n\r\n+MQTTSTATE: 2\r\n\r\nOK\r\n")
                .passes(Duration.ofMillis(1_999));
        assertThat(sent).isNotDone();
        peer.passes(Duration.ofMillis(1));
        assertThat(get(sent)).isInstanceOf(AtOutcome.Done.class);
        assertThat(peer.heard).startsWith("unknown +DATA: 0,900,abc");
    }

    @Test
    void aCountedLineThatOtherLinesKeepFeedingIsGivenUpToo() {
        peer.sends("\r\n+DATA: 0,9000,abc\r\n");
        for (int second = 0; second < 20; second++) {
            peer.sends("\r\n+EVENT: " + second + "\r\n").passes(Duration.ofSeconds(1));
        }
        assertThat(peer.heard).startsWith("unknown +DATA: 0,9000,abc", "state RESYNCHRONIZING", "urc +EVENT: 0");
    }

    @Test
    void noProbeIsLostInACountedLine() {
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.expects("AT+MQTTSTATE=0\r\n").passes(TestCommand.TIMEOUT.minusMillis(500))
                .sends("\r\n+DATA: 0,900,abc\r\n").passes(Duration.ofMillis(500));
        assertIndeterminate(sent, AtOutcome.Reason.NO_FINAL_RESULT);
        peer.passes(Duration.ofMillis(1_400));
        assertThat(peer.written()).isEmpty();
        peer.passes(Duration.ofMillis(600)).expects(PROBE).sends(PROBE_ANSWER);
        assertThat(peer.channel.state()).isEqualTo(ChannelState.READY);
    }

    @Test
    void aLinkThatTakesNoBytesIsGivenUp() {
        peer.blocks();
        CompletableFuture<AtOutcome<List<String>>> sent = peer.send(STATE);
        peer.waitsForTheWriter();
        peer.time.advance(TestCommand.TIMEOUT.plus(ChannelTiming.WRITE_LIMIT));
        assertIndeterminate(sent, AtOutcome.Reason.LINK_LOST);
        assertThat(peer.heard).containsExactly("state CLOSED", "closed the link takes no bytes");
    }
}
