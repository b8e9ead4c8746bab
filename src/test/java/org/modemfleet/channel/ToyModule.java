package org.modemfleet.channel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.testsupport.ManualScheduler;

/**
 * A module for property tests. {@code AT+ECHO=<token>} answers with its token; {@code AT+PUB=<n>} opens data mode,
 * which ends after n bytes or 10 s, and publishes; probes are answered. It reads on only when it has answered, as a
 * module does.
 */
final class ToyModule implements Link {

    /** Loses, changes into two or adds one byte on its way. */
    interface Fault extends Function<Byte, byte[]> {}

    private static final Duration DATA_MODE = Duration.ofSeconds(10);

    private final ManualScheduler time;
    private final Random random;
    private final Queue<Byte> input = new ConcurrentLinkedQueue<>();
    private final AtomicInteger fromHost = new AtomicInteger();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private int toHost;
    private boolean busy;
    private boolean dropLineFeed;
    private int expected = -1;
    private @Nullable ScheduledFuture<?> dataModeEnds;
    private Link.@Nullable Listener host;

    final List<String> published = new ArrayList<>();
    /** How long each command, but a probe, takes until it is answered or prompts. */
    Supplier<Duration> delay = () -> Duration.ZERO;
    /** What is said before a line of an answer. */
    Supplier<String> interjection = () -> "";
    /** Whether the prompt is lost on its way. */
    Supplier<Boolean> losesPrompt = () -> false;
    int faultFromHostAt = -1;
    int faultToHostAt = -1;
    Fault fault = b -> new byte[0];

    ToyModule(ManualScheduler time, Random random) {
        this.time = time;
        this.random = random;
    }

    Link attach(Link.Listener listener) {
        host = listener;
        return this;
    }

    @Override
    public void write(byte[] bytes) {
        for (byte b : bytes) {
            for (byte arrived : fromHost.getAndIncrement() == faultFromHostAt ? fault.apply(b) : new byte[] {b}) {
                input.add(arrived);
            }
        }
        time.schedule(this::read, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        host.closed(null);
    }

    private void read() {
        while (!busy && !input.isEmpty()) {
            byte b = input.poll();
            boolean dropped = dropLineFeed && b == '\n';
            dropLineFeed = false;
            if (dropped) {
                continue;
            }
            if (expected >= 0) {
                typed(b);
            } else if (b == '\r') {
                dropLineFeed = true;
                execute();
            } else {
                line.write(b);
            }
        }
    }

    private void execute() {
        String command = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (!command.startsWith("AT")) {
            return;
        }
        busy = true;
        time.schedule(() -> {
            busy = false;
            answer(command.substring(2));
            read();
        }, command.endsWith("?") ? 0 : delay.get().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void answer(String body) {
        if (body.startsWith("+ECHO=")) {
            rows("+ECHO: " + body.substring("+ECHO=".length()));
        } else if (body.matches("\\+PUB=[1-9][0-9]{0,2}")) {
            openDataMode(Integer.parseInt(body.substring("+PUB=".length())));
        } else if (body.equals("+CMEE?") || body.equals("+CFUN?") || body.equals("+CGATT?")) {
            rows(body.replace("?", ": 1"));
        } else {
            say("\r\nERROR\r\n");
        }
    }

    private void openDataMode(int length) {
        expected = length;
        dataModeEnds = time.schedule(this::endDataMode, DATA_MODE.toNanos(), TimeUnit.NANOSECONDS);
        if (!losesPrompt.get()) {
            say("\r\n>");
        }
    }

    private void typed(byte b) {
        data.write(b);
        if (data.size() == expected) {
            dataModeEnds.cancel(false);
            endDataMode();
        }
    }

    private void endDataMode() {
        expected = -1;
        boolean typed = data.size() > 0;
        if (typed) {
            published.add(data.toString(StandardCharsets.ISO_8859_1));
        }
        data.reset();
        say(typed ? "\r\nOK\r\n" : "\r\n+CME ERROR: 601\r\n");
    }

    private void rows(String row) {
        say(interjection.get() + "\r\n" + row + "\r\n" + interjection.get() + "\r\nOK\r\n" + interjection.get());
    }

    /** Says something, in any chunks. */
    void say(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            out.writeBytes(toHost++ == faultToHostAt ? fault.apply(b) : new byte[] {b});
        }
        byte[] bytes = out.toByteArray();
        for (int at = 0; at < bytes.length;) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(12));
            host.received(Arrays.copyOfRange(bytes, at, at + length));
            at += length;
        }
    }

    int bytesFromHost() {
        return fromHost.get();
    }

    int bytesToHost() {
        return toHost;
    }
}
