package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.fault.FaultBench.ADDRESS;
import static org.modemfleet.simulator.fault.FaultBench.CSQ;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** What a terminal sees of faults in answers, prompts and unsolicited results. */
class AnswerFaultsTest {

    private static final String PUBLISH = "AT+MQTTPUB=0,\"t\",0,0,0,4\r\n";

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    // ── wedge ──

    @Test
    void wedgedItHearsNothingAndSaysNothing() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.WEDGE).lasting(10));
        te.sends("AT+CMEE=2\r\n");
        peer.sends(WirePacket.publish(0, 0, "world", new byte[] {'1'})).fence();
        bench.advance(10);
        te.rows("AT+CMEE?", "+CMEE: 1");
    }

    @Test
    void whatWasOnItsWayWhenItWedgedIsLost() {
        bench.inject(FaultDraft.of(FaultType.SLOW_ANSWERS).once().delay(5));
        te.sends("AT+CSQ\r\n").printsNothing();
        bench.inject(FaultDraft.of(FaultType.WEDGE).lasting(10));
        bench.advance(10);
        te.printsNothing().silent();
        bench.inject(FaultDraft.of(FaultType.MERGED_WRITES).once().delay(5));
        te.sends("AT+CSQ\r\n").printsNothing();
        bench.inject(FaultDraft.of(FaultType.WEDGE).lasting(10));
        bench.advance(10);
        te.printsNothing().silent();
    }

    /** The beginning of a command line that it heard before, it still knows. */
    @Test
    void wedgedInTheMiddleOfALine() {
        te.sends("AT+C");
        bench.inject(FaultDraft.of(FaultType.WEDGE).lasting(10));
        te.sends("xyz\r\n");
        bench.advance(10);
        te.asks("SQ", CSQ + Terminal.OK);
    }

    // ── late and lost ──

    @Test
    void slowAnswersKeepTheOrder() {
        bench.inject(FaultDraft.of(FaultType.SLOW_ANSWERS).once().delay(3));
        te.sends("AT+CSQ\r\nAT+CMEE?\r\nAT+MIPCALL=1,1\r\n").printsNothing();
        bench.advance(3);
        te.expects(CSQ + Terminal.OK + "\r\n+CMEE: 1\r\n" + Terminal.OK + Terminal.OK).urc(ADDRESS).printsNothing();
    }

    /** Each answer is late by itself: the second, asked for two seconds later, comes two seconds later. */
    @Test
    void slowAnswersAreAllAsSlow() {
        bench.inject(FaultDraft.of(FaultType.SLOW_ANSWERS).delay(3));
        te.sends("AT+CSQ\r\n");
        bench.advance(2);
        te.sends("AT\r\n").printsNothing();
        bench.advance(1);
        te.expects(CSQ + Terminal.OK).printsNothing();
        bench.advance(2);
        te.expects(Terminal.OK).printsNothing();
    }

    @Test
    void aSlowAnswerIsLostWithThePower() {
        bench.inject(FaultDraft.of(FaultType.SLOW_ANSWERS).once().delay(60));
        te.sends("AT+CSQ\r\n");
        bench.inject(FaultType.REBOOT);
        bench.advance(120);
        te.urc("+MATREADY").printsNothing().silent();
    }

    @Test
    void aNamedCommandIsStruckAndNoOther() {
        bench.inject(FaultDraft.of(FaultType.LATE_FINAL).command("+CSQ").delay(2));
        te.silent().asks("AT+CSQ", CSQ).printsNothing();
        bench.advance(2);
        te.expects(Terminal.OK).silent();
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).command("+CMEE"));
        te.asks("at+cmee?", "\r\n+CMEE: 1\r\n").printsNothing().silent();
    }

    /** A host that gave up gets the late final result in the midst of its next command. */
    @Test
    void aLateFinalComesBeforeTheNextAnswer() {
        bench.inject(FaultDraft.of(FaultType.LATE_FINAL).once().delay(30));
        te.asks("AT+CSQ", CSQ);
        bench.advance(29);
        te.sends("AT+CMEE?\r\n").printsNothing();
        bench.advance(1);
        te.expects(Terminal.OK + "\r\n+CMEE: 1\r\n" + Terminal.OK).printsNothing();
    }

    @Test
    void anErrorIsAFinalResultToo() {
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).count(2));
        te.asks("AT+MQTTDISC=0", "").asks("AT+NOTHING", "").printsNothing().refused("AT+MQTTDISC=0", 602);
    }

    /** The command was done though nobody was told: the packet is on the wire. */
    @Test
    void aLostFinalHidesOnlyTheResult() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LOST_FINAL).once().command("+MQTTSUB"));
        te.asks("AT+MQTTSUB=0,\"world\",1", "\r\n+MQTTSUB: 0,1\r\n");
        peer.expects("SUBSCRIBE 1 world:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1").silent();
    }

    // ── the prompt ──

    @Test
    void aLostPromptLeavesDataModeOpen() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LOST_PROMPT).once());
        te.sends(PUBLISH).printsNothing().sends("1234").expects("\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t 1234");
        te.sends(PUBLISH).expects("\r\n>");
    }

    /** A host that waits for the prompt and then probes: its probe is the message. */
    @Test
    void aProbeAfterALostPromptIsPublished() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LOST_PROMPT).once());
        te.sends(PUBLISH).printsNothing().sends("AT\r\n").expects("\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK).printsNothing();
        peer.expects("PUBLISH 0 qos0 t AT\r\n");
    }

    /** Data mode ends 10 s after the prompt, also if that was late. */
    @ParameterizedTest
    @ValueSource(strings = {"LATE_PROMPT", "MERGED_WRITES"})
    void theTimeOfDataModeCountsFromTheLatePrompt(FaultType type) {
        bench.connect();
        bench.inject(FaultDraft.of(type).once().delay(14));
        te.sends(PUBLISH).printsNothing();
        bench.advance(14);
        te.expects("\r\n>").sends("12");
        bench.advance(9);
        te.printsNothing();
        bench.advance(1);
        te.expects("\r\n+MQTTPUB: 0,1,7\r\n" + Terminal.OK);
    }

    /** Who types ahead of the late prompt gets it behind what was typed, as a real module prints. */
    @Test
    void dataBeforeALatePrompt() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LATE_PROMPT).once().delay(4));
        te.sends(PUBLISH).sends("1234").printsNothing();
        peer.expects("PUBLISH 0 qos0 t 1234");
        bench.advance(4);
        te.expects("\r\n>" + "\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK);
    }

    // ── unsolicited results out of place ──

    @Test
    void anAnswerWaitsForTheUrcOfTheNetwork() {
        bench.inject(FaultDraft.of(FaultType.URC_BEFORE_OK).once().command("+MQTTCONN").delay(5));
        te.sends("AT+MQTTCONN=0,\"127.0.0.1\"," + bench.server().port() + "\r\n").printsNothing();
        bench.server().acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0").expects(Terminal.OK).silent();
        assertThat(bench.active()).isEmpty();
    }

    /** Nothing comes by itself: the answer waits no longer than it may, and the fault has not struck. */
    @ParameterizedTest
    @ValueSource(strings = {"URC_BEFORE_OK", "URC_AMID_ROWS"})
    void anAnswerWaitsNoLongerThanItMay(FaultType type) {
        bench.inject(FaultDraft.of(type).once().delay(5));
        te.sends("AT+CSQ\r\n");
        bench.advance(4);
        te.printsNothing();
        bench.advance(1);
        te.expects(CSQ + Terminal.OK);
        assertThat(bench.active()).singleElement().satisfies(fault -> assertThat(fault.struck()).isZero());
    }

    /** Answers stay in order: the next one does not overtake the one that waits. */
    @Test
    void theNextAnswerEndsTheWait() {
        bench.inject(FaultDraft.of(FaultType.URC_BEFORE_OK).once().delay(5));
        te.sends("AT+CSQ\r\nAT+CMEE?\r\n").expects(CSQ + Terminal.OK).printsNothing();
        bench.advance(5);
        te.expects("\r\n+CMEE: 1\r\n" + Terminal.OK);
    }

    @Test
    void aMessageAmidRows() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.URC_AMID_ROWS).once().delay(5));
        te.sends("AT+CMEE?;+CSQ\r\n").printsNothing();
        peer.sends(WirePacket.publish(0, 0, "world", "\r\nOK\r\n".getBytes(StandardCharsets.US_ASCII)));
        te.expects("\r\n+CMEE: 1\r\n").urc("+MQTTURC: \"publish\",0,0,\"world\",6,6,\r\nOK\r\n")
                .expects("+CSQ: 22,99\r\n" + Terminal.OK).silent();
    }

    /** All the rows of a long answer are still there, and once each. */
    @Test
    void aLongAnswerIsTornOnlyOnce() {
        String query = te.sends("AT+MQTTCFG=\"query\",0\r\n").readTo(Terminal.OK);
        bench.inject(FaultDraft.of(FaultType.URC_AMID_ROWS));
        String torn = te.sends("AT+MQTTCFG=\"query\",0;+MIPCALL=1,1\r\n").readTo(Terminal.OK);
        String urc = "\r\n" + ADDRESS + "\r\n";
        assertThat(torn.indexOf(urc)).isEqualTo(query.indexOf("\r\n", 2) + 2);
        assertThat(torn.replace(urc, "")).isEqualTo(query);
    }

    // ── echo and errors ──

    /** Echo repeats command lines only: what is typed in data mode is not one. */
    @Test
    void echoOnRepeatsCommandLinesOnly() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultType.ECHO_ON);
        te.sends(PUBLISH).expects(PUBLISH.substring(0, PUBLISH.length() - 1) + "\r\n>").sends("1234")
                .expects("\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK).asks("ATE0", "ATE0\r" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t 1234");
    }

    /** With echo on there is nothing to add, and the fault lies in wait. */
    @Test
    void echoThatIsOnIsNotDoubled() {
        te.does("ATE1");
        bench.inject(FaultDraft.of(FaultType.ECHO_ON).once());
        te.asks("AT", "AT\r" + Terminal.OK);
        assertThat(bench.active()).hasSize(1);
        te.asks("ATE0", "ATE0\r" + Terminal.OK).asks("AT", "AT\r" + Terminal.OK).silent();
    }

    @ParameterizedTest
    @CsvSource({"600, unknown error", "605, network error", "606, storage error", "608, DNS error"})
    void commandErrorsInEachFormat(int code, String phrase) {
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(code));
        te.rows("AT+CSQ", "+CSQ: 22,99").refused("AT+MQTTSTATE=0", code).refused("AT+MQTTCFG=?", code).refused("AT+MQTTSUB=9", code);
        te.does("AT+CMEE=0").asks("AT+MQTTREAD=0", "\r\nERROR\r\n");
        te.does("AT+CMEE=2").asks("AT+MQTTDISC=0", "\r\n+CME ERROR: " + phrase + "\r\n");
    }

    /** A refused command does nothing. */
    @Test
    void whatIsRefusedIsNotDone() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(605).command("+MQTTSUB").once());
        te.refused("AT+MQTTSUB=0,\"world\",1", 605);
        peer.fence();
        te.rows("AT+MQTTSUB=0,\"world\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 world:1");
    }

    /** The named command is met anywhere in a line, and ends it. */
    @Test
    void aRefusedCommandEndsItsLine() {
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(608).command("+CSQ").once());
        te.asks("AT+CMEE?;+csq;+CGATT?", "\r\n+CMEE: 1\r\n\r\n+CME ERROR: 608\r\n").rows("AT+CSQ", "+CSQ: 22,99");
    }

    /** What is not known is no more known for being refused. */
    @Test
    void anUnknownCommandStaysUnknown() {
        bench.inject(FaultDraft.of(FaultType.COMMAND_ERROR).code(600));
        te.asks("AT+MQTTNOTHING", "\r\nERROR\r\n").refused("AT+MQTTSTATE=0", 600);
    }
}
