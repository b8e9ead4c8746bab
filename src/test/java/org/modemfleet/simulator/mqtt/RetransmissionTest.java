package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The key {@code retrans}: when a packet is sent again, how it looks then, and when it is given up. */
class RetransmissionTest {

    private static final Duration INSTANT = Duration.ofMillis(1);

    private final ScriptedServer server = new ScriptedServer();
    private final Rig rig = new Rig();
    private ScriptedServer.Peer peer;

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    /** Pings are kept out of the way. */
    private void connected(int interval, int times) {
        rig.connect(Settings.to(server.port()).retrans(interval, times).pingreq(86400));
        peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
    }

    @ParameterizedTest
    @CsvSource({"20, 0", "20, 1", "20, 2", "20, 3", "60, 3"})
    void theTimeDoublesAfterEveryTryAndEndsInTimeout(int interval, int times) {
        connected(interval, times);
        rig.publish("t", 1, "p");
        peer.expects("PUBLISH 1 qos1 t p");
        for (int k = 0; k < times; k++) {
            rig.time.advance(Duration.ofSeconds((long) interval << k).minus(INSTANT));
            peer.fence();
            rig.time.advance(INSTANT);
            peer.expects("PUBLISH 1 dup qos1 t p");
        }
        rig.time.advance(Duration.ofSeconds((long) interval << times).minus(INSTANT));
        peer.fence();
        rig.urcs.expectsNothing();
        rig.time.advance(INSTANT);
        rig.urcs.expects("timeout 1");
        Duration passed = rig.call(_ -> rig.time.now());
        assertThat(passed).isEqualTo(Duration.ofSeconds(interval * ((2L << times) - 1)));
        rig.time.advanceSeconds(1000);
        peer.fence();
        rig.urcs.expectsNothing();
    }

    @Test
    void aLateAcknowledgementOfAForgottenPacketIsSilent() {
        connected(20, 0);
        rig.publish("t", 1, "p");
        rig.subscribe("a", 1);
        peer.expects("PUBLISH 1 qos1 t p", "SUBSCRIBE 2 a:1");
        rig.time.advanceSeconds(20);
        rig.urcs.expects("timeout 1", "timeout 2");
        peer.sends("PUBACK 1").sends(WirePacket.suback(2, 1)).fence();
        rig.urcs.expectsNothing();
        assertThat(rig.subscriptions()).isEmpty();
    }

    /** MQTT-4.3.3-1: the server is released, the host hears nothing. */
    @Test
    void aLatePubrecIsReleasedWithoutAWord() {
        connected(20, 0);
        rig.publish("t", 2, "p");
        peer.expects("PUBLISH 1 qos2 t p");
        rig.time.advanceSeconds(20);
        rig.urcs.expects("timeout 1");
        peer.sends("PUBREC 1").expects("PUBREL 1").sends("PUBCOMP 1").fence();
        rig.urcs.expectsNothing();
    }

    @Test
    void subscribeAndUnsubscribeAreRepeatedUnchanged() {
        connected(20, 1);
        rig.subscribe("a", 2);
        rig.unsubscribe("b");
        byte[] subscribe = peer.reads().bytes();
        byte[] unsubscribe = peer.reads().bytes();
        rig.time.advanceSeconds(20);
        assertThat(peer.reads().bytes()).isEqualTo(subscribe);
        assertThat(peer.reads().bytes()).isEqualTo(unsubscribe);
        peer.sends(WirePacket.suback(1, 2)).fence();
        rig.time.advanceSeconds(40);
        rig.urcs.expects("suback 1 [2]", "timeout 2").expectsNothing();
    }

    @Test
    void qosTwoRunsTheScheduleTwice() {
        connected(20, 1);
        rig.publish("t", 2, "p");
        peer.expects("PUBLISH 1 qos2 t p");
        rig.time.advanceSeconds(50);
        peer.expects("PUBLISH 1 dup qos2 t p").sends("PUBREC 1");
        byte[] pubrel = peer.reads().bytes();
        assertThat(pubrel).isEqualTo(new byte[] {0x62, 2, 0, 1});
        rig.urcs.expects("pubrec 1 1");
        rig.time.advance(Duration.ofSeconds(20).minus(INSTANT));
        peer.fence();
        rig.time.advance(INSTANT);
        assertThat(peer.reads().bytes()).isEqualTo(pubrel);
        rig.time.advance(Duration.ofSeconds(40).minus(INSTANT));
        peer.fence();
        rig.urcs.expectsNothing();
        rig.time.advance(INSTANT);
        rig.urcs.expects("timeout 1");
        peer.sends("PUBCOMP 1").fence();
        rig.urcs.expectsNothing();
    }

    @ParameterizedTest(name = "publish re-sent {0}, pubrel re-sent {1}")
    @CsvSource({"false, false, 0, 0", "true, false, 1, 1", "false, true, 0, 1", "true, true, 1, 1"})
    void theDupFieldTellsWhatWasRepeated(boolean publishAgain, boolean pubrelAgain, int pubrecDup, int pubcompDup) {
        connected(20, 1);
        rig.publish("t", 2, "p");
        peer.expects("PUBLISH 1 qos2 t p");
        if (publishAgain) {
            rig.time.advanceSeconds(20);
            peer.expects("PUBLISH 1 dup qos2 t p");
        }
        peer.sends("PUBREC 1").expects("PUBREL 1");
        if (pubrelAgain) {
            rig.time.advanceSeconds(20);
            peer.expects("PUBREL 1");
        }
        peer.sends("PUBCOMP 1").fence();
        rig.urcs.expects("pubrec 1 " + pubrecDup, "pubcomp 1 " + pubcompDup).expectsNothing();
    }

    @Test
    void anAcknowledgedPacketIsNotRepeated() {
        connected(20, 3);
        rig.publish("t", 1, "p");
        peer.expects("PUBLISH 1 qos1 t p").sends("PUBACK 1").fence();
        rig.time.advanceSeconds(1000);
        peer.fence();
        rig.urcs.expects("puback 1 0").expectsNothing();
    }

    @Test
    void theUserEndsTheConnectionAndWhatIsInFlightIsForgottenSilently() {
        connected(20, 3);
        rig.publish("t", 1, "p");
        rig.subscribe("a", 0);
        rig.disconnect();
        rig.urcs.expects("conn 2");
        rig.time.advanceSeconds(1000);
        rig.urcs.expectsNothing();
    }

    @Test
    void aPowerCutForgetsWhatIsInFlightSilently() {
        connected(20, 0);
        rig.publish("t", 1, "p");
        rig.publish("t", 2, "p");
        rig.powerCut();
        rig.time.advanceSeconds(1000);
        rig.urcs.expectsNothing();
    }

    @Test
    void withEveryIdentifierInFlightTheOldestPacketIsGivenUp() throws InterruptedException {
        connected(60, 0);
        Thread reader = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 65536; i++) {
                peer.reads();
            }
        });
        rig.call(engine -> {
            for (int i = 0; i < 65535; i++) {
                engine.publish("t", 1, false, false, new byte[0]);
            }
            return null;
        });
        assertThat(rig.publish("t", 1, "").mid()).isEqualTo(1);
        rig.urcs.expects("timeout 1").expectsNothing();
        assertThat(reader.join(Duration.ofSeconds(20))).isTrue();
    }
}
