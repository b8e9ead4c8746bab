package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.LinkProvider;

/** A terminal at a simulated module's AT line, in memory or over any other link; tests read as transcripts of the wire. */
public final class Terminal implements Link.Listener, AutoCloseable {

    public static final String OK = "\r\nOK\r\n";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Link link;
    private final Received received = new Received();
    private final List<Duration> answerTimes = new ArrayList<>();
    private int read;
    private int reads;
    private boolean closed;

    /** @param address such as {@code tcp:127.0.0.1:7001} */
    public Terminal(LinkProvider provider, String moduleId, String address) {
        try {
            link = provider.open(moduleId, LinkAddress.parse(address), this);
        } catch (LinkException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives a part without copying the whole. */
    private static final class Received extends ByteArrayOutputStream {
        private byte[] range(int from, int to) {
            return Arrays.copyOfRange(buf, from, to);
        }

        private boolean differs(int from, byte[] bytes) {
            int length = Math.min(count - from, bytes.length);
            return !Arrays.equals(buf, from, from + length, bytes, 0, length);
        }
    }

    public Terminal sends(String text) {
        return sends(text.getBytes(StandardCharsets.UTF_8));
    }

    public Terminal sends(byte[] bytes) {
        try {
            link.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** The next bytes are exactly these. */
    public Terminal expects(String text) {
        return expects(text.getBytes(StandardCharsets.UTF_8));
    }

    public Terminal expects(byte[] bytes) {
        assertThat(show(takeInstead(bytes))).isEqualTo(show(bytes));
        return this;
    }

    /** The next bytes up to and with this text. */
    public String readTo(String end) {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            byte[] next = take(1);
            assertThat(next).as("after " + show(text.toString().getBytes(StandardCharsets.ISO_8859_1))).hasSize(1);
            text.append((char) (next[0] & 0xff));
        }
        return text.toString();
    }

    /** A command and its whole answer. */
    public Terminal asks(String command, String answer) {
        long start = System.nanoTime();
        sends(command + "\r\n").expects(answer);
        answerTimes.add(Duration.ofNanos(System.nanoTime() - start));
        return this;
    }

    /** How long each command that was asked took to its last byte, in order. */
    public List<Duration> answerTimes() {
        return List.copyOf(answerTimes);
    }

    /** A command that is done. */
    public Terminal does(String command) {
        return asks(command, OK);
    }

    /** A command that answers these rows and is done. */
    public Terminal rows(String command, String... rows) {
        return asks(command, "\r\n" + String.join("\r\n", rows) + "\r\n" + OK);
    }

    /** A command that is refused. */
    public Terminal refused(String command, int cme) {
        return asks(command, "\r\n+CME ERROR: " + cme + "\r\n");
    }

    /** Commands that are sent ahead, all in one go, and each refused. */
    public Terminal refused(List<String> commands, int cme) {
        sends(String.join("\r\n", commands) + "\r\n");
        byte[] answer = ("\r\n+CME ERROR: " + cme + "\r\n").getBytes(StandardCharsets.US_ASCII);
        for (String command : commands) {
            assertThat(show(takeInstead(answer))).as(command).isEqualTo(show(answer));
        }
        return this;
    }

    /** An unsolicited result. */
    public Terminal urc(String text) {
        return expects("\r\n" + text + "\r\n");
    }

    /** Nothing more was printed. */
    public Terminal silent() {
        return does("AT");
    }

    /** As many bytes, or what came in their stead: what begins otherwise need not be waited for. */
    private byte[] takeInstead(byte[] expected) {
        synchronized (received) {
            await(() -> received.size() - read >= expected.length || received.differs(read, expected));
            return takeNow(expected.length);
        }
    }

    /** Called with the lock. */
    private void await(BooleanSupplier enough) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!enough.getAsBoolean() && !closed && System.nanoTime() < deadline) {
            try {
                received.wait(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** The bytes, or as many as came in time. */
    private byte[] take(int count) {
        synchronized (received) {
            await(() -> received.size() - read >= count);
            return takeNow(count);
        }
    }

    /** Called with the lock. */
    private byte[] takeNow(int atMost) {
        byte[] taken = received.range(read, Math.min(read + atMost, received.size()));
        read += taken.length;
        return taken;
    }

    /** All that came so far and was not read; for a terminal without threads between. */
    public String takeAll() {
        synchronized (received) {
            byte[] unread = received.range(read, received.size());
            read += unread.length;
            return new String(unread, StandardCharsets.ISO_8859_1);
        }
    }

    /** Nothing came that was not read; for a terminal without threads between. */
    public Terminal printsNothing() {
        assertThat(takeAll()).isEmpty();
        return this;
    }

    /** In how many pieces all came so far. */
    public int reads() {
        synchronized (received) {
            return reads;
        }
    }

    public boolean isClosed() {
        synchronized (received) {
            return closed;
        }
    }

    @Override
    public void received(byte[] bytes) {
        synchronized (received) {
            received.writeBytes(bytes);
            reads++;
            received.notifyAll();
        }
    }

    @Override
    public void closed(@Nullable IOException cause) {
        synchronized (received) {
            assertThat(closed).as("closed once").isFalse();
            closed = true;
            received.notifyAll();
        }
    }

    @Override
    public void close() {
        link.close();
    }

    /** Bytes so that a difference can be seen. */
    public static String show(byte[] bytes) {
        StringBuilder shown = new StringBuilder();
        for (byte b : bytes) {
            switch (b) {
                case '\r' -> shown.append("<CR>");
                case '\n' -> shown.append("<LF>\n");
                default -> shown.append(b >= 0x20 && b < 0x7f ? String.valueOf((char) b) : "<%02X>".formatted(b));
            }
        }
        return shown.toString();
    }
}
