package org.modemfleet.simulator.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.link.serial.SerialLinkProvider;
import org.modemfleet.link.tcp.TcpLinkProvider;
import org.modemfleet.simulator.ByteSink;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.simulator.fault.FaultView;

/** A module's AT line on a pseudo-terminal, beside its TCP port. */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class PtyPortTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private static final ByteSink NOBODY = new ByteSink() {
        @Override
        public boolean take(byte[] bytes) {
            return false;
        }

        @Override
        public void hangUp() {
            throw new IllegalStateException("there is nobody");
        }
    };

    @TempDir
    private Path directory;

    private SimulatedModules modules;
    private @Nullable StandaloneModules standing;

    @BeforeEach
    void start() {
        modules = new SimulatedModules(20);
    }

    @AfterEach
    void stop() {
        if (standing != null) {
            standing.close();
        }
        modules.close();
    }

    @Test
    void aClientThatComesAgainFindsTheSameModuleUnderTheSameName() {
        open("ML307R", "MN316A");
        try (Terminal te = serial("0-ML307R")) {
            te.rows("AT+CGMM", "ML307R-DC").does("AT+MQTTCFG=\"keepalive\",0,60");
        }
        try (Terminal te = serial("1-MN316A")) {
            te.rows("AT+CGMM", "MN316A-D");
        }
        awaitFree(0);
        try (Terminal te = serial("0-ML307R")) {
            te.rows("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",60");
        }
    }

    @Test
    void whileAProgramHasTheTerminalATcpClientIsRefused() throws IOException {
        open("ML307R");
        try (Terminal te = serial("0-ML307R")) {
            te.does("AT");
            try (Socket client = socket(0)) {
                assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1)).isEqualTo("ERROR: line in use\r\n");
            }
            te.does("AT");
        }
        awaitFree(0);
    }

    @Test
    void whileATcpClientHasTheLineAProgramIsToldSoAndHasItAfterwards() {
        open("ML307R");
        try (Terminal tcp = tcp(0)) {
            tcp.does("AT");
            try (Terminal te = serial("0-ML307R")) {
                te.expects("ERROR: line in use\r\n");
                te.asks("AT+CGMM", "ERROR: line in use\r\n");
                tcp.does("AT");
                tcp.close();
                // The TCP client's leaving takes a moment to be known.
                await().atMost(SOON).until(() -> {
                    te.sends("AT\r\n");
                    return !te.readTo("\r\n").equals("ERROR: line in use\r\n");
                });
                te.expects("OK\r\n").rows("AT+CGMM", "ML307R-DC");
            }
        }
    }

    @Test
    void whatTheModulePrintsWhileNobodyIsThereIsLostAndCounted() {
        open("ML307R");
        try (Terminal te = serial("0-ML307R")) {
            te.does("AT");
        }
        awaitFree(0);
        long before = module().bytesDropped();
        module().powerCycle();
        // +MATREADY comes 5 simulated seconds later, to nobody.
        await().atMost(SOON).until(() -> module().bytesDropped() == before + "\r\n+MATREADY\r\n".length());
        try (Terminal te = serial("0-ML307R")) {
            te.does("AT");
        }
    }

    @Test
    void portsThatVanishComeBackWhereTheyWere() {
        open("ML307R");
        Path link = directory.resolve("0-ML307R");
        try (Terminal te = serial("0-ML307R")) {
            te.does("AT+CMEE=2");
            FaultView fault = module().inject(Fault.of(FaultType.PORT_VANISH)).join();
            await().atMost(SOON).until(te::isClosed);
            await().atMost(SOON).untilAsserted(() -> assertThat(Files.isSymbolicLink(link)).isFalse());
            assertThatThrownBy(() -> tcp(0)).hasMessageContaining("refused");
            assertThat(module().endFault(fault.id()).join()).isTrue();
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(Files.exists(link)).isTrue());
        try (Terminal te = serial("0-ML307R")) {
            te.rows("AT+CMEE?", "+CMEE: 2");
        }
        awaitFree(0);
        try (Terminal te = tcp(0)) {
            te.rows("AT+CMEE?", "+CMEE: 2");
            FaultView fault = module().inject(Fault.of(FaultType.PORT_VANISH)).join();
            await().atMost(SOON).until(te::isClosed);
            assertThat(module().endFault(fault.id()).join()).isTrue();
        }
        await().atMost(SOON).untilAsserted(() -> assertThatCode(() -> tcp(0).close()).doesNotThrowAnyException());
    }

    @Test
    void theLinksOfADeadProcessAreReplacedAndOthersAreLeftAlone() throws IOException {
        Files.createSymbolicLink(directory.resolve("0-ML307R"), Path.of("/dev/pts/99999"));
        Files.createSymbolicLink(directory.resolve("7-MN316"), Path.of("/dev/pts/99998"));
        Files.createSymbolicLink(directory.resolve("1-mine"), Path.of("/dev/null"));
        Files.writeString(directory.resolve("notes"), "mine");
        open("ML307R");
        assertThat(Files.exists(directory.resolve("0-ML307R"))).isTrue();
        assertThat(Files.isSymbolicLink(directory.resolve("7-MN316"))).isFalse();
        Objects.requireNonNull(standing).close();
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactlyInAnyOrder("1-mine", "notes");
        }
    }

    @Test
    void whatCannotBeNamesItsSetting() throws IOException {
        Files.writeString(directory.resolve("0-ML307R"), "not ours");
        assertThatThrownBy(() -> open("ML307R")).isInstanceOf(StandaloneException.class)
                .hasMessageContainingAll("0-ML307R is there already", "modemfleet.simulator.pty-dir");
        assertThat(directory.resolve("0-ML307R")).content().isEqualTo("not ours");
        Files.delete(directory.resolve("0-ML307R"));
        open("ML307R");
        assertThatThrownBy(() -> PtyDirectory.open(directory)).isInstanceOf(StandaloneException.class)
                .hasMessageContainingAll("another simulator uses it", directory.toString(), "modemfleet.simulator.pty-dir");
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> PtyDirectory.open(file)).isInstanceOf(StandaloneException.class)
                .hasMessageContainingAll(file.toString(), "modemfleet.simulator.pty-dir");
    }

    private void open(String... models) {
        standing = StandaloneModules.open(StandalonePlan.of(new ModemFleetProperties.Simulator(1, 0, "ML307R", List.of(models), 0,
                directory.toString(), null)), modules);
    }

    private SimulatedModule module() {
        return modules.find("0").orElseThrow();
    }

    private Terminal serial(String link) {
        return new Terminal(new SerialLinkProvider(), link, "serial:" + directory.resolve(link));
    }

    private Terminal tcp(int index) {
        return new Terminal(new TcpLinkProvider(), Integer.toString(index), "tcp:127.0.0.1:" + tcpPort(index));
    }

    private Socket socket(int index) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), tcpPort(index));
        socket.setSoTimeout((int) SOON.toMillis());
        return socket;
    }

    private int tcpPort(int index) {
        return Objects.requireNonNull(standing).tcpPorts().get(index).number();
    }

    /** A program that closed has left once that has been noticed. */
    private void awaitFree(int index) {
        SimulatedModule module = modules.find(Integer.toString(index)).orElseThrow();
        await().atMost(SOON).until(() -> module.plug(NOBODY));
        module.unplug(NOBODY);
    }
}
