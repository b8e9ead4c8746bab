package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.simulator.fault.FaultView;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** What each fault does to the wire, and that it ends. Time stands still but where a test moves it. */
class FaultsTest {

    private static final String CSQ = "\r\n+CSQ: 22,99\r\n";

    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private final Terminal te = bench.directTerminal("ML307R");

    @AfterEach
    void close() {
        te.close();
        server.close();
        bench.close();
    }

    private FaultView inject(Fault fault) {
        assertThat(fault.violations()).isEmpty();
        return bench.module("ML307R").inject(fault).join();
    }

    private FaultView inject(FaultType type) {
        return inject(Fault.of(type));
    }

    private static Fault once(FaultType type) {
        return counted(type, 1, null);
    }

    private static Fault counted(FaultType type, int count, Integer delayMs) {
        return new Fault(type, null, count, null, delayMs, null, null, null, null, null, null);
    }

    private static Fault lasting(FaultType type, long seconds) {
        return new Fault(type, 1_000 * seconds, null, null, null, null, null, null, null, null, null);
    }

    private static Fault spoiling(FaultType type, double probability, String direction, long seed) {
        return new Fault(type, null, null, seed, null, probability, direction, null, null, null, null);
    }

    private static Fault ack(FaultType type, String ack, Integer delayMs) {
        return new Fault(type, null, 1, null, delayMs, null, null, null, null, ack, null);
    }

    private List<FaultView> active() {
        return bench.module("ML307R").faults().join();
    }

    private ScriptedServer.Peer connect() {
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        ScriptedServer.Peer peer = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
        return peer;
    }

    // ── life of a fault ──

    @Test
    void itEndsAfterItsCount() {
        FaultView begun = inject(counted(FaultType.LOST_FINAL, 2, null));
        assertThat(begun.remainingCount()).isEqualTo(2);
        te.asks("AT+CSQ", CSQ);
        assertThat(active()).singleElement().satisfies(fault -> {
            assertThat(fault.struck()).isEqualTo(1);
            assertThat(fault.remainingCount()).isEqualTo(1);
        });
        te.asks("AT+CSQ", CSQ).rows("AT+CSQ", "+CSQ: 22,99");
        assertThat(active()).isEmpty();
    }

    @Test
    void itEndsAfterItsTime() {
        inject(lasting(FaultType.WEDGE, 30));
        bench.advance(29);
        assertThat(active()).singleElement().satisfies(fault -> assertThat(fault.remainingMs()).isEqualTo(1_000));
        bench.advance(1);
        assertThat(active()).isEmpty();
        te.silent();
    }

    @Test
    void itEndsWhenItIsEnded() {
        FaultView begun = inject(FaultType.ECHO_ON);
        te.asks("AT", "AT\r" + Terminal.OK);
        assertThat(bench.module("ML307R").endFault(begun.id()).join()).isTrue();
        assertThat(bench.module("ML307R").endFault(begun.id()).join()).isFalse();
        te.silent();
    }

    @Test
    void itOutlivesThePower() {
        inject(FaultType.RADIO_LOSS);
        te.urc("+MIPCALL: 1,0");
        bench.module("ML307R").powerCycle();
        bench.advance(5);
        te.urc("+MATREADY").rows("AT+CEREG?", "+CEREG: 0,0").rows("AT+COPS?", "+COPS: 0").does("AT+MIPCALL?");
    }

    // ── power and ports ──

    @Test
    void powerCycle() {
        ScriptedServer.Peer peer = connect();
        inject(new Fault(FaultType.POWER_CYCLE, 60_000L, null, null, null, null, null, null, null, null, null));
        peer.expectsEnd();
        te.sends("AT\r\n");
        bench.advance(64);
        te.sends("AT\r\n");
        bench.advance(1);
        te.urc("+MATREADY").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        assertThat(active()).isEmpty();
    }

    @Test
    void reboot() {
        te.does("AT+CMEE=2");
        inject(FaultType.REBOOT);
        bench.advance(5);
        te.urc("+MATREADY").rows("AT+CMEE?", "+CMEE: 1");
    }

    @Test
    void wedgedItTakesNothingAndSaysNothing() {
        ScriptedServer.Peer peer = connect();
        inject(lasting(FaultType.WEDGE, 10));
        te.sends("AT+CMEE=2\r\n");
        peer.sends(WirePacket.publish(0, 0, "world", new byte[] {'1'})).fence();
        bench.advance(10);
        te.rows("AT+CMEE?", "+CMEE: 1");
    }

    @Test
    void thePortVanishesAndComesBack() {
        inject(lasting(FaultType.PORT_VANISH, 10));
        assertThat(te.isClosed()).isTrue();
        assertThatThrownBy(() -> bench.terminal("ML307R")).hasMessageContaining("the port is gone");
        bench.advance(10);
        try (Terminal again = bench.directTerminal("ML307R")) {
            again.silent();
        }
    }

    // ── answers and unsolicited results ──

    @Test
    void slowAnswers() {
        inject(counted(FaultType.SLOW_ANSWERS, 1, 3_000));
        te.sends("AT+CSQ\r\nAT+CMEE?\r\n").printsNothing();
        bench.advance(3);
        te.expects(CSQ + Terminal.OK + "\r\n+CMEE: 1\r\n" + Terminal.OK).silent();
    }

    @Test
    void lateFinal() {
        inject(new Fault(FaultType.LATE_FINAL, null, 1, null, 2_000, null, null, null, "+CSQ", null, null));
        te.silent().asks("AT+CSQ", CSQ).printsNothing();
        bench.advance(2);
        te.expects(Terminal.OK).silent();
    }

    @Test
    void lostPrompt() {
        ScriptedServer.Peer peer = connect();
        inject(once(FaultType.LOST_PROMPT));
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,4\r\n").printsNothing().sends("1234").expects("\r\n+MQTTPUB: 0,1,9\r\n" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t 1234");
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,4", "\r\n>");
    }

    /** Data mode ends 10 s after the prompt, also if that was late. */
    @Test
    void latePrompt() {
        connect();
        inject(counted(FaultType.LATE_PROMPT, 1, 4_000));
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,4\r\n").printsNothing();
        bench.advance(4);
        te.expects("\r\n>").sends("12");
        bench.advance(9);
        te.printsNothing();
        bench.advance(1);
        te.expects("\r\n+MQTTPUB: 0,1,7\r\n" + Terminal.OK);
    }

    @Test
    void urcBeforeOk() {
        inject(new Fault(FaultType.URC_BEFORE_OK, null, 1, null, 5_000, null, null, null, "+MQTTCONN", null, null));
        te.sends("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port() + "\r\n").printsNothing();
        server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0").expects(Terminal.OK);
        // nothing comes by itself: the answer waits no longer than it may
        inject(counted(FaultType.URC_BEFORE_OK, 1, 5_000));
        te.sends("AT+CSQ\r\n").printsNothing();
        bench.advance(5);
        te.expects(CSQ + Terminal.OK);
        assertThat(active()).singleElement().satisfies(fault -> assertThat(fault.struck()).isZero());
    }

    @Test
    void urcAmidRows() {
        ScriptedServer.Peer peer = connect();
        inject(counted(FaultType.URC_AMID_ROWS, 1, 5_000));
        te.sends("AT+CMEE?;+CSQ\r\n").printsNothing();
        peer.sends(WirePacket.publish(0, 0, "world", new byte[] {'1'}));
        te.expects("\r\n+CMEE: 1\r\n").urc("+MQTTURC: \"publish\",0,0,\"world\",1,1,1").expects("+CSQ: 22,99\r\n" + Terminal.OK).silent();
    }

    @ParameterizedTest
    @ValueSource(ints = {600, 605, 606, 608})
    void commandError(int code) {
        inject(new Fault(FaultType.COMMAND_ERROR, null, 1, null, null, null, null, code, null, null, null));
        te.rows("AT+CSQ", "+CSQ: 22,99").refused("AT+MQTTSTATE=0", code).rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    // ── bytes ──

    @Test
    void garbledBytesAreTheSameForTheSameSeed() {
        assertThat(spoiled(FaultType.GARBLED_BYTES)).hasSize(6 * (CSQ + Terminal.OK).length());
    }

    @Test
    void droppedBytesAreTheSameForTheSameSeed() {
        assertThat(spoiled(FaultType.DROPPED_BYTES).length()).isLessThan(6 * (CSQ + Terminal.OK).length());
    }

    @Test
    void duplicatedBytesAreTheSameForTheSameSeed() {
        assertThat(spoiled(FaultType.DUPLICATED_BYTES).length()).isGreaterThan(6 * (CSQ + Terminal.OK).length());
    }

    /** Six answers with a fault of one seed, twice the same and once, with another seed, different. */
    private String spoiled(FaultType type) {
        String first = sixAnswers(spoiling(type, 0.2, "out", 7));
        assertThat(sixAnswers(spoiling(type, 0.2, "out", 7))).isEqualTo(first).isNotEqualTo((CSQ + Terminal.OK).repeat(6));
        assertThat(sixAnswers(spoiling(type, 0.2, "out", 8))).isNotEqualTo(first);
        te.silent();
        return first;
    }

    private String sixAnswers(Fault fault) {
        FaultView begun = inject(fault);
        for (int i = 0; i < 6; i++) {
            te.sends("AT+CSQ\r\n");
        }
        bench.module("ML307R").endFault(begun.id()).join();
        return te.takeAll();
    }

    @Test
    void typedBytesAreSpoiledToo() {
        inject(new Fault(FaultType.DROPPED_BYTES, null, 4, 1L, null, 1.0, "in", null, null, null, null));
        te.asks("xxxxAT", Terminal.OK);
        inject(new Fault(FaultType.DUPLICATED_BYTES, null, 3, 1L, null, 1.0, "in", null, null, null, null));
        te.asks("AT", "");
        te.silent();
    }

    @Test
    void splitWrites() {
        inject(new Fault(FaultType.SPLIT_WRITES, null, 1, null, 1_000, null, null, null, null, null, 4));
        te.sends("AT\r\n").expects("\r\nOK").printsNothing();
        bench.advance(1);
        te.expects("\r\n").silent();
    }

    @Test
    void mergedWrites() {
        inject(counted(FaultType.MERGED_WRITES, 1, 1_000));
        te.sends("AT\r\nAT+CSQ\r\n").printsNothing();
        bench.advance(1);
        te.expects(Terminal.OK + CSQ + Terminal.OK);
    }

    // ── radio and SIM ──

    @Test
    void radioLossAndReturn() {
        te.does("AT+CEREG=1").does("AT+MQTTCFG=\"reconn\",0,1,20,0");
        ScriptedServer.Peer peer = connect();
        inject(lasting(FaultType.RADIO_LOSS, 25));
        te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").urc("+MQTTURC: \"conn\",0,1");
        peer.expectsEnd();
        te.rows("AT+CSQ", "+CSQ: 99,99").rows("AT+CGATT?", "+CGATT: 0");
        bench.advance(20);
        te.urc("+MQTTURC: \"conn\",0,6");
        bench.advance(5);
        te.urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"").rows("AT+CSQ", "+CSQ: 22,99");
        connect();
    }

    @ParameterizedTest
    @CsvSource({"SIM_ABSENT, 10", "SIM_PIN, 11"})
    void aSimThatCannotBeUsed(FaultType type, int error) {
        te.does("AT+CEREG=1");
        FaultView begun = inject(type);
        te.urc("+CEREG: 0").urc("+MIPCALL: 1,0").refused("AT+CPIN?", error).refused("AT+CIMI", error).refused("AT+ICCID", error)
                .rows("AT+CEREG?", "+CEREG: 1,0");
        bench.module("ML307R").endFault(begun.id()).join();
        te.urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"").rows("AT+CPIN?", "+CPIN: READY");
    }

    // ── the MQTT connection ──

    @Test
    void brokerUnreachable() {
        te.does("AT+MQTTCFG=\"reconn\",0,0,20,0");
        inject(once(FaultType.BROKER_UNREACHABLE));
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port()).urc("+MQTTURC: \"conn\",0,6");
        connect();
    }

    @Test
    void dnsFailure() {
        te.does("AT+MQTTCFG=\"reconn\",0,0,20,0");
        inject(once(FaultType.DNS_FAILURE));
        te.does("AT+MQTTCONN=0,\"localhost\"," + server.port()).urc("+MQTTURC: \"conn\",0,6");
        te.does("AT+MQTTCONN=0,\"localhost\"," + server.port());
        server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void connackRefused(int code) {
        inject(new Fault(FaultType.CONNACK_REFUSED, null, 1, null, null, null, null, code, null, null, null));
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        ScriptedServer.Peer peer = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,3");
        peer.expectsEnd();
        connect();
    }

    @Test
    void tcpReset() {
        te.does("AT+MQTTCFG=\"reconn\",0,0,20,0");
        ScriptedServer.Peer peer = connect();
        inject(FaultType.TCP_RESET);
        te.urc("+MQTTURC: \"conn\",0,6");
        peer.expectsReset();
        connect();
    }

    @Test
    void lostPubackIsSentForAgain() {
        te.does("AT+MQTTCFG=\"retrans\",0,20,1");
        ScriptedServer.Peer peer = connect();
        inject(ack(FaultType.LOST_ACK, "PUBACK", null));
        te.rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"1\"", "+MQTTPUB: 0,1,8");
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos1 t 1").sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",0,1,1");
    }

    @Test
    void delayedPuback() {
        te.does("AT+MQTTCFG=\"retrans\",0,60,0");
        ScriptedServer.Peer peer = connect();
        inject(ack(FaultType.DELAYED_ACK, "PUBACK", 30_000));
        te.rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"1\"", "+MQTTPUB: 0,1,8");
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        bench.advance(29);
        te.silent();
        bench.advance(1);
        te.urc("+MQTTURC: \"puback\",0,1,0");
    }

    // ── the log ──

    @Test
    void theLogTellsWhatWasAskedAndAnsweredBeforeAnyFault() {
        inject(once(FaultType.LOST_FINAL));
        te.asks("AT+CSQ", CSQ).does("AT+MQTTCONN=0,\"127.0.0.1\",0,\"me\",\"user\",\"secret\"").urc("+MQTTURC: \"conn\",0,1");
        assertThat(bench.module("ML307R").log(0, 100).join()).extracting(entry -> entry.sequence() + " " + entry.kind() + " "
                + new String(entry.text(), StandardCharsets.US_ASCII)).containsExactly("1 STATE fault lost-final begins", "2 COMMAND AT+CSQ",
                "3 ANSWER +CSQ: 22,99\r\n\r\nOK", "4 STATE fault lost-final ends",
                "5 COMMAND AT+MQTTCONN=0,\"127.0.0.1\",0,\"me\",\"user\",\"***\"", "6 ANSWER OK", "7 URC +MQTTURC: \"conn\",0,1");
        assertThat(bench.module("ML307R").log(5, 1).join()).singleElement().satisfies(entry -> assertThat(entry.sequence()).isEqualTo(6));
    }

    // ── bad input ──

    @Test
    void whatAFaultCannotHave() {
        assertThat(new Fault(FaultType.WEDGE, 0L, 1, null, null, null, null, null, null, null, null).violations())
                .extracting(Fault.Violation::field).containsExactly("durationMs", "count");
        assertThat(Fault.of(FaultType.LOST_ACK).violations()).extracting(Fault.Violation::field).containsExactly("ack");
        assertThat(new Fault(FaultType.CONNACK_REFUSED, null, null, null, null, null, null, 6, null, null, null).violations())
                .extracting(Fault.Violation::field).containsExactly("code");
        assertThat(Fault.of(FaultType.COMMAND_ERROR).violations()).extracting(Fault.Violation::field).containsExactly("code");
        assertThat(new Fault(FaultType.GARBLED_BYTES, null, null, null, null, 1.5, "up", null, null, null, null).violations())
                .extracting(Fault.Violation::field).containsExactly("probability", "direction");
    }
}
