package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** What a terminal and a server see of faults in the MQTT connection. */
class MqttFaultsTest {

    private static final byte[] PAYLOAD = "hello".getBytes(StandardCharsets.US_ASCII);
    /** Flags of PUBLISH at QoS 2. */
    private static final int QOS_2 = 4;

    private final FaultBench bench = new FaultBench();
    private final Terminal te = bench.te();

    @AfterEach
    void close() {
        bench.close();
    }

    private Terminal sets(String key, String values) {
        return te.does("AT+MQTTCFG=\"" + key + "\",0," + values);
    }

    private Terminal publishes(int qos, int mid) {
        return te.rows("AT+MQTTPUB=0,\"t\"," + qos + ",0,0,1,\"1\"", "+MQTTPUB: 0," + mid + ",8");
    }

    private FaultView loses(String ack) {
        return bench.inject(FaultDraft.of(FaultType.LOST_ACK).ack(ack).once());
    }

    private FaultView delays(String ack, int seconds) {
        return bench.inject(FaultDraft.of(FaultType.DELAYED_ACK).ack(ack).once().delay(seconds));
    }

    private void noFaultIsLeft() {
        assertThat(bench.active()).isEmpty();
    }

    // ── the way to the server ──

    /** Each attempt fails (section 4, rule 3), then the fault is over and the last one succeeds. */
    @Test
    void theServerIsUnreachableForTwoAttempts() {
        bench.inject(FaultDraft.of(FaultType.BROKER_UNREACHABLE).count(2));
        bench.asksToConnect().urc("+MQTTURC: \"conn\",0,1");
        bench.advance(20);
        te.silent().rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1");
        noFaultIsLeft();
        bench.advance(20);
        bench.server().acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0");
    }

    @Test
    void theServerIsUnreachableForGood() {
        sets("reconn", "2,20,0");
        bench.inject(FaultType.BROKER_UNREACHABLE);
        bench.asksToConnect().urc("+MQTTURC: \"conn\",0,1");
        bench.advance(39);
        te.silent();
        bench.advance(1);
        te.urc("+MQTTURC: \"conn\",0,6").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        assertThat(bench.active()).singleElement().satisfies(fault -> assertThat(fault.struck()).isEqualTo(3));
    }

    @Test
    void aConnectionThatStandsStands() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultType.BROKER_UNREACHABLE);
        bench.inject(FaultType.DNS_FAILURE);
        publishes(1, 1);
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",0,1,0");
        peer.close();
        te.urc("+MQTTURC: \"conn\",0,1");
        bench.advance(60);
        te.urc("+MQTTURC: \"conn\",0,4");
    }

    @Test
    void anAddressNeedsNoDns() {
        bench.inject(FaultType.DNS_FAILURE);
        bench.connect();
        te.does("AT+MQTTCONN=1,\"localhost\"," + bench.server().port()).urc("+MQTTURC: \"conn\",1,1");
        bench.advance(60);
        te.urc("+MQTTURC: \"conn\",1,6").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
    }

    /** A refusal ends it, whatever attempts are left. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void connackIsARefusal(int code) {
        sets("reconn", "3,20,0");
        bench.inject(FaultDraft.of(FaultType.CONNACK_REFUSED).code(code).once());
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,3").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3").refused("AT+MQTTSUB=0,\"t\",0", 602);
        peer.expectsEnd();
        bench.advance(120);
        te.silent();
        noFaultIsLeft();
        bench.connect();
    }

    @Test
    void aReconnectIsRefused() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.CONNACK_REFUSED).code(3).once());
        peer.close();
        te.urc("+MQTTURC: \"conn\",0,1");
        bench.advance(20);
        bench.server().acceptSession(false).expectsEnd();
        te.urc("+MQTTURC: \"conn\",0,3").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    @Test
    void aResetConnectionFollowsTheRulesOfALostOne() {
        ScriptedServer.Peer first = bench.connect();
        te.does("AT+MQTTCONN=5,\"127.0.0.1\"," + bench.server().port() + ",\"other\"");
        ScriptedServer.Peer second = bench.server().acceptSession(false);
        te.urc("+MQTTURC: \"conn\",5,0");
        publishes(1, 1);
        first.expects("PUBLISH 1 qos1 t 1");
        bench.inject(FaultType.TCP_RESET);
        assertThat(List.of(te.readTo("1\r\n"), te.readTo("1\r\n")))
                .containsExactlyInAnyOrder("\r\n+MQTTURC: \"conn\",0,1\r\n", "\r\n+MQTTURC: \"conn\",5,1\r\n");
        first.expectsReset();
        second.expectsReset();
        te.does("AT+MQTTDISC=5").urc("+MQTTURC: \"conn\",5,2");
        bench.advance(19);
        te.silent();
        bench.advance(1);
        // the packet ran out of its time (retry_times 0) at the moment of the reconnect
        te.urc("+MQTTURC: \"timeout\",0,1");
        bench.server().acceptSession(true).fence();
        te.urc("+MQTTURC: \"conn\",0,0").silent();
    }

    /** A reset while the attempt waits for CONNACK: closed before it. */
    @Test
    void anAttemptIsReset() {
        sets("reconn", "0,20,0");
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().accept().expects("CONNECT");
        bench.inject(FaultType.TCP_RESET);
        te.urc("+MQTTURC: \"conn\",0,4");
        peer.expectsReset();
    }

    // ── lost acknowledgements: the server has sent them ──

    @Test
    void lostConnack() {
        sets("reconn", "0,20,0");
        loses("CONNACK");
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().acceptSession(false);
        awaitStrike();
        bench.advance(29);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1");
        bench.advance(1);
        te.urc("+MQTTURC: \"conn\",0,6");
        peer.expectsEnd();
        bench.connect();
    }

    @Test
    void lostSuback() {
        sets("retrans", "20,1");
        ScriptedServer.Peer peer = bench.connect();
        loses("SUBACK");
        te.rows("AT+MQTTSUB=0,\"world\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 world:1").sends(WirePacket.suback(1, 1)).fence();
        te.does("AT+MQTTSUB=0");
        bench.advance(20);
        peer.expects("SUBSCRIBE 1 world:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1").rows("AT+MQTTSUB=0", "+MQTTSUB: \"world\",1");
    }

    @Test
    void lostUnsuback() {
        ScriptedServer.Peer peer = bench.connect();
        loses("UNSUBACK");
        te.rows("AT+MQTTUNSUB=0,\"world\"", "+MQTTUNSUB: 0,1");
        peer.expects("UNSUBSCRIBE 1 world").sends("UNSUBACK 1").fence();
        te.silent();
        bench.advance(20);
        te.urc("+MQTTURC: \"timeout\",0,1");
        // too late, and so not heard
        peer.sends("UNSUBACK 1").fence();
        te.silent();
    }

    @Test
    void lostPuback() {
        sets("retrans", "20,1");
        ScriptedServer.Peer peer = bench.connect();
        loses("PUBACK");
        publishes(1, 1);
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos1 t 1").sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",0,1,1");
    }

    @Test
    void lostPubrec() {
        sets("retrans", "20,1");
        ScriptedServer.Peer peer = bench.connect();
        loses("PUBREC");
        publishes(2, 1);
        peer.expects("PUBLISH 1 qos2 t 1").sends("PUBREC 1").fence();
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos2 t 1").sends("PUBREC 1").expects("PUBREL 1").sends("PUBCOMP 1");
        te.urc("+MQTTURC: \"pubrec\",0,1,1").urc("+MQTTURC: \"pubcomp\",0,1,1");
    }

    @Test
    void lostPubcomp() {
        sets("retrans", "20,1");
        ScriptedServer.Peer peer = bench.connect();
        loses("PUBCOMP");
        publishes(2, 1);
        peer.expects("PUBLISH 1 qos2 t 1").sends("PUBREC 1").expects("PUBREL 1").sends("PUBCOMP 1").fence();
        te.urc("+MQTTURC: \"pubrec\",0,1,0").silent();
        bench.advance(20);
        peer.expects("PUBREL 1").sends("PUBCOMP 1");
        te.urc("+MQTTURC: \"pubcomp\",0,1,1");
    }

    /** The server asks again, and the message was delivered once. */
    @Test
    void lostPubrel() {
        ScriptedServer.Peer peer = bench.connect();
        peer.sends(WirePacket.publish(QOS_2, 9, "world", PAYLOAD)).expects("PUBREC 9");
        te.urc("+MQTTURC: \"publish\",0,9,\"world\",5,5,hello");
        loses("PUBREL");
        peer.sends("PUBREL 9").fence();
        noFaultIsLeft();
        peer.sends("PUBREL 9").expects("PUBCOMP 9");
        te.silent();
    }

    /** Unanswered for 20 s, a PINGREQ is the end of the connection (section 4, rule 5). */
    @Test
    void lostPingresp() {
        sets("pingreq", "60");
        sets("pingresp", "1");
        sets("reconn", "0,20,0");
        ScriptedServer.Peer peer = bench.connect();
        loses("PINGRESP");
        bench.advance(60);
        peer.expects("PINGREQ").sends(WirePacket.pingresp()).fence();
        te.silent();
        bench.advance(20);
        te.urc("+MQTTURC: \"pingresp\",0,1").urc("+MQTTURC: \"conn\",0,5");
        peer.expectsEnd();
    }

    /** Only the named kind is lost. */
    @Test
    void otherPacketsArriveAllTheSame() {
        ScriptedServer.Peer peer = bench.connect();
        bench.inject(FaultDraft.of(FaultType.LOST_ACK).ack("PUBREC"));
        bench.inject(FaultDraft.of(FaultType.DELAYED_ACK).ack("PUBCOMP").delay(5));
        te.rows("AT+MQTTSUB=0,\"world\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 world:1").sends(WirePacket.suback(1, 1));
        te.urc("+MQTTURC: \"suback\",0,1,1");
        publishes(1, 2);
        peer.expects("PUBLISH 2 qos1 t 1").sends("PUBACK 2");
        te.urc("+MQTTURC: \"puback\",0,2,0");
        peer.sends(WirePacket.publish(0, 0, "world", PAYLOAD));
        te.urc("+MQTTURC: \"publish\",0,0,\"world\",5,5,hello");
    }

    // ── late acknowledgements ──

    @Test
    void delayedConnack() {
        delays("CONNACK", 29);
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().acceptSession(false);
        awaitStrike();
        bench.advance(28);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1");
        bench.advance(1);
        te.urc("+MQTTURC: \"conn\",0,0");
        peer.fence();
    }

    /** What the server sent behind CONNACK does not overtake it: the module would hang up (MQTT-3.2.0-1). */
    @Test
    void messagesOfTheSessionWaitBehindADelayedConnack() {
        delays("CONNACK", 10);
        bench.asksToConnect();
        ScriptedServer.Peer peer = bench.server().accept().expects("CONNECT");
        peer.sends(WirePacket.connack(true, 0)).sends(WirePacket.publish(2, 7, "world", PAYLOAD));
        awaitStrike();
        bench.advance(9);
        te.silent();
        bench.advance(1);
        te.urc("+MQTTURC: \"conn\",0,0").urc("+MQTTURC: \"publish\",0,7,\"world\",5,5,hello");
        peer.expects("PUBACK 7").fence();
    }

    /** After 30 s the attempt is over (section 4, rule 3), and the connection of the next one is not struck by the old CONNACK. */
    @Test
    void aConnackThatComesTooLate() {
        sets("reconn", "1,20,0");
        delays("CONNACK", 55);
        bench.asksToConnect();
        ScriptedServer.Peer first = bench.server().acceptSession(false);
        awaitStrike();
        bench.advance(30);
        te.urc("+MQTTURC: \"conn\",0,1");
        first.expectsEnd();
        bench.advance(20);
        ScriptedServer.Peer second = bench.server().accept().expects("CONNECT");
        bench.advance(10);
        te.silent().rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1");
        second.sends(WirePacket.connack(false, 0)).fence();
        te.urc("+MQTTURC: \"conn\",0,0").silent();
    }

    @Test
    void delayedSuback() {
        sets("retrans", "60,0");
        ScriptedServer.Peer peer = bench.connect();
        delays("SUBACK", 30);
        te.rows("AT+MQTTSUB=0,\"world\",1", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 world:1").sends(WirePacket.suback(1, 1)).fence();
        bench.advance(29);
        te.does("AT+MQTTSUB=0");
        bench.advance(1);
        te.urc("+MQTTURC: \"suback\",0,1,1").rows("AT+MQTTSUB=0", "+MQTTSUB: \"world\",1");
    }

    @Test
    void delayedUnsuback() {
        ScriptedServer.Peer peer = bench.connect();
        delays("UNSUBACK", 10);
        te.rows("AT+MQTTUNSUB=0,\"world\"", "+MQTTUNSUB: 0,1");
        peer.expects("UNSUBSCRIBE 1 world").sends("UNSUBACK 1").fence();
        te.silent();
        bench.advance(10);
        te.urc("+MQTTURC: \"unsuback\",0,1");
    }

    /** Later than the first retransmission: the duplicate's acknowledgement settles it, and the late one is silent. */
    @Test
    void delayedPuback() {
        sets("retrans", "20,1");
        ScriptedServer.Peer peer = bench.connect();
        delays("PUBACK", 30);
        publishes(1, 1);
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        bench.advance(20);
        peer.expects("PUBLISH 1 dup qos1 t 1").sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",0,1,1");
        bench.advance(10);
        te.silent();
    }

    @Test
    void aPubackAfterTheTimeoutIsSilent() {
        ScriptedServer.Peer peer = bench.connect();
        delays("PUBACK", 30);
        publishes(1, 1);
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        bench.advance(20);
        te.urc("+MQTTURC: \"timeout\",0,1");
        bench.advance(10);
        te.silent();
    }

    @Test
    void delayedPubrecAndPubcomp() {
        ScriptedServer.Peer peer = bench.connect();
        delays("PUBREC", 10);
        delays("PUBCOMP", 15);
        publishes(2, 1);
        peer.expects("PUBLISH 1 qos2 t 1").sends("PUBREC 1").fence();
        te.silent();
        bench.advance(10);
        te.urc("+MQTTURC: \"pubrec\",0,1,0");
        peer.expects("PUBREL 1").sends("PUBCOMP 1").fence();
        te.silent();
        bench.advance(15);
        te.urc("+MQTTURC: \"pubcomp\",0,1,0");
    }

    @Test
    void delayedPubrel() {
        ScriptedServer.Peer peer = bench.connect();
        delays("PUBREL", 10);
        peer.sends(WirePacket.publish(QOS_2, 9, "world", PAYLOAD)).expects("PUBREC 9").sends("PUBREL 9").fence();
        bench.advance(10);
        peer.expects("PUBCOMP 9");
    }

    @Test
    void delayedPingresp() {
        sets("pingreq", "60");
        sets("pingresp", "1");
        ScriptedServer.Peer peer = bench.connect();
        delays("PINGRESP", 19);
        bench.advance(60);
        peer.expects("PINGREQ").sends(WirePacket.pingresp()).fence();
        bench.advance(18);
        te.silent();
        bench.advance(1);
        te.urc("+MQTTURC: \"pingresp\",0,0");
        bench.advance(40);
        te.silent();
    }

    /** An acknowledgement on its way is lost with its connection: the next one hears nothing of it. */
    @Test
    void aDelayedAckDoesNotOutliveItsConnection() {
        sets("retrans", "60,0");
        ScriptedServer.Peer peer = bench.connect();
        delays("PUBACK", 25);
        publishes(1, 1);
        peer.expects("PUBLISH 1 qos1 t 1").sends("PUBACK 1").fence();
        peer.close();
        te.urc("+MQTTURC: \"conn\",0,1");
        bench.advance(20);
        ScriptedServer.Peer next = bench.server().acceptSession(true).expects("PUBLISH 1 dup qos1 t 1");
        te.urc("+MQTTURC: \"conn\",0,0");
        bench.advance(10);
        te.silent();
        next.sends("PUBACK 1");
        te.urc("+MQTTURC: \"puback\",0,1,1");
    }

    /** The module has the packet that a fault holds back. */
    private void awaitStrike() {
        await().until(() -> bench.active().isEmpty());
    }
}
