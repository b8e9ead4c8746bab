package org.modemfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.remoting.server.impl.RemotingServiceImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.FreePorts;

/** How long the broker bears the silence of a client: 1.5 times its Keep Alive (MQTT 3.1.1, 3.1.2.10). */
class KeepAliveTest {

    private static final long CHECKED_EVERY_MS = 50;

    @TempDir
    Path directory;

    private EmbeddedActiveMQ broker;
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = FreePorts.next();
        Configuration settings = ArtemisSettings.of(directory, port).setConnectionTtlCheckInterval(CHECKED_EVERY_MS);
        broker = new EmbeddedActiveMQ();
        broker.setConfiguration(settings);
        broker.start();
    }

    @AfterEach
    void stop() throws Exception {
        broker.stop();
    }

    @ParameterizedTest(name = "Keep Alive {0} s: {1} ms")
    @CsvSource({"0, -1", "10, 15_000", "60, 90_000", "61, 91_500", "300, 450_000", "65535, 98_302_500"})
    void bearsSilenceAsTheClientAsked(int keepAlive, String milliseconds) {
        Mqtt3BlockingClient client = MqttClient.builder().useMqttVersion3().identifier("quiet").serverHost("127.0.0.1").serverPort(port)
                .buildBlocking();
        client.connectWith().keepAlive(keepAlive).send();

        assertThat(((RemotingServiceImpl) broker.getActiveMQServer().getRemotingService()).getConnectionEntries())
                .singleElement().extracting(entry -> entry.ttl).isEqualTo(Long.parseLong(milliseconds.replace("_", "")));

        client.disconnect();
    }

    @Test
    void closesAfterOneAndAHalfKeepAliveAndNeverWithNone() throws Exception {
        try (Socket patient = connected("patient", 0); Socket hasty = connected("hasty", 1)) {
            long begun = System.nanoTime();
            assertThat(hasty.getInputStream().read()).as("closed").isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_400));

            patient.getOutputStream().write(new byte[] {(byte) 0xC0, 0});
            assertThat(patient.getInputStream().readNBytes(2)).as("PINGRESP").containsExactly(0xD0, 0);
        }
    }

    /** CONNECT with clean session, then CONNACK; nothing is sent by itself afterwards. */
    private Socket connected(String identifier, int keepAlive) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        byte[] name = identifier.getBytes();
        byte[] head = {0x10, (byte) (12 + name.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, (byte) (keepAlive >> 8), (byte) keepAlive,
            0, (byte) name.length};
        socket.getOutputStream().write(head);
        socket.getOutputStream().write(name);
        InputStream in = socket.getInputStream();
        assertThat(in.readNBytes(4)).as("CONNACK").containsExactly(0x20, 2, 0, 0);
        return socket;
    }
}
