package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.mqtt.WirePacket.connack;
import static org.modemfleet.simulator.mqtt.WirePacket.pingresp;
import static org.modemfleet.simulator.mqtt.WirePacket.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** How a connection begins, lives, is lost and comes back, between the AT line and a server that does what the test says. */
class ConnectionTruthTest {

    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final String CONN = "+MQTTURC: \"conn\",0,";

    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private final Terminal te = bench.terminal("ML307R");

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private String connectCommand() {
        return "AT+MQTTCONN=0,\"127.0.0.1\"," + server.port();
    }

    private Peer connect() {
        te.does(connectCommand());
        Peer peer = server.acceptSession(false);
        te.urc(CONN + 0);
        return peer;
    }

    private void state(int state) {
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: " + state);
    }

    // ── CONNECT and DISCONNECT ─────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 61, 120, 65534, 65535})
    void connectCarriesTheKeepAlive(int seconds) {
        te.does("AT+MQTTCFG=\"keepalive\",0," + seconds).does(connectCommand());
        byte[] body = server.accept().reads().body();
        assertThat((body[8] & 0xff) << 8 | body[9] & 0xff).isEqualTo(seconds);
    }

    @Test
    void connectCarriesTheDefaultKeepAlive() {
        te.does(connectCommand());
        assertThat(server.accept().reads().body()[9]).isEqualTo((byte) 120);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "an empty message          | 1,0,0 | \"w\"           | 04 | 000177 0000",
        "one typed as empty        | 1,1,0 | \"w\",\"\"      | 0c | 000177 0000",
        "QoS 2, retained           | 1,2,1 | \"w\",\"bye\"   | 34 | 000177 0003627965",
        "no flag, no will          | 0,2,1 | \"w\",\"bye\"   | 00 | ''"})
    void connectCarriesTheWill(String what, String option, String payload, String flags, String will) {
        te.does("AT+MQTTCFG=\"willoption\",0," + option).does("AT+MQTTCFG=\"willpayload\",0," + payload).does(connectCommand() + ",\"c\"");
        assertThat(hex(server.accept().reads().body()))
                .isEqualTo("00044d51545404" + flags + "0078" + "000163" + will.replace(" ", ""));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void theUserDisconnectsAndAPowerCutDoesNot() {
        Peer peer = connect();
        te.does("AT+MQTTDISC=0").urc(CONN + 2);
        assertThat(peer.reads().bytes()).isEqualTo(new byte[] {(byte) 0xe0, 0});
        peer.expectsEnd();
        Peer second = connect();
        bench.module("ML307R").powerCycle();
        second.expectsEnd();
        bench.advance(5);
        te.urc("+MATREADY");
        Peer third = connect();
        te.does("AT+MREBOOT").urc("REBOOTING");
        third.expectsEnd();
        bench.advance(5);
        te.urc("+MATREADY");
        Peer fourth = connect();
        te.does("AT+CFUN=1,1");
        fourth.expectsEnd();
        bench.advance(5);
        te.urc("+MATREADY");
        Peer fifth = connect();
        te.does("AT+MPOF").urc("POWER OFF");
        fifth.expectsEnd();
    }

    @Test
    void anAttemptThatTheUserStopsSendsNoDisconnect() {
        te.does(connectCommand());
        Peer peer = server.accept().expects("CONNECT");
        te.does("AT+MQTTDISC=0").urc(CONN + 2);
        peer.expectsEnd();
        state(3);
        connect().close();
        te.urc(CONN + 1).does("AT+MQTTDISC=0").urc(CONN + 2);
        state(3);
        bench.advance(1000);
        server.expectsNobody();
        te.silent();
    }

    // ── pings ──────────────────────────────────────────────────────────────────────────────────────────────────────

    @ParameterizedTest(name = "keepalive {0}, pingreq {1}")
    @CsvSource({"0, 60", "120, 60", "60, 61", "65535, 60"})
    void thePingClockRunsFromConnackWhateverElseIsSent(int keepalive, int interval) {
        te.does("AT+MQTTCFG=\"keepalive\",0," + keepalive).does("AT+MQTTCFG=\"pingreq\",0," + interval).does("AT+MQTTCFG=\"pingresp\",0,1");
        te.does(connectCommand());
        Peer peer = server.accept().expects("CONNECT");
        bench.advance(25);
        peer.sends(connack(false, 0));
        te.urc(CONN + 0);
        for (int i = 0; i < 3; i++) {
            bench.advance(Duration.ofSeconds(interval).minus(INSTANT));
            te.sends("AT+MQTTPUB=0,\"t\",0,0,0,1,\"p\"\r\n").readTo(Terminal.OK);
            peer.expects("PUBLISH 0 qos0 t p").fence();
            te.silent();
            bench.advance(INSTANT);
            peer.expects("PINGREQ").fence().sends(pingresp());
            te.urc("+MQTTURC: \"pingresp\",0,0");
        }
    }

    @Test
    void aPingWithoutAnswerLosesTheConnection() {
        te.does("AT+MQTTCFG=\"pingreq\",0,60").does("AT+MQTTCFG=\"pingresp\",0,1").does("AT+MQTTCFG=\"reconn\",0,0");
        Peer peer = connect();
        bench.advance(60);
        peer.expects("PINGREQ");
        bench.advance(Duration.ofSeconds(20).minus(INSTANT));
        peer.fence();
        te.silent();
        bench.advance(INSTANT);
        te.urc("+MQTTURC: \"pingresp\",0,1").urc(CONN + 5);
        peer.expectsEnd();
        state(3);
        // Not shown where it is not wanted; the connection is lost all the same.
        te.does("AT+MQTTCFG=\"pingresp\",0,0");
        connect();
        bench.advance(80);
        te.urc(CONN + 5).silent();
    }

    @Test
    void aServerThatHeardNothingFor1AndAHalfKeepAlivesClosesForReason5() {
        te.does("AT+MQTTCFG=\"keepalive\",0,60").does("AT+MQTTCFG=\"pingreq\",0,86400").does("AT+MQTTCFG=\"reconn\",0,0");
        Peer early = connect();
        bench.advance(Duration.ofSeconds(90).minus(INSTANT));
        early.close();
        te.urc(CONN + 4);
        Peer late = connect();
        bench.advance(90);
        late.close();
        te.urc(CONN + 5);
        // Any packet from here begins the time anew: an acknowledgement too.
        Peer acknowledged = connect();
        bench.advance(60);
        acknowledged.sends(publish(2, 1, "t", new byte[] {'x'})).expects("PUBACK 1");
        te.urc("+MQTTURC: \"publish\",0,1,\"t\",1,1,x");
        bench.advance(89);
        acknowledged.close();
        te.urc(CONN + 4).does("AT+MQTTCFG=\"keepalive\",0,0");
        Peer never = connect();
        bench.advance(80_000);
        never.close();
        te.urc(CONN + 4).silent();
    }

    // ── attempts ───────────────────────────────────────────────────────────────────────────────────────────────────

    static Stream<Arguments> reconnects() {
        return IntStream.rangeClosed(0, 3).boxed().flatMap(times -> Stream.of(20, 45, 60)
                .flatMap(interval -> Stream.of(0, 1).map(mode -> Arguments.of(times, interval, mode))));
    }

    @ParameterizedTest(name = "reconn {0},{1},{2}")
    @MethodSource("reconnects")
    void eachAttemptComesAtItsTimeAndTheLastTellsTheReasonOfTheLoss(int times, int interval, int mode) {
        te.does("AT+MQTTCFG=\"reconn\",0," + times + "," + interval + "," + mode);
        connect().close();
        for (int k = 1; k <= times; k++) {
            if (k == 1) {
                te.urc(CONN + 1);
            }
            state(1);
            bench.advance(Duration.ofSeconds((long) interval * (mode == 0 ? 1 : k)).minus(INSTANT));
            server.expectsNobody();
            bench.advance(INSTANT);
            // No CONNACK: reason 6, which is not the reason of the loss.
            Peer mute = server.accept().expects("CONNECT");
            bench.advance(Duration.ofSeconds(30).minus(INSTANT));
            te.silent();
            bench.advance(INSTANT);
            mute.expectsEnd();
        }
        te.urc(CONN + 4);
        state(3);
        bench.advance(1000);
        server.expectsNobody();
        te.silent();
    }

    @ParameterizedTest(name = "reconn {0},{1},{2}")
    @MethodSource("reconnects")
    void aFirstConnectTriesAsOftenAndTellsTheReasonOfTheLastAttempt(int times, int interval, int mode) {
        te.does("AT+MQTTCFG=\"reconn\",0," + times + "," + interval + "," + mode).does(connectCommand());
        Peer first = server.accept().expects("CONNECT");
        state(1);
        bench.advance(30);
        first.expectsEnd();
        for (int k = 1; k <= times; k++) {
            if (k == 1) {
                te.urc(CONN + 1);
            }
            bench.advance(Duration.ofSeconds((long) interval * (mode == 0 ? 1 : k)).minus(INSTANT));
            server.expectsNobody();
            bench.advance(INSTANT);
            Peer next = server.accept().expects("CONNECT");
            if (k == times) {
                next.close();
            } else {
                bench.advance(30);
                next.expectsEnd();
            }
        }
        te.urc(CONN + (times == 0 ? 6 : 4));
        state(3);
        te.silent();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 255})
    void aRefusalEndsEveryAttempt(int code) {
        te.does(connectCommand());
        server.accept().expects("CONNECT").sends(connack(false, code)).expectsEnd();
        te.urc(CONN + 3);
        state(3);
        connect().close();
        te.urc(CONN + 1);
        bench.advance(20);
        server.accept().expects("CONNECT").sends(connack(false, code)).expectsEnd();
        te.urc(CONN + 3);
        state(3);
        bench.advance(1000);
        server.expectsNobody();
        te.silent();
    }

    @Test
    void successEndsTheAttemptsAndTheNextLossBeginsThemAnew() {
        te.does("AT+MQTTCFG=\"reconn\",0,1,20,1");
        Peer peer = connect();
        for (int i = 0; i < 3; i++) {
            peer.close();
            te.urc(CONN + 1);
            bench.advance(20);
            peer = server.acceptSession(true);
            te.urc(CONN + 0);
            state(2);
        }
        // It does not subscribe again by itself.
        peer.close();
        te.urc(CONN + 1);
        bench.advance(20);
        peer = server.acceptSession(false);
        te.urc(CONN + 0).does("AT+MQTTSUB=0");
        peer.fence();
    }

    @Test
    void aLossOfTheNetworkFollowsTheSameRule() {
        te.does("AT+MQTTCFG=\"reconn\",0,1").does("AT+CEREG=1");
        Peer peer = connect();
        te.asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n" + Terminal.OK).urc("+CEREG: 0").urc(CONN + 1);
        peer.expectsEnd();
        bench.advance(20);
        te.urc(CONN + 6);
        state(3);
        te.does("AT+CFUN=1").urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"");
        connect();
    }

    @Test
    void settingsOfTheFirstConnectHoldForItsReconnects() {
        te.does("AT+MQTTCFG=\"keepalive\",0,300").does("AT+MQTTCFG=\"clean\",0,1").does(connectCommand() + ",\"c\",\"u\",\"p\"");
        Peer peer = server.accept();
        String first = hex(peer.reads().body());
        peer.sends(connack(false, 0)).close();
        te.urc(CONN + 0).urc(CONN + 1);
        bench.advance(20);
        assertThat(hex(server.accept().reads().body())).isEqualTo(first)
                .isEqualTo("00044d51545404c2012c" + "000163" + "000175" + "000170");
    }

    @Test
    void connectionsDoNotDisturbEachOther() {
        Peer zero = connect();
        te.does("AT+MQTTCONN=5,\"127.0.0.1\"," + server.port());
        Peer five = server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",5,0");
        te.rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,1,8").rows("AT+MQTTPUB=5,\"t\",1,0,0,1,\"q\"", "+MQTTPUB: 5,1,8");
        zero.expects("PUBLISH 1 qos1 t p");
        five.expects("PUBLISH 1 qos1 t q").sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",5,1,0");
        five.close();
        te.urc("+MQTTURC: \"conn\",5,1");
        zero.sends("PUBACK 1").sends(publish(0, 0, "t", "m".getBytes(StandardCharsets.US_ASCII)));
        te.urc("+MQTTURC: \"puback\",0,1,0").urc("+MQTTURC: \"publish\",0,0,\"t\",1,1,m").rows("AT+MQTTSTATE=5", "+MQTTSTATE: 1");
        state(2);
    }
}
