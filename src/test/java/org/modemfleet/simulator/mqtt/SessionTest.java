package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What outlives a connection: packets in flight, received identifiers, the list of subscriptions. */
class SessionTest {

    private final ScriptedServer server = new ScriptedServer();
    private final Rig rig = new Rig();
    private ScriptedServer.Peer peer;

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    private Settings settings() {
        return Settings.to(server.port()).pingreq(86400).reconn(3, 20, 0);
    }

    private void connected(Settings settings) {
        rig.connect(settings);
        peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
    }

    /** The server closes; the next attempt comes 20 s later. */
    private void reconnected(boolean sessionPresent) {
        peer.close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(20);
        peer = server.acceptSession(sessionPresent);
        rig.urcs.expects("conn 0");
    }

    private void subscribed(String topic) {
        int mid = rig.subscribe(topic, 1);
        peer.expects("SUBSCRIBE " + mid + " " + topic + ":1").sends(WirePacket.suback(mid, 1));
        rig.urcs.expects("suback " + mid + " [1]");
    }

    @Test
    void withTheSessionPresentPublishAndPubrelAreReSentAtOnceInOrder() {
        connected(settings().retrans(60, 1));
        rig.publish("t", 1, "a");
        rig.publish("t", 2, "b");
        rig.publish("t", 2, "c");
        rig.publish("t", 1, "d");
        peer.expects("PUBLISH 1 qos1 t a", "PUBLISH 2 qos2 t b", "PUBLISH 3 qos2 t c", "PUBLISH 4 qos1 t d");
        peer.sends("PUBREC 3").expects("PUBREL 3").sends("PUBREC 2").expects("PUBREL 2");
        rig.urcs.expects("pubrec 3 0", "pubrec 2 0");
        reconnected(true);
        peer.expects("PUBLISH 1 dup qos1 t a", "PUBLISH 4 dup qos1 t d", "PUBREL 3", "PUBREL 2");
        peer.sends("PUBACK 1", "PUBACK 4", "PUBCOMP 3", "PUBCOMP 2").fence();
        rig.urcs.expects("puback 1 1", "puback 4 1", "pubcomp 3 1", "pubcomp 2 1").expectsNothing();
    }

    @Test
    void theScheduleRunsOnWhileTheLinkIsDownAndIsNotChangedByTheReconnect() {
        connected(settings().retrans(20, 2).reconn(3, 50, 0));
        rig.publish("t", 1, "a");
        peer.expects("PUBLISH 1 qos1 t a").close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(50); // the retransmission at 20 s finds no link
        peer = server.acceptSession(true).expects("PUBLISH 1 dup qos1 t a");
        rig.urcs.expects("conn 0");
        peer.fence();
        rig.time.advanceSeconds(10); // the one at 60 s is sent
        peer.expects("PUBLISH 1 dup qos1 t a");
        rig.time.advanceSeconds(79);
        peer.fence();
        rig.urcs.expectsNothing();
        rig.time.advanceSeconds(1);
        rig.urcs.expects("timeout 1").expectsNothing();
    }

    @Test
    void withTheLinkDownToTheEndThePacketTimesOutAllTheSame() {
        connected(settings().retrans(20, 1).reconn(0, 20, 0));
        rig.publish("t", 1, "a");
        rig.subscribe("a", 0);
        peer.expects("PUBLISH 1 qos1 t a", "SUBSCRIBE 2 a:0").close();
        rig.urcs.expects("conn 4");
        rig.time.advanceSeconds(59);
        rig.urcs.expectsNothing();
        rig.time.advanceSeconds(1);
        rig.urcs.expects("timeout 1", "timeout 2").expectsNothing();
    }

    @Test
    void withoutTheSessionNothingIsReSentAndEverythingTimesOut() {
        connected(settings().retrans(20, 2));
        rig.publish("t", 1, "a");
        rig.publish("t", 2, "b");
        rig.publish("t", 2, "c");
        rig.subscribe("s", 0);
        rig.unsubscribe("u");
        peer.expects("PUBLISH 1 qos1 t a", "PUBLISH 2 qos2 t b", "PUBLISH 3 qos2 t c", "SUBSCRIBE 4 s:0",
                "UNSUBSCRIBE 5 u")
                .sends("PUBREC 3").expects("PUBREL 3");
        rig.urcs.expects("pubrec 3 0");
        reconnected(false);
        // The server of a new session cannot acknowledge what the old one carried.
        peer.sends("PUBACK 1").sends(WirePacket.suback(4, 0)).fence();
        rig.time.advanceSeconds(119);
        peer.fence();
        rig.urcs.expectsNothing();
        rig.time.advanceSeconds(1);
        rig.urcs.expects("timeout 1", "timeout 2", "timeout 4", "timeout 5", "timeout 3").expectsNothing();
        assertThat(rig.subscriptions()).isEmpty();
    }

    @Test
    void aCleanSessionIsNeverResumedWhateverTheServerSays() {
        connected(settings().clean().retrans(60, 0));
        subscribed("s");
        rig.publish("t", 1, "a");
        peer.expects("PUBLISH 2 qos1 t a");
        reconnected(true);
        peer.fence();
        assertThat(rig.subscriptions()).isEmpty();
    }

    @Test
    void theListLivesAsLongAsTheSession() {
        connected(settings());
        subscribed("s");
        reconnected(true);
        assertThat(rig.subscriptions()).containsExactly(new Subscription("s", 1));
        rig.disconnect();
        assertThat(rig.subscriptions()).containsExactly(new Subscription("s", 1));
        rig.connect(settings());
        peer.expects("DISCONNECT");
        peer = server.acceptSession(true);
        rig.urcs.expects("conn 2", "conn 0");
        assertThat(rig.subscriptions()).containsExactly(new Subscription("s", 1));
        reconnected(false);
        assertThat(rig.subscriptions()).isEmpty();
        peer.fence(); // and it does not subscribe again by itself
    }

    @Test
    void theListEndsWithTheUsersDisconnectFromACleanSessionAndWithPower() {
        connected(settings().clean());
        subscribed("s");
        rig.disconnect();
        assertThat(rig.subscriptions()).isEmpty();
        rig.urcs.expects("conn 2");
        connected(settings());
        subscribed("s");
        rig.powerCut();
        assertThat(rig.subscriptions()).isEmpty();
    }

    @Test
    void aReceivedQosTwoMessageIsDeliveredOnceOverRepetitionsAndReconnects() {
        connected(settings());
        peer.sends(publish(4, 9, "m")).expects("PUBREC 9").sends(publish(4 | 8, 9, "m")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t m").expectsNothing();
        reconnected(true);
        peer.sends(publish(4 | 8, 9, "m")).expects("PUBREC 9");
        rig.disconnect();
        rig.urcs.expects("conn 2");
        rig.connect(settings());
        peer.expects("DISCONNECT");
        peer = server.acceptSession(true);
        rig.urcs.expects("conn 0");
        peer.sends(publish(4 | 8, 9, "m")).expects("PUBREC 9").fence();
        rig.urcs.expectsNothing();
        peer.sends("PUBREL 9").expects("PUBCOMP 9").sends(publish(4, 9, "next")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t next").expectsNothing();
    }

    @Test
    void receivedIdentifiersDoNotOutliveTheirSession() {
        connected(settings());
        peer.sends(publish(4, 9, "m")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t m");
        reconnected(false);
        peer.sends(publish(4, 9, "other")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t other");
    }

    @Test
    void anotherClientIdentifierIsAnotherSession() {
        connected(settings());
        peer.sends(publish(4, 9, "m")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t m");
        rig.disconnect();
        rig.connect(settings().clientId("other"));
        peer = server.acceptSession(true);
        rig.urcs.expects("conn 2", "conn 0");
        peer.sends(publish(4, 9, "of the other")).expects("PUBREC 9");
        rig.urcs.expects("publish 9 t of the other");
    }

    @Test
    void aMessageIsAcknowledgedByItsQos() {
        connected(settings());
        peer.sends(publish(0, 0, "a")).sends(publish(2, 5, "b")).expects("PUBACK 5")
                .sends(publish(2 | 8, 5, "b")).expects("PUBACK 5")
                .sends("PUBREL 77").expects("PUBCOMP 77").fence();
        rig.urcs.expects("publish 0 t a", "publish 5 t b", "publish 5 t b").expectsNothing();
    }

    @Test
    void payloadsArriveByteForByteWhateverTheirSizeAndContent() {
        connected(settings());
        byte[] all = new byte[70_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        peer.sends(WirePacket.publish(2, 1, "t", all)).expects("PUBACK 1").sends(publish(2, 2, "")).expects("PUBACK 2");
        rig.urcs.expects("publish 1 t 70000 bytes", "publish 2 t ").expectsNothing();
        assertThat(rig.urcs.payload()).isEqualTo(all);
        assertThat(rig.urcs.payload()).isEmpty();
        byte[] large = new byte[3_000_000];
        peer.sends(WirePacket.publish(0, 0, "t", large)).fence();
        assertThat(rig.urcs.payload()).hasSize(large.length);
    }

    @Test
    void topicsArriveAsTheyAre() {
        connected(settings());
        String topic = "\",0,5,\r\nOK\r\n中文&b";
        peer.sends(WirePacket.publish(0, 0, topic, new byte[] {'x'})).fence();
        rig.urcs.expects("publish 0 " + topic + " x");
    }

    private static WirePacket publish(int flags, int mid, String payload) {
        return WirePacket.publish(flags, mid, "t", payload.getBytes(StandardCharsets.UTF_8));
    }
}
