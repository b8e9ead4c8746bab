package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.mqtt.WirePacket.connack;
import static org.modemfleet.simulator.mqtt.WirePacket.suback;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** The key {@code retrans} between the AT line and a server that withholds, delays, doubles and reorders acknowledgements. */
class RetransmissionTruthTest {

    private static final Duration INSTANT = Duration.ofMillis(1);
    private static final String URC = "+MQTTURC: ";

    private final Bench bench = Bench.withStandingClock();
    private final ScriptedServer server = new ScriptedServer();
    private final Terminal te = bench.terminal("ML307R");
    private Peer peer;

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private void connect(int interval, int times) {
        te.does("AT+MQTTCFG=\"retrans\",0," + interval + "," + times).does("AT+MQTTCFG=\"pingreq\",0,86400")
                .does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        peer = server.acceptSession(false);
        te.urc(URC + "\"conn\",0,0");
    }

    /** What waits for an acknowledgement. */
    private enum Waiting {
        SUBSCRIBE("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1"),
        UNSUBSCRIBE("AT+MQTTUNSUB=0,\"a\"", "+MQTTUNSUB: 0,1"),
        PUBLISH_1("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,1,8"),
        PUBLISH_2("AT+MQTTPUB=0,\"t\",2,1,0,1,\"p\"", "+MQTTPUB: 0,1,8"),
        PUBLISH_WITH_DUP("AT+MQTTPUB=0,\"t\",1,0,1,1,\"p\"", "+MQTTPUB: 0,1,8"),
        PUBREL("AT+MQTTPUB=0,\"t\",2,0,0,1,\"p\"", "+MQTTPUB: 0,1,8");

        private final String command;
        private final String row;

        Waiting(String command, String row) {
            this.command = command;
            this.row = row;
        }

        private boolean isPublish() {
            return name().startsWith("PUBLISH");
        }
    }

    static Stream<Arguments> schedules() {
        return Stream.of(Waiting.values()).flatMap(waiting -> Stream.of(20, 33, 60)
                .flatMap(interval -> IntStream.rangeClosed(0, 3).mapToObj(times -> Arguments.of(waiting, interval, times))));
    }

    /** Each try waits twice as long as the one before; only PUBLISH says by DUP that it is not the first. */
    @ParameterizedTest(name = "{0} every {1} s, {2} times")
    @MethodSource("schedules")
    void isSentAgainAtItsTimesAndGivenUpAtTheTotalTime(Waiting waiting, int interval, int times) {
        connect(interval, times);
        te.rows(waiting.command, waiting.row);
        WirePacket first = peer.reads();
        if (waiting == Waiting.PUBREL) {
            first = peer.sends("PUBREC 1").reads();
            te.urc(URC + "\"pubrec\",0,1,0");
            assertThat(first.bytes()).isEqualTo(new byte[] {0x62, 2, 0, 1});
        }
        WirePacket again = new WirePacket(first.header() | (waiting.isPublish() ? 8 : 0), first.body());
        Duration passed = Duration.ZERO;
        for (int k = 0; k <= times; k++) {
            Duration wait = Duration.ofSeconds((long) interval << k);
            bench.advance(wait.minus(INSTANT));
            peer.fence();
            te.silent();
            bench.advance(INSTANT);
            passed = passed.plus(wait);
            if (k < times) {
                assertThat(peer.reads().bytes()).isEqualTo(again.bytes());
            }
        }
        assertThat(passed).isEqualTo(Duration.ofSeconds(interval * ((1L << times + 1) - 1)));
        te.urc(URC + "\"timeout\",0,1");
        // Forgotten: nothing more is sent, and an acknowledgement that comes late is not heard of.
        bench.advance(Duration.ofSeconds(5000));
        peer.fence().sends(suback(1, 1)).sends("UNSUBACK 1", "PUBACK 1", "PUBCOMP 1").fence();
        te.silent().does("AT+MQTTSUB=0");
        peer.sends("PUBREC 1").expects("PUBREL 1").sends("PUBCOMP 1").fence();
        te.silent().rows("AT+MQTTPUB=0,\"t\",0,0,0,1,\"q\"", "+MQTTPUB: 0,2,6");
    }

    @Test
    void acknowledgementsInAnyOrderSettleTheirOwnPackets() {
        connect(60, 0);
        te.rows("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1").rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,2,8")
                .rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"q\"", "+MQTTPUB: 0,3,8").rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"r\"", "+MQTTPUB: 0,4,8")
                .rows("AT+MQTTUNSUB=0,\"b\"", "+MQTTUNSUB: 0,5");
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 2 qos1 t p", "PUBLISH 3 qos2 t q", "PUBLISH 4 qos2 t r", "UNSUBSCRIBE 5 b");
        peer.sends("UNSUBACK 5", "PUBREC 4").expects("PUBREL 4").sends("PUBACK 2", "PUBREC 3").expects("PUBREL 3")
                .sends("PUBCOMP 3").sends(suback(1, 0)).sends("PUBCOMP 4").fence();
        te.urc(URC + "\"unsuback\",0,5").urc(URC + "\"pubrec\",0,4,0").urc(URC + "\"puback\",0,2,0").urc(URC + "\"pubrec\",0,3,0")
                .urc(URC + "\"pubcomp\",0,3,0").urc(URC + "\"suback\",0,1,0").urc(URC + "\"pubcomp\",0,4,0");
        bench.advance(1000);
        te.silent();
    }

    @Test
    void doubledAndMistakenAcknowledgementsAreHarmless() {
        connect(60, 0);
        te.rows("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1").rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,2,8")
                .rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"q\"", "+MQTTPUB: 0,3,8").rows("AT+MQTTUNSUB=0,\"b\"", "+MQTTUNSUB: 0,4");
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 2 qos1 t p", "PUBLISH 3 qos2 t q", "UNSUBSCRIBE 4 b");
        // Of the wrong kind, and of identifiers that nobody used.
        peer.sends("PUBACK 1", "PUBACK 3", "PUBACK 4", "PUBREC 2", "PUBCOMP 3", "UNSUBACK 1", "PUBACK 99", "PUBCOMP 99", "UNSUBACK 99")
                .sends(suback(4, 0)).sends(suback(99, 0)).fence();
        te.silent();
        for (int i = 0; i < 3; i++) {
            peer.sends(suback(1, 1)).sends("PUBACK 2", "PUBREC 3", "UNSUBACK 4");
        }
        peer.expects("PUBREL 3").sends("PUBCOMP 3", "PUBCOMP 3", "PUBCOMP 3").fence();
        te.urc(URC + "\"suback\",0,1,1").urc(URC + "\"puback\",0,2,0").urc(URC + "\"pubrec\",0,3,0").urc(URC + "\"unsuback\",0,4")
                .urc(URC + "\"pubcomp\",0,3,0").silent().rows("AT+MQTTSUB=0", "+MQTTSUB: \"a\",1");
    }

    @Test
    void anAcknowledgementThatComesAfterARetransmissionSaysSo() {
        connect(20, 1);
        te.rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,1,8").rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"q\"", "+MQTTPUB: 0,2,8")
                .rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"r\"", "+MQTTPUB: 0,3,8");
        peer.expects("PUBLISH 1 qos1 t p", "PUBLISH 2 qos2 t q", "PUBLISH 3 qos2 t r").sends("PUBREC 3").expects("PUBREL 3");
        te.urc(URC + "\"pubrec\",0,3,0");
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos1 t p", "PUBLISH 2 dup qos2 t q", "PUBREL 3");
        peer.sends("PUBACK 1", "PUBREC 2").expects("PUBREL 2").sends("PUBCOMP 2", "PUBCOMP 3").fence();
        te.urc(URC + "\"puback\",0,1,1").urc(URC + "\"pubrec\",0,2,1").urc(URC + "\"pubcomp\",0,2,1").urc(URC + "\"pubcomp\",0,3,1").silent();
    }

    /** One mid, in each connection and over its end. */
    @Test
    void theSessionIsResumedUnderTheSameIdentifiers() {
        connect(60, 3);
        te.rows("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1").rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,2,8")
                .rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"q\"", "+MQTTPUB: 0,3,8").rows("AT+MQTTPUB=0,\"t\",2,0,0,1,\"r\"", "+MQTTPUB: 0,4,8");
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 2 qos1 t p", "PUBLISH 3 qos2 t q", "PUBLISH 4 qos2 t r").sends("PUBREC 3").expects("PUBREL 3");
        te.urc(URC + "\"pubrec\",0,3,0");
        reconnect(true);
        // SUBSCRIBE is not part of the session: it waits for its own time.
        peer.expects("PUBLISH 2 dup qos1 t p", "PUBLISH 4 dup qos2 t r", "PUBREL 3").fence();
        bench.advance(40);
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 2 dup qos1 t p", "PUBLISH 4 dup qos2 t r", "PUBREL 3");
        peer.sends("PUBACK 2", "PUBCOMP 3", "PUBREC 4").expects("PUBREL 4").sends("PUBCOMP 4").sends(suback(1, 1)).fence();
        te.urc(URC + "\"puback\",0,2,1").urc(URC + "\"pubcomp\",0,3,1").urc(URC + "\"pubrec\",0,4,1").urc(URC + "\"pubcomp\",0,4,1")
                .urc(URC + "\"suback\",0,1,1");
        reconnect(true);
        peer.fence();
        te.rows("AT+MQTTSUB=0", "+MQTTSUB: \"a\",1").rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"s\"", "+MQTTPUB: 0,5,8").silent();
    }

    @Test
    void aNewSessionTakesNothingOverAndThePacketsTimeOut() {
        connect(20, 2);
        te.rows("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 a:1").sends(suback(1, 1));
        te.urc(URC + "\"suback\",0,1,1").rows("AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "+MQTTPUB: 0,2,8");
        peer.expects("PUBLISH 2 qos1 t p");
        reconnect(false);
        te.does("AT+MQTTSUB=0");
        peer.fence().sends("PUBACK 2").fence();
        bench.advance(Duration.ofSeconds(20 * 7 - 20).minus(INSTANT));
        peer.fence();
        te.silent();
        bench.advance(INSTANT);
        te.urc(URC + "\"timeout\",0,2").silent();
    }

    private void reconnect(boolean sessionPresent) {
        peer.close();
        te.urc(URC + "\"conn\",0,1");
        bench.advance(20);
        peer = server.accept().expects("CONNECT").sends(connack(sessionPresent, 0));
        te.urc(URC + "\"conn\",0,0");
    }

    @Test
    void theUsersDisconnectDropsWhatIsInFlightWithoutAWord() {
        connect(20, 3);
        for (String command : List.of("AT+MQTTSUB=0,\"a\",1", "AT+MQTTPUB=0,\"t\",1,0,0,1,\"p\"", "AT+MQTTPUB=0,\"t\",2,0,0,1,\"p\"")) {
            te.sends(command + "\r\n").readTo(Terminal.OK);
        }
        te.does("AT+MQTTDISC=0").urc(URC + "\"conn\",0,2");
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 2 qos1 t p", "PUBLISH 3 qos2 t p", "DISCONNECT").expectsEnd();
        bench.advance(5000);
        te.silent().does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        Peer next = server.acceptSession(true);
        te.urc(URC + "\"conn\",0,0");
        next.fence();
        te.silent().rows("AT+MQTTPUB=0,\"t\",0,0,0,1,\"q\"", "+MQTTPUB: 0,4,6");
    }
}
