package org.modemfleet.simulator.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.link.tcp.TcpLinkProvider;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.Terminal;

/** A module's AT line on a TCP port. */
class TcpPortTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private SimulatedModules modules;
    private SimulatedModule module;
    private TcpPort port;

    @BeforeEach
    void start() {
        modules = new SimulatedModules(1);
        module = modules.findOrCreate("0", ModelProfiles.standard().find("ML307R").orElseThrow());
        port = TcpPort.open(module, 0);
    }

    @AfterEach
    void stop() {
        port.close();
        modules.close();
    }

    @Test
    void aClientThatComesAgainFindsTheSameModule() {
        try (Terminal te = terminal()) {
            te.does("AT+MQTTCFG=\"keepalive\",0,60").does("AT+CMEE=2");
        }
        awaitTheLineFree();
        try (Terminal te = terminal()) {
            te.rows("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",60").rows("AT+CMEE?", "+CMEE: 2");
        }
    }

    @Test
    void aSecondClientIsToldThatTheLineIsInUse() throws IOException {
        try (Terminal te = terminal()) {
            te.does("AT");
            try (Socket second = socket()) {
                send(second, "ATE1\r\n");
                assertThat(readToEnd(second)).isEqualTo("ERROR: line in use\r\n");
            }
            te.does("AT");
        }
        awaitTheLineFree();
        try (Terminal te = terminal()) {
            te.does("AT");
        }
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsAnswersAndIsClosedThen() throws IOException {
        try (Socket client = socket()) {
            send(client, "AT+CGMM\r\nAT\r\n");
            client.shutdownOutput();
            assertThat(readToEnd(client)).isEqualTo("\r\nML307R-DC\r\n\r\nOK\r\n\r\nOK\r\n");
        }
    }

    @Test
    void aClientThatSendsNoMoreGivesWayToTheNext() throws IOException {
        try (Socket first = socket()) {
            send(first, "AT\r\n");
            assertThat(new String(first.getInputStream().readNBytes(6), ISO_8859_1)).isEqualTo("\r\nOK\r\n");
            first.shutdownOutput();
            // The closed side arrives after the answer, so the first tries may still be refused.
            await().atMost(Duration.ofMillis(1500)).ignoreExceptions().until(() -> {
                try (Socket second = socket()) {
                    send(second, "AT\r\n");
                    return new String(second.getInputStream().readNBytes(6), ISO_8859_1).equals("\r\nOK\r\n");
                }
            });
            assertThat(first.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whatAClientDoesNotReadIsLostAndCounted() throws Exception {
        try (Socket client = socket()) {
            send(client, "AT\r\n");
            assertThat(new String(client.getInputStream().readNBytes(6), ISO_8859_1)).isEqualTo("\r\nOK\r\n");
            byte[] questions = "AT+MQTTCFG=\"query\",0\r\n".repeat(1000).getBytes(ISO_8859_1);
            // About 300 bytes each: more than the kernels of both sides and the simulator together hold.
            for (int i = 0; i < 100 && module.bytesDropped() == 0; i++) {
                client.getOutputStream().write(questions);
            }
            await().atMost(SOON).until(() -> module.bytesDropped() > ByteSink.UNTAKEN_BYTES);
        }
        awaitTheLineFree();
        try (Terminal te = terminal()) {
            te.does("AT");
        }
    }

    @Test
    void aModuleThatIsGoneHangsUp() throws IOException {
        try (Socket client = socket()) {
            send(client, "AT\r\n");
            assertThat(new String(client.getInputStream().readNBytes(6), ISO_8859_1)).isEqualTo("\r\nOK\r\n");
            modules.remove("0");
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aClientThatResetsLeavesTheLine() throws IOException {
        try (Socket client = socket()) {
            send(client, "AT\r\n");
            assertThat(new String(client.getInputStream().readNBytes(6), ISO_8859_1)).isEqualTo("\r\nOK\r\n");
            client.setSoLinger(true, 0);
        }
        awaitTheLineFree();
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() {
        assertThatThrownBy(() -> TcpPort.open(module, port.number())).isInstanceOf(StandaloneException.class)
                .hasMessage("TCP port 127.0.0.1:" + port.number() + " of module 0 is taken by another process; stop that one or set another"
                        + " modemfleet.simulator.tcp-port");
    }

    private Terminal terminal() {
        return new Terminal(new TcpLinkProvider(), "0", "tcp:127.0.0.1:" + port.number());
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port.number());
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    private static String readToEnd(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    /** A client that closed has left once the module's event loop knows. */
    private void awaitTheLineFree() {
        await().atMost(SOON).ignoreException(SocketException.class).until(() -> {
            try (Socket socket = socket()) {
                send(socket, "AT\r\n");
                return new String(socket.getInputStream().readNBytes(6), ISO_8859_1).equals("\r\nOK\r\n");
            }
        });
    }
}
