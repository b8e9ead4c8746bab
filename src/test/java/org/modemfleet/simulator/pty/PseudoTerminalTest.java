package org.modemfleet.simulator.pty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** What programs see that open a pseudo-terminal like a serial port. */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class PseudoTerminalTest {

    private static final int TIOCVHANGUP = 0x5437;

    private final FarEnd farEnd = new FarEnd();
    private PseudoTerminals terminals;
    private PseudoTerminal terminal;

    @BeforeEach
    void start() throws IOException {
        terminals = PseudoTerminals.start();
        terminal = terminals.open(farEnd);
    }

    @AfterEach
    void stop() throws IOException {
        terminals.close();
        assertThat(farEnd.failures).isEmpty();
    }

    @Test
    void everyBytePassesAsItIsAndNoneComesBack() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        try (Program program = new Program(terminal)) {
            program.write(all);
            soon().until(() -> farEnd.received().length == all.length);
            assertThat(farEnd.received()).isEqualTo(all);
            assertThat(terminal.write(all)).isTrue();
            assertThat(program.read(all.length)).isEqualTo(all);
            assertThat(program.readNow()).isEmpty();
            assertThat(farEnd.received()).hasSize(all.length);
        }
    }

    @Test
    void aLongTextComesWholeToAProgramThatReads() throws IOException {
        byte[] text = "0123456789abcdef".repeat(32 * 1024).getBytes(ISO_8859_1);
        try (Program program = new Program(terminal)) {
            program.isThere(terminal);
            assertThat(terminal.write(text)).isTrue();
            assertThat(program.read(text.length)).isEqualTo(text);
        }
    }

    @Test
    void whatIsWrittenWhileNobodyIsThereIsNoNewsToTheNext() throws IOException {
        assertThat(terminal.write("old".getBytes(ISO_8859_1))).isFalse();
        try (Program program = new Program(terminal)) {
            program.isThere(terminal);
            assertThat(terminal.write("new".getBytes(ISO_8859_1))).isTrue();
            assertThat(program.read(3)).isEqualTo("new".getBytes(ISO_8859_1));
        }
    }

    @Test
    void whatAProgramLeavesUnreadIsCountedAndNoNewsToTheNext() throws IOException {
        byte[] text = new byte[300_000];
        Arrays.fill(text, (byte) 'x');
        try (Program program = new Program(terminal)) {
            program.isThere(terminal);
            assertThat(terminal.write(text)).isTrue();
            assertThat(program.read(1000)).hasSize(1000);
        }
        soon().until(() -> farEnd.left.equals(List.of(text.length - 1000)));
        assertThat(terminal.isOccupied()).isFalse();
        try (Program program = new Program(terminal)) {
            program.isThere(terminal);
            assertThat(terminal.write("new".getBytes(ISO_8859_1))).isTrue();
            assertThat(program.read(3)).isEqualTo("new".getBytes(ISO_8859_1));
        }
    }

    @Test
    void aProgramThatDoesNotReadFillsNoMemory() throws IOException {
        byte[] text = new byte[100_000];
        try (Program program = new Program(terminal)) {
            program.isThere(terminal);
            int taken = 0;
            while (terminal.write(text)) {
                taken++;
            }
            assertThat(taken).isBetween(8, 12);
        }
    }

    @Test
    void aProgramThatWritesTooFastWaits() throws IOException {
        farEnd.takes = false;
        try (Program program = new Program(terminal)) {
            int written = 0;
            byte[] text = new byte[4096];
            long deadline = System.nanoTime() + Duration.ofMillis(500).toNanos();
            while (System.nanoTime() < deadline) {
                written += program.writeSome(text);
            }
            assertThat(written).isLessThan(500_000);
            assertThat(farEnd.received().length).isLessThan(200_000);
            farEnd.take();
            int before = farEnd.received().length;
            program.write(text);
            soon().until(() -> farEnd.received().length > before);
        }
    }

    @Test
    void rawModeIsBackWhenAProgramHasLeft() throws IOException {
        byte[] raw;
        try (Program program = new Program(terminal)) {
            raw = Posix.attributes(program.fd);
            byte[] cooked = raw.clone();
            // c_lflag: ICANON and ECHO
            cooked[12] |= 0x02 | 0x08;
            Posix.setAttributes(program.fd, cooked);
            assertThat(Posix.attributes(program.fd)).isNotEqualTo(raw);
        }
        soon().until(() -> farEnd.left.size() == 1);
        try (Program program = new Program(terminal)) {
            assertThat(Posix.attributes(program.fd)).isEqualTo(raw);
        }
    }

    @Test
    void exclusiveUseEndsWithTheProgramThatAskedForIt() throws IOException {
        try (Program program = new Program(terminal)) {
            Posix.ioctl(program.fd, Posix.TIOCEXCL, 0);
        }
        soon().until(() -> farEnd.left.size() == 1);
        try (Program program = new Program(terminal)) {
            assertThat(Posix.ioctl(program.fd, Posix.TIOCGEXCL, 0)).isZero();
        }
    }

    @Test
    void oneOfTwoProgramsMayLeave() throws IOException {
        try (Program first = new Program(terminal)) {
            first.isThere(terminal);
            for (int i = 0; i < 20; i++) {
                new Program(terminal).close();
            }
            first.write("still here".getBytes(ISO_8859_1));
            soon().until(() -> farEnd.received().length == 10);
            assertThat(terminal.write("yes".getBytes(ISO_8859_1))).isTrue();
            assertThat(first.read(3)).isEqualTo("yes".getBytes(ISO_8859_1));
            assertThat(farEnd.left).isEmpty();
        }
        soon().until(() -> farEnd.left.size() == 1);
    }

    /** What a getty does (TIOCVHANGUP): the kernel cuts off everybody who has the terminal open, us as well. */
    @Test
    void aHangUpByTheKernelLeavesItUsable() throws IOException {
        try (Program getty = new Program(terminal)) {
            getty.isThere(terminal);
            try {
                Posix.ioctl(getty.fd, TIOCVHANGUP, 0);
            } catch (IOException notRoot) {
                Assumptions.abort("only root may hang up a terminal: " + notRoot.getMessage());
            }
        }
        soon().until(() -> !terminal.isOccupied());
        farEnd.echo = terminal;
        try (Program program = new Program(terminal)) {
            byte[] settings = Posix.attributes(program.fd);
            assertThat(settings).isEqualTo(Posix.raw(settings));
            program.write("still".getBytes(ISO_8859_1));
            assertThat(program.read(5)).isEqualTo("still".getBytes(ISO_8859_1));
        }
    }

    @Test
    void programsComeAndGoAsOftenAsTheyLike() throws IOException {
        farEnd.echo = terminal;
        for (int i = 0; i < 500; i++) {
            try (Program program = new Program(terminal)) {
                byte[] number = "%04d".formatted(i).getBytes(ISO_8859_1);
                program.write(number);
                assertThat(program.read(4)).isEqualTo(number);
            }
        }
    }

    @Test
    void whatWasWrittenRightBeforeAProgramLeftArrives() throws IOException {
        for (int i = 1; i <= 100; i++) {
            try (Program program = new Program(terminal)) {
                program.write("AT\r\n".getBytes(ISO_8859_1));
            }
            int bytes = 4 * i;
            soon().until(() -> farEnd.received().length == bytes);
        }
    }

    @Test
    void oneThreadServesAll() throws IOException {
        List<PseudoTerminal> many = new ArrayList<>();
        long before = pseudoTerminalThreads();
        for (int i = 0; i < 50; i++) {
            FarEnd own = new FarEnd();
            own.echo = terminals.open(own);
            many.add(own.echo);
        }
        assertThat(pseudoTerminalThreads()).isEqualTo(before);
        List<Program> programs = new ArrayList<>();
        for (PseudoTerminal one : many) {
            programs.add(new Program(one));
        }
        for (Program program : programs) {
            program.write(program.path.getBytes(ISO_8859_1));
        }
        for (Program program : programs) {
            assertThat(program.read(program.path.length())).isEqualTo(program.path.getBytes(ISO_8859_1));
            program.close();
        }
    }

    @Test
    void closingHangsUp() throws IOException {
        try (Program program = new Program(terminal)) {
            terminal.close();
            soon().until(() -> (Posix.poll(program.fd, Posix.POLLIN) & Posix.POLLHUP) != 0);
            assertThat(Files.exists(terminal.path())).isFalse();
            assertThat(terminal.write(new byte[1])).isFalse();
        }
    }

    @Test
    void aFailedCallSaysWhichAndWhy() {
        assertThatThrownBy(() -> Posix.open("/dev/pts/none", Posix.O_RDWR)).isInstanceOf(IOException.class)
                .hasMessage("open /dev/pts/none: No such file or directory");
    }

    private static long pseudoTerminalThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals("pseudo-terminals")).count();
    }

    private static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2));
    }

    /** The listener of the test: keeps what it hears, and echoes it if it is told to. */
    private static final class FarEnd implements PseudoTerminal.Listener {

        private final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final List<Runnable> untaken = new ArrayList<>();
        private final List<Integer> left = new CopyOnWriteArrayList<>();
        private final List<IOException> failures = new CopyOnWriteArrayList<>();
        private volatile boolean takes = true;
        private volatile @Nullable PseudoTerminal echo;

        byte[] received() {
            synchronized (received) {
                return received.toByteArray();
            }
        }

        void take() {
            synchronized (received) {
                takes = true;
                untaken.forEach(Runnable::run);
                untaken.clear();
            }
        }

        @Override
        public void received(byte[] bytes, Runnable taken) {
            synchronized (received) {
                received.writeBytes(bytes);
                untaken.add(taken);
                if (takes) {
                    take();
                }
            }
            if (echo != null) {
                echo.write(bytes);
            }
        }

        @Override
        public void left(int unreadBytes) {
            left.add(unreadBytes);
        }

        @Override
        public void failed(IOException cause) {
            failures.add(cause);
        }
    }

    /** A program that has opened the terminal. */
    private static final class Program implements AutoCloseable {

        private final String path;
        private final int fd;

        Program(PseudoTerminal terminal) throws IOException {
            path = terminal.path().toString();
            fd = Posix.open(path, Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_NONBLOCK);
        }

        /** It is known that the program is there. */
        void isThere(PseudoTerminal terminal) {
            soon().until(terminal::isOccupied);
        }

        void write(byte[] bytes) throws IOException {
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            for (int done = 0; done < bytes.length;) {
                assertThat(System.nanoTime()).as("room for what is written").isLessThan(deadline);
                done += Posix.write(fd, bytes, done);
            }
        }

        int writeSome(byte[] bytes) throws IOException {
            return Posix.write(fd, bytes, 0);
        }

        byte[] readNow() throws IOException {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(1 << 16);
                return buffer.asSlice(0, Posix.read(fd, buffer)).toArray(ValueLayout.JAVA_BYTE);
            }
        }

        byte[] read(int count) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment buffer = arena.allocate(count);
                while (all.size() < count && System.nanoTime() < deadline) {
                    int read = Posix.read(fd, buffer.asSlice(0, count - all.size()));
                    all.writeBytes(buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
                    Thread.onSpinWait();
                }
            }
            return all.toByteArray();
        }

        @Override
        public void close() throws IOException {
            Posix.close(fd);
        }
    }
}
