package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.FreePorts;

/** The key {@code reconn} and the {@code conn} URC. */
class ReconnectTest {

    private static final Duration INSTANT = Duration.ofMillis(1);

    private final ScriptedServer server = new ScriptedServer();
    private final Rig rig = new Rig();

    @AfterEach
    void stop() {
        rig.close();
        server.close();
    }

    private ScriptedServer.Peer connected(Settings settings) {
        rig.connect(settings.pingreq(86400));
        ScriptedServer.Peer peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        peer.fence();
        return peer;
    }

    private Settings settings() {
        return Settings.to(server.port());
    }

    @Test
    void withoutAttemptsALossIsReportedWithItsReasonAtOnce() {
        connected(settings()).close();
        rig.urcs.expects("conn 4").expectsNothing();
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aResetIsANetworkError() {
        connected(settings()).reset();
        rig.urcs.expects("conn 6").expectsNothing();
    }

    @Test
    void theLossOfTheNetworkIsANetworkError() {
        ScriptedServer.Peer peer = connected(settings());
        rig.networkLost();
        rig.urcs.expects("conn 6").expectsNothing();
        peer.expectsEnd();
        rig.networkLost();
        rig.urcs.expectsNothing();
    }

    @Test
    void somethingThatIsNotMqttIsANetworkError() {
        connected(settings()).sends("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
        rig.urcs.expects("conn 6").expectsNothing();
    }

    @Test
    void aPacketThatNoServerMaySendIsANetworkError() {
        connected(settings()).sends(WirePacket.connack(false, 0)).expectsEnd();
        rig.urcs.expects("conn 6").expectsNothing();
    }

    @ParameterizedTest(name = "mode {0}: pauses of {1}, {2} and {3} s")
    @CsvSource({"0, 20, 20, 20", "1, 20, 40, 60"})
    void attemptsComeAfterTheirPausesAndTheLastReportsTheReasonOfTheLoss(int mode, int first, int second, int third) {
        ScriptedServer.Peer peer = connected(settings().reconn(3, 20, mode));
        peer.reset();
        rig.urcs.expects("conn 1");
        for (int pause : new int[] {first, second, third}) {
            assertThat(rig.state()).isEqualTo(ConnectionState.RECONNECTING);
            rig.time.advance(Duration.ofSeconds(pause).minus(INSTANT));
            server.expectsNobody();
            rig.time.advance(INSTANT);
            // Closed before CONNACK: reason 4, which is not the reason of the loss.
            server.accept().expects("CONNECT").close();
            rig.awaitIdleAttempt();
        }
        rig.urcs.expects("conn 6");
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    @Test
    void thePauseRunsFromTheEndOfAnAttemptThatWaitedForConnack() {
        connected(settings().reconn(2, 20, 0)).close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(20);
        ScriptedServer.Peer mute = server.accept().expects("CONNECT");
        rig.time.advance(Duration.ofSeconds(30).minus(INSTANT));
        assertThat(rig.state()).isEqualTo(ConnectionState.RECONNECTING);
        rig.time.advance(INSTANT);
        mute.expectsEnd();
        rig.time.advance(Duration.ofSeconds(20).minus(INSTANT));
        server.expectsNobody();
        rig.time.advance(INSTANT);
        server.acceptSession(false);
        rig.urcs.expects("conn 0").expectsNothing();
    }

    @Test
    void afterASuccessTheAttemptsAreCountedAnewAndReconnectingIsReportedAgain() {
        connected(settings().reconn(1, 20, 0)).close();
        for (int i = 0; i < 3; i++) {
            rig.urcs.expects("conn 1");
            rig.time.advanceSeconds(20);
            ScriptedServer.Peer again = server.acceptSession(true);
            rig.urcs.expects("conn 0");
            again.close();
        }
        rig.urcs.expects("conn 1");
    }

    @Test
    void aRefusalDuringReconnectEndsTheAttempts() {
        connected(settings().reconn(3, 20, 0)).close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(20);
        server.accept().expects("CONNECT").sends(WirePacket.connack(false, 4)).expectsEnd();
        rig.urcs.expects("conn 3");
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 255})
    void aRefusedFirstConnectIsNotRepeated(int code) {
        rig.connect(settings().reconn(3, 20, 0));
        server.accept().expects("CONNECT").sends(WirePacket.connack(false, code)).expectsEnd();
        rig.urcs.expects("conn 3");
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    @Test
    void aFailureOfTlsIsARefusal() {
        ConnectOptions plain = settings().reconn(3, 20, 0).options();
        ConnectOptions tls = new ConnectOptions(plain.host(), plain.port(), "c", null, null, 120, false, null, 20,
                0, 120, 3, 20, 0, 30, 20, pipeline -> pipeline.addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelActive(ChannelHandlerContext ctx) {
                        ctx.fireExceptionCaught(new SSLHandshakeException("unknown authority"));
                    }
                }));
        rig.call(engine -> {
            engine.connect(tls);
            return null;
        });
        server.accept().expectsEnd();
        rig.urcs.expects("conn 3").expectsNothing();
    }

    @Test
    void anUnreachableServerIsANetworkErrorAtOnceWithoutAttempts() {
        rig.connect(Settings.to(FreePorts.next()));
        rig.urcs.expects("conn 6").expectsNothing();
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void portZeroIsANetworkError() {
        rig.connect(Settings.to(0));
        rig.urcs.expects("conn 6").expectsNothing();
    }

    @Test
    void anUnknownNameIsANetworkError() {
        rig.connect(settings().host("no-such-host.invalid"));
        assertThat(rig.state()).isEqualTo(ConnectionState.CONNECTING);
        rig.urcs.expectsWithin(Duration.ofSeconds(30), "conn 6").expectsNothing();
    }

    @Test
    void aNameIsResolved() {
        rig.connect(settings().host("localhost"));
        server.acceptSession(false);
        rig.urcs.expects("conn 0");
    }

    @Test
    void aFirstConnectWithoutConnackEndsAfterItsTime() {
        rig.connect(settings());
        ScriptedServer.Peer mute = server.accept().expects("CONNECT");
        rig.time.advance(Duration.ofSeconds(30).minus(INSTANT));
        assertThat(rig.state()).isEqualTo(ConnectionState.CONNECTING);
        rig.urcs.expectsNothing();
        rig.time.advance(INSTANT);
        mute.expectsEnd();
        rig.urcs.expects("conn 6").expectsNothing();
    }

    @Test
    void aFirstConnectClosedBeforeConnackIsReportedAsClosed() {
        rig.connect(settings());
        server.accept().expects("CONNECT").close();
        rig.urcs.expects("conn 4").expectsNothing();
    }

    @Test
    void aServerThatClosesWithoutReadingConnectHasClosedToo() {
        rig.connect(settings());
        server.accept().closesUnread();
        rig.urcs.expects("conn 4").expectsNothing();
    }

    @Test
    void aFailedFirstConnectIsRepeatedAndReportsTheReasonOfTheLastAttempt() {
        rig.connect(settings().reconn(2, 20, 1));
        server.accept().expects("CONNECT").close();
        rig.urcs.expects("conn 1");
        assertThat(rig.state()).isEqualTo(ConnectionState.RECONNECTING);
        rig.time.advanceSeconds(20);
        server.accept().expects("CONNECT").close();
        rig.awaitIdleAttempt();
        rig.time.advanceSeconds(40);
        server.accept().expects("CONNECT");
        rig.urcs.expectsNothing();
        rig.time.advanceSeconds(30);
        rig.urcs.expects("conn 6").expectsNothing();
        assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
    }

    @Test
    void aFailedFirstConnectMaySucceedLater() {
        rig.connect(settings().reconn(1, 20, 0));
        server.accept().expects("CONNECT").close();
        rig.urcs.expects("conn 1");
        rig.time.advanceSeconds(20);
        server.acceptSession(false).fence();
        rig.urcs.expects("conn 0").expectsNothing();
        assertThat(rig.state()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void theUserStopsAnAttemptWithoutDisconnectPacket() {
        rig.connect(settings().reconn(3, 20, 0));
        ScriptedServer.Peer peer = server.accept().expects("CONNECT");
        rig.disconnect();
        peer.expectsEnd();
        rig.urcs.expects("conn 2");
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    @Test
    void theUserStopsTheAttemptsBetweenTwoOfThem() {
        connected(settings().reconn(3, 20, 0)).close();
        rig.urcs.expects("conn 1");
        rig.disconnect();
        rig.urcs.expects("conn 2");
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    /** As {@code AT+MQTTDISC=0;+MQTTCONN=…} on one line. */
    @Test
    void disconnectAndConnectInOneTurnOfTheLoopMakeANewConnection() {
        ScriptedServer.Peer old = connected(settings());
        rig.call(engine -> {
            engine.disconnect();
            engine.connect(settings().options());
            engine.disconnect();
            engine.connect(settings().options());
            return null;
        });
        old.expects("DISCONNECT").expectsEnd();
        server.acceptSession(false).fence();
        server.expectsNobody();
        rig.urcs.expects("conn 2", "conn 2", "conn 0").expectsNothing();
    }

    @Test
    void aPowerCutEndsTheAttempts() {
        connected(settings().reconn(3, 20, 0)).close();
        rig.urcs.expects("conn 1");
        rig.powerCut();
        rig.time.advanceSeconds(1000);
        server.expectsNobody();
        rig.urcs.expectsNothing();
    }

    @Test
    void commandsInTheWrongStateAreRefused() {
        assertRefused(() -> rig.publish("t", 0, "p"));
        assertRefused(rig::disconnect);
        rig.connect(settings());
        assertRefused(() -> rig.subscribe("t", 0));
        assertRefused(() -> rig.connect(settings()));
        server.acceptSession(false);
        rig.urcs.expects("conn 0");
        assertRefused(() -> rig.connect(settings()));
    }

    private static void assertRefused(Runnable command) {
        assertThatIllegalStateException().isThrownBy(command::run);
    }

    @Test
    void closedByAServerThatHeardNothingForTooLongCountsAsPingTimeout() {
        rig.connect(settings().keepalive(60).pingreq(86400));
        ScriptedServer.Peer peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        rig.time.advanceSeconds(90);
        peer.close();
        rig.urcs.expects("conn 5").expectsNothing();
    }

    @Test
    void closedByAServerBeforeThatOrWithoutKeepaliveIsJustClosed() {
        rig.connect(settings().keepalive(60).pingreq(86400));
        ScriptedServer.Peer peer = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        rig.time.advanceSeconds(80);
        rig.publish("t", 0, "p");
        peer.expects("PUBLISH 0 qos0 t p");
        rig.time.advance(Duration.ofSeconds(90).minus(INSTANT));
        peer.close();
        rig.urcs.expects("conn 4");
        rig.connect(settings().keepalive(0).pingreq(86400));
        ScriptedServer.Peer second = server.acceptSession(false);
        rig.urcs.expects("conn 0");
        rig.time.advanceSeconds(80000);
        second.close();
        rig.urcs.expects("conn 4").expectsNothing();
    }
}
