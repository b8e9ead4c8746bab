package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets, their mids and their acknowledgements while the connection stands. */
class AcknowledgementTest {

    private final ScriptedServer server = new ScriptedServer();
    private final Rig rig = new Rig();
    private ScriptedServer.Peer peer;

    @BeforeEach
    void connected() {
        rig.connect(Settings.to(server.port()));
        peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
    }

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    @Test
    void everyPacketTakesTheNextMidAndItIsTheIdentifierOnTheWire() {
        assertThat(rig.subscribe("a", 1)).isEqualTo(1);
        assertThat(rig.publish("world", 0, "test")).isEqualTo(new Published(2, 13));
        assertThat(rig.publish("world", 1, "test")).isEqualTo(new Published(3, 15));
        assertThat(rig.publish("world", 2, "test")).isEqualTo(new Published(4, 15));
        assertThat(rig.unsubscribe("a", "b")).isEqualTo(5);
        peer.expects("SUBSCRIBE 1 a:1", "PUBLISH 0 qos0 world test", "PUBLISH 3 qos1 world test",
                "PUBLISH 4 qos2 world test", "UNSUBSCRIBE 5 a b");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 5", "1, 0, 7", "0, 124, 129", "0, 125, 131", "0, 16380, 16386", "1, 16379, 16388",
        "0, 2097149, 2097157"})
    void theLengthIsThatOfThePacketOnTheWire(int qos, int payloadBytes, int length) {
        Published published = rig.publish("t", qos, "x".repeat(payloadBytes));
        WirePacket packet = peer.reads();
        assertThat(published.length()).isEqualTo(packet.bytes().length);
        assertThat(published.length()).isEqualTo(length);
    }

    @Test
    void topicsAreCountedInBytesOfUtf8() {
        Published published = rig.publish("中文", 0, "ü");
        assertThat(published.length()).isEqualTo(2 + 2 + 6 + 2);
        peer.expects("PUBLISH 0 qos0 中文 ü");
    }

    @Test
    void theUsersDupIsSetOnTheFirstTransmissionButNotAtQosZero() {
        for (int qos = 0; qos <= 2; qos++) {
            int level = qos;
            rig.call(engine -> engine.publish("t", level, true, true, new byte[] {'p'}));
        }
        peer.expects("PUBLISH 0 qos0 retain t p", "PUBLISH 2 dup qos1 retain t p", "PUBLISH 3 dup qos2 retain t p");
        peer.sends("PUBACK 2", "PUBREC 3").expects("PUBREL 3");
        peer.sends("PUBCOMP 3").fence();
        rig.urcs.expects("puback 2 1", "pubrec 3 1", "pubcomp 3 1").expectsNothing();
    }

    @Test
    void qosTwoIsReleasedAndCompleted() {
        rig.publish("t", 2, "p");
        peer.expects("PUBLISH 1 qos2 t p").sends("PUBREC 1").expects("PUBREL 1")
                .sends("PUBCOMP 1").fence();
        rig.urcs.expects("pubrec 1 0", "pubcomp 1 0").expectsNothing();
    }

    @Test
    void repeatedAcknowledgementsChangeNothing() {
        rig.publish("t", 1, "p");
        rig.publish("t", 2, "p");
        rig.subscribe("a", 1);
        rig.unsubscribe("b");
        peer.expects("PUBLISH 1 qos1 t p", "PUBLISH 2 qos2 t p", "SUBSCRIBE 3 a:1", "UNSUBSCRIBE 4 b");
        for (int i = 0; i < 2; i++) {
            peer.sends("PUBACK 1").sends(WirePacket.suback(3, 1)).sends("UNSUBACK 4", "PUBREC 2");
        }
        peer.expects("PUBREL 2").fence();
        peer.sends("PUBCOMP 2", "PUBCOMP 2").fence();
        rig.urcs.expects("puback 1 0", "suback 3 [1]", "unsuback 4", "pubrec 2 0", "pubcomp 2 0").expectsNothing();
    }

    @Test
    void anAcknowledgementOfAnotherKindOrOfNothingIsIgnored() {
        rig.publish("t", 1, "p");
        rig.publish("t", 2, "p");
        peer.expects("PUBLISH 1 qos1 t p", "PUBLISH 2 qos2 t p");
        peer.sends("PUBREC 1", "PUBCOMP 2", "PUBACK 2")
                .sends(WirePacket.suback(1, 0)).sends("UNSUBACK 2", "PUBACK 77", "PUBCOMP 77").fence();
        rig.urcs.expectsNothing();
        peer.sends("PUBACK 1").fence();
        rig.urcs.expects("puback 1 0").expectsNothing();
    }

    @Test
    void severalTopicsHaveOneSubackAndAreListedAsGranted() {
        rig.call(engine -> engine.subscribe(List.of(new TopicFilter("a/+/b", 2), new TopicFilter("secret", 1),
                new TopicFilter("#", 0))));
        peer.expects("SUBSCRIBE 1 a/+/b:2 secret:1 #:0").sends(WirePacket.suback(1, 1, 0x80, 0));
        rig.urcs.expects("suback 1 [1, 128, 0]");
        assertThat(rig.subscriptions()).containsExactly(new Subscription("a/+/b", 1), new Subscription("#", 0));
    }

    @Test
    void aRepeatedTopicKeepsItsPlaceAndAnUnsubscribedOneGoes() {
        for (String topic : new String[] {"a", "b", "c"}) {
            int mid = rig.subscribe(topic, 0);
            peer.reads();
            peer.sends(WirePacket.suback(mid, 0));
        }
        rig.subscribe("unanswered", 1);
        rig.subscribe("a", 2);
        rig.unsubscribe("b");
        peer.expects("SUBSCRIBE 4 unanswered:1", "SUBSCRIBE 5 a:2", "UNSUBSCRIBE 6 b");
        peer.sends(WirePacket.suback(5, 2)).sends("UNSUBACK 6").fence();
        assertThat(rig.subscriptions()).containsExactly(new Subscription("a", 2), new Subscription("c", 0));
    }

    @Test
    void midsGoOnOverConnectionsAndStartAnewAfterAPowerCut() {
        rig.publish("t", 0, "p");
        rig.disconnect();
        rig.connect(Settings.to(server.port()));
        server.acceptSession(false);
        rig.urcs.expects("conn 2", "conn 0");
        assertThat(rig.publish("t", 0, "p").mid()).isEqualTo(2);
        rig.powerCut();
        rig.connect(Settings.to(server.port()));
        server.acceptSession(false);
        rig.urcs.expects("conn 0");
        assertThat(rig.publish("t", 0, "p").mid()).isEqualTo(1);
    }

    /** The memory for what is unsent is bounded, and a packet is never cut. */
    @Test
    void aServerThatDoesNotReadLosesWholePackets() {
        byte[] payload = new byte[1 << 20];
        rig.call(engine -> {
            for (int i = 0; i < 64; i++) {
                engine.publish("t", 0, false, false, payload);
            }
            return null;
        });
        peer.sends("PUBREL 1");
        int arrived = 0;
        WirePacket packet = peer.reads();
        for (; packet.name().equals("PUBLISH"); packet = peer.reads()) {
            assertThat(packet.body()).hasSize(2 + 1 + payload.length);
            arrived++;
        }
        assertThat(packet).hasToString("PUBCOMP 1");
        assertThat(arrived).isBetween(1, 32);
    }

    @Test
    void aMidInFlightIsSkippedWhenTheCounterComesRound() {
        rig.publish("t", 1, "in flight");
        rig.call(engine -> {
            for (int mid = 2; mid <= 65535; mid++) {
                engine.publish("t", 0, false, false, new byte[0]);
            }
            return null;
        });
        assertThat(rig.publish("t", 0, "p").mid()).isEqualTo(2);
    }
}
