package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MQTT 3.1.1, 3.1: what CONNECT looks like, and how the connection ends. */
class ConnectPacketTest {

    private static final byte[] NOTHING = {};

    static Stream<Arguments> settings() {
        String head = "00044d51545404"; // "MQTT", level 4
        String id = "000163"; // "c"
        return Stream.of(
                Arguments.of("defaults", at().options(),
                        head + "00" + "0078" + id),
                Arguments.of("clean, keepalive 0", at().clean().keepalive(0).options(),
                        head + "02" + "0000" + id),
                Arguments.of("keepalive 65535", at().keepalive(65535).options(),
                        head + "00" + "ffff" + id),
                Arguments.of("user and password", at().user("u", bytes("pw")).options(),
                        head + "c0" + "0078" + id + "000175" + "00027077"),
                Arguments.of("user without password", at().user("u", null).options(),
                        head + "80" + "0078" + id + "000175"),
                Arguments.of("password with an empty user", at().user("", bytes("p")).options(),
                        head + "c0" + "0078" + id + "0000" + "000170"),
                Arguments.of("a password that is not text", at().user("u", new byte[] {0, (byte) 0xFF}).options(),
                        head + "c0" + "0078" + id + "000175" + "000200ff"),
                Arguments.of("will", at().will("w", bytes("m"), 1, true).options(),
                        head + "2c" + "0078" + id + "000177" + "00016d"),
                Arguments.of("will without message", at().will("w", NOTHING, 2, false).options(),
                        head + "14" + "0078" + id + "000177" + "0000"),
                Arguments.of("all", at().clean().user("u", bytes("p")).will("w", bytes("m"), 0, false).options(),
                        head + "c6" + "0078" + id + "000177" + "00016d" + "000175" + "000170"));
    }

    private static Settings at() {
        return Settings.to(0).clientId("c");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("settings")
    void connectCarriesTheSettings(String name, ConnectOptions options, String body) {
        try (ScriptedServer server = new ScriptedServer(); Rig rig = new Rig()) {
            rig.call(engine -> {
                engine.connect(withPort(options, server.port()));
                return null;
            });
            WirePacket connect = server.accept().reads();
            assertThat(connect.header()).isEqualTo(0x10);
            assertThat(HexFormat.of().formatHex(connect.body())).isEqualTo(body);
        }
    }

    private static ConnectOptions withPort(ConnectOptions o, int port) {
        return new ConnectOptions(o.host(), port, o.clientId(), o.user(), o.password(), o.keepaliveSeconds(),
                o.cleanSession(), o.will(), o.retransIntervalSeconds(), o.retryTimes(), o.pingIntervalSeconds(),
                o.reconnTimes(), o.reconnIntervalSeconds(), o.reconnMode(), o.connackTimeoutSeconds(),
                o.pingrespTimeoutSeconds(), o.tls());
    }

    @Test
    void disconnectIsSentAndThenTheConnectionEnds() {
        try (ScriptedServer server = new ScriptedServer(); Rig rig = new Rig()) {
            rig.connect(Settings.to(server.port()));
            ScriptedServer.Peer peer = server.acceptSession(false);
            rig.urcs.expects("conn 0");
            rig.disconnect();
            assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
            WirePacket last = peer.reads();
            assertThat(last.bytes()).isEqualTo(new byte[] {(byte) 0xE0, 0});
            peer.expectsEnd();
            rig.urcs.expects("conn 2").expectsNothing();
        }
    }

    @Test
    void aPowerCutSendsNothingAndReportsNothing() {
        try (ScriptedServer server = new ScriptedServer(); Rig rig = new Rig()) {
            rig.connect(Settings.to(server.port()));
            ScriptedServer.Peer peer = server.acceptSession(false);
            rig.urcs.expects("conn 0");
            rig.powerCut();
            peer.expectsEnd();
            assertThat(rig.state()).isEqualTo(ConnectionState.DISCONNECTED);
            rig.urcs.expectsNothing();
        }
    }
}
