package org.modemfleet.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.link.serial.SerialLinkProvider;
import org.modemfleet.testsupport.Helpers;
import org.modemfleet.testsupport.PseudoTerminal;

/** The serial link on a real pseudo-terminal. */
@EnabledOnOs(OS.LINUX)
class SerialLinkTest extends LinkContractTest {

    private static final SerialLinkProvider PROVIDER = new SerialLinkProvider();

    @Override
    protected Rig open(int fragment, Link.Listener listener) throws IOException {
        PseudoTerminal terminal = new PseudoTerminal();
        return new SerialRig(PROVIDER.open("m", LinkAddress.parse("serial:" + terminal.path()), listener), terminal);
    }

    /** The kernel drops what was not read when the far end hangs up. */
    @Override
    protected boolean losesUnreadBytesAtHangUp() {
        return true;
    }

    private record SerialRig(Link link, PseudoTerminal terminal) implements Rig {
        @Override
        public void send(byte[] bytes) throws IOException {
            terminal.write(bytes);
        }

        @Override
        public byte[] received() {
            return terminal.received();
        }

        @Override
        public void hangUp() throws IOException {
            terminal.close();
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }

    @Test
    void looksUpWhereASymbolicLinkLeadsAtEveryOpen(@TempDir Path directory) throws IOException {
        Path port = directory.resolve("modem");
        LinkAddress address = LinkAddress.parse("serial:" + port + "?baud=9600&rtscts=false");
        for (int i = 0; i < 2; i++) {
            try (PseudoTerminal terminal = new PseudoTerminal()) {
                Files.deleteIfExists(port);
                Files.createSymbolicLink(port, terminal.path());
                RecordingListener listener = new RecordingListener();
                Link link = PROVIDER.open("m", address, listener);
                link.write("AT\r\n".getBytes(StandardCharsets.US_ASCII));
                soon().until(() -> terminal.received().length == 4);
                link.close();
                soon().until(() -> listener.timesClosed() == 1);
            }
        }
    }

    @Test
    void opensAPortAgainOnceItIsClosed() throws IOException {
        try (PseudoTerminal terminal = new PseudoTerminal()) {
            LinkAddress address = LinkAddress.parse("serial:" + terminal.path());
            for (int i = 0; i < 3; i++) {
                RecordingListener listener = new RecordingListener();
                PROVIDER.open("m", address, listener).close();
                soon().until(() -> listener.timesClosed() == 1);
            }
        }
    }

    @Test
    void namesTheModuleThatHoldsThePort() throws IOException {
        try (PseudoTerminal terminal = new PseudoTerminal()) {
            LinkAddress address = LinkAddress.parse("serial:" + terminal.path());
            RecordingListener listener = new RecordingListener();
            Link link = PROVIDER.open("m-1", address, listener);
            assertThatThrownBy(() -> PROVIDER.open("m-2", address, new RecordingListener()))
                    .isInstanceOfSatisfying(LinkException.InUse.class,
                            inUse -> assertThat(inUse.holder()).isEqualTo("module m-1"));
            link.close();
            soon().until(() -> listener.timesClosed() == 1);
        }
    }

    @Test
    void namesTheProcessThatHoldsThePort() throws IOException {
        try (PseudoTerminal terminal = new PseudoTerminal()) {
            Process holder = new ProcessBuilder("sleep", "60").redirectInput(terminal.path().toFile()).start();
            try {
                soon().untilAsserted(() -> assertThatThrownBy(() -> PROVIDER.open("m",
                        LinkAddress.parse("serial:" + terminal.path()), new RecordingListener()))
                        .isInstanceOfSatisfying(LinkException.InUse.class, inUse ->
                                assertThat(inUse.holder()).isEqualTo("sleep (pid " + holder.pid() + ")")));
            } finally {
                holder.destroyForcibly();
            }
        }
    }

    @Test
    void opensThePseudoTerminalsOfSocatWhichKeepsThemOpenItself(@TempDir Path directory) throws IOException {
        Path near = directory.resolve("near");
        Path far = directory.resolve("far");
        Process socat = new ProcessBuilder(Helpers.require("socat").toString(), "pty,rawer,link=" + near,
                "pty,rawer,link=" + far).start();
        try {
            soon().until(() -> Files.exists(near) && Files.exists(far));
            RecordingListener listener = new RecordingListener();
            Link host = PROVIDER.open("host", LinkAddress.parse("serial:" + near), new RecordingListener());
            Link module = PROVIDER.open("module", LinkAddress.parse("serial:" + far), listener);
            host.write("AT\r\n".getBytes(StandardCharsets.US_ASCII));
            soon().until(() -> listener.size() == 4);
            host.close();
            module.close();
            soon().until(() -> listener.timesClosed() == 1);
        } finally {
            socat.destroy();
        }
    }

    @Test
    void tellsThatThereIsNoSuchPort() {
        assertThatThrownBy(() -> PROVIDER.open("m", LinkAddress.parse("serial:/dev/ttyNone7"), new RecordingListener()))
                .isInstanceOf(LinkException.Unreachable.class).hasMessageContaining("no such port");
    }

    @Test
    void letsAPortThatMayComePassAndNothingElseThatIsNone(@TempDir Path directory) throws IOException {
        Path name = directory.resolve("modem");
        LinkAddress address = LinkAddress.parse("serial:" + name);
        PROVIDER.check(address);
        Files.createSymbolicLink(name, Path.of("/dev/full"));
        PROVIDER.check(address);

        assertThatThrownBy(() -> PROVIDER.open("m", address, new RecordingListener()))
                .isInstanceOf(LinkException.Unreachable.class).hasMessageEndingWith("the port does not open: not a serial port (error 25)");
        Files.delete(name);
        Files.writeString(name, "text");
        assertThatThrownBy(() -> PROVIDER.check(address))
                .isInstanceOf(LinkException.BadAddress.class).hasMessageContaining("no character device");
        assertThatThrownBy(() -> PROVIDER.open("m", address, new RecordingListener()))
                .isInstanceOf(LinkException.Unreachable.class).hasMessageContaining("no character device");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial:ttyUSB2", "serial:/dev/ttyS0?baud=1", "serial:/dev/ttyS0?baud=fast",
        "serial:/dev/ttyS0?baud=99999999", "serial:/dev/ttyS0?rtscts=maybe", "serial:/dev/ttyS0?parity=even", "serial:imei=862000000000009",
        "serial:/etc/passwd", "serial:/tmp"})
    void refusesAnAddressThatCannotBeOne(String address) {
        assertThatThrownBy(() -> PROVIDER.check(LinkAddress.parse(address)))
                .isInstanceOf(LinkException.BadAddress.class);
    }
}
