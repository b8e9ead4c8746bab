package org.modemfleet.simulator.replay;

import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.modemfleet.link.Link;

/**
 * A line that plays a transcript: to a command line that stands in it, what then came, with the pauses there were. A line is looked for
 * from the last one on, and then from the beginning. One that stands nowhere is answered by ERROR, but for what a host asks every module to
 * find out whether it listens: the recording may have begun after that.
 */
final class ReplayLink implements Link {

    private static final byte[] ERROR = "\r\nERROR\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final String OK = "\r\nOK\r\n";
    private static final Map<String, String> WITHOUT_RECORDING = Map.of("AT", OK, "ATE0", OK, "ATE1", OK, "AT+CMEE=1", OK,
            "AT+CMEE?", "\r\n+CMEE: 1\r\n" + OK, "AT+CFUN?", "\r\n+CFUN: 1\r\n" + OK, "AT+CGATT?", "\r\n+CGATT: 1\r\n" + OK);
    private static final long LONGEST_PAUSE_MS = 10_000;

    private final List<Recorded> entries;
    private final EventLoop loop;
    private final Listener listener;
    private final ExecutorService deliveries = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("replay").factory());
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int dataDue;
    private boolean secretDue;
    private volatile boolean closed;

    ReplayLink(List<Recorded> entries, EventLoop loop, Listener listener) {
        this.entries = entries;
        this.loop = loop;
        this.listener = listener;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (closed) {
            throw new IOException("the replayed line is closed");
        }
        byte[] typed = bytes.clone();
        loop.execute(() -> typed(typed));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            deliveries.execute(() -> listener.closed(null));
            deliveries.shutdown();
        }
    }

    private void typed(byte[] bytes) {
        if (secretDue) {
            secretDue = false;
            play(at);
            return;
        }
        for (byte b : bytes) {
            if (dataDue > 0) {
                dataDue--;
                if (dataDue == 0) {
                    play(at);
                }
            } else if (b == '\r') {
                String whole = line.toString(StandardCharsets.UTF_8).strip();
                line.reset();
                if (!whole.isEmpty()) {
                    answer(whole);
                }
            } else {
                line.write(b);
            }
        }
    }

    private void answer(String typed) {
        int found = find(typed, at, entries.size());
        found = found < 0 ? find(typed, 0, at) : found;
        if (found < 0) {
            String usual = WITHOUT_RECORDING.get(typed.toUpperCase(Locale.ROOT));
            deliver(usual == null ? ERROR : usual.getBytes(StandardCharsets.US_ASCII));
        } else {
            play(found);
        }
    }

    private int find(String typed, int from, int to) {
        for (int i = from; i < to; i++) {
            if (entries.get(i).isLine(typed)) {
                return i;
            }
        }
        return -1;
    }

    /** What came after this entry, up to what was sent next; if that is data, it is due. */
    private void play(int sent) {
        int next = sent + 1;
        while (next < entries.size() && !entries.get(next).toModule()) {
            byte[] came = entries.get(next).bytes();
            long pause = Duration.between(entries.get(sent).time(), entries.get(next).time()).toMillis();
            loop.schedule(() -> deliver(came), Math.clamp(pause, 0, LONGEST_PAUSE_MS), TimeUnit.MILLISECONDS);
            next++;
        }
        at = next;
        if (next < entries.size() && !entries.get(next).isCommandLine()) {
            dataDue = entries.get(next).dataLength();
            secretDue = dataDue == 0;
        }
    }

    private void deliver(byte[] bytes) {
        if (!closed) {
            deliveries.execute(() -> listener.received(bytes));
        }
    }
}
