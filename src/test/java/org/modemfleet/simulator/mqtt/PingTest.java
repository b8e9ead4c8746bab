package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key {@code pingreq}. */
class PingTest {

    private static final Duration INSTANT = Duration.ofMillis(1);

    private final ScriptedServer server = new ScriptedServer();
    private final Rig rig = new Rig();

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    private ScriptedServer.Peer connected(Settings settings) {
        rig.connect(settings);
        ScriptedServer.Peer peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        return peer;
    }

    @ParameterizedTest(name = "keepalive {0}")
    @ValueSource(ints = {0, 120})
    void everyIntervalFromConnackInSpiteOfOtherTraffic(int keepalive) {
        ScriptedServer.Peer peer = connected(Settings.to(server.port()).pingreq(60).keepalive(keepalive));
        for (int i = 0; i < 3; i++) {
            rig.time.advance(Duration.ofSeconds(60).minus(INSTANT));
            rig.publish("t", 0, "p");
            peer.expects("PUBLISH 0 qos0 t p").fence();
            rig.time.advance(INSTANT);
            assertThat(peer.reads().bytes()).isEqualTo(new byte[] {(byte) 0xC0, 0});
            peer.sends(WirePacket.pingresp());
            rig.urcs.expects("pingresp 0");
        }
        rig.urcs.expectsNothing();
    }

    @Test
    void anUnansweredPingIsReportedAndLosesTheConnection() {
        ScriptedServer.Peer peer = connected(Settings.to(server.port()).pingreq(60));
        rig.time.advanceSeconds(60);
        peer.expects("PINGREQ");
        rig.time.advance(Duration.ofSeconds(20).minus(INSTANT));
        peer.fence();
        rig.urcs.expectsNothing();
        rig.time.advance(INSTANT);
        rig.urcs.expects("pingresp 1", "conn 5").expectsNothing();
        peer.expectsEnd();
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void anUnansweredPingIsFollowedByAttemptsAndReportedAfterTheLast() {
        connected(Settings.to(server.port()).pingreq(60).reconn(1, 20, 0));
        rig.time.advanceSeconds(80);
        rig.urcs.expects("pingresp 1", "conn 1");
        rig.time.advanceSeconds(20);
        server.accept().expects("CONNECT").close();
        rig.urcs.expects("conn 5").expectsNothing();
    }

    @Test
    void theClockStartsAnewWithTheNextConnection() {
        ScriptedServer.Peer peer = connected(Settings.to(server.port()).pingreq(60).reconn(1, 20, 0));
        rig.time.advanceSeconds(50);
        peer.close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(20);
        ScriptedServer.Peer next = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        rig.time.advance(Duration.ofSeconds(60).minus(INSTANT));
        next.fence();
        rig.time.advance(INSTANT);
        next.expects("PINGREQ");
    }

    @Test
    void aPingrespThatNothingAskedForIsIgnored() {
        ScriptedServer.Peer peer = connected(Settings.to(server.port()).pingreq(60));
        peer.sends(WirePacket.pingresp()).fence();
        rig.urcs.expectsNothing();
    }

    @Test
    void noPingAfterTheUserEndedTheConnection() {
        ScriptedServer.Peer peer = connected(Settings.to(server.port()).pingreq(60));
        rig.disconnect();
        peer.expects("DISCONNECT");
        rig.time.advanceSeconds(200);
        peer.expectsEnd();
        rig.urcs.expects("conn 2").expectsNothing();
    }
}
