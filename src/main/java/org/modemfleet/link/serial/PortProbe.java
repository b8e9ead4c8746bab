package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;

/**
 * Asks a port whether a module is there, and which: {@code AT} (V.250), then {@code AT+CGSN=1} or {@code AT+CGSN} (3GPP TS 27.007 5.4),
 * nothing else. It hears the port first and hands it over to whoever it was opened for; what came besides the
 * answers is handed over, too.
 */
final class PortProbe implements Link.Listener {

    private static final int ATTEMPTS = 3;
    private static final int MOST_HEARD = 64 * 1024;
    private static final Duration ATTENTION = Duration.ofMillis(300);
    private static final Duration IDENTITY = Duration.ofSeconds(1);
    private static final String OK = "\r\n(?<r>OK|ERROR|\\+CME ERROR: ?[^\r\n]*)\r\n";
    private static final Pattern ATTENTION_ANSWER = Pattern.compile("(AT\r\n?)?" + OK);
    private static final Pattern IDENTITY_ANSWER = Pattern.compile("(AT\\+CGSN(=1)?\r\n?)?(\r\n(\\+CGSN: ?)?\"?(?<imei>[0-9]{15})\"?\r\n)?" + OK);

    private final Link.Listener next;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder heard = new StringBuilder();
    private boolean handedOver;
    private boolean closed;

    /** @param next gets what comes once the port is handed over */
    PortProbe(Link.Listener next) {
        this.next = next;
    }

    /** Whether anything answers {@code AT}. */
    boolean isAnswered(Link link) throws IOException {
        boolean answered = false;
        int sent = 0;
        while (!answered && sent < ATTEMPTS) {
            link.write(bytes("AT\r\n"));
            sent++;
            answered = await(ATTENTION_ANSWER, ATTENTION) != null;
        }
        // Whatever the earlier ones are still answered with comes before the answer to what is sent next.
        return answered;
    }

    /** The IMEI; null if it is not told. */
    @Nullable String imei(Link link) throws IOException {
        for (String command : new String[] {"AT+CGSN=1\r\n", "AT+CGSN\r\n"}) {
            link.write(bytes(command));
            for (Matcher answer = await(IDENTITY_ANSWER, IDENTITY); answer != null; answer = await(IDENTITY_ANSWER, IDENTITY)) {
                if (answer.group("imei") != null) {
                    return answer.group("imei");
                }
                if (!answer.group("r").equals("OK")) {
                    break;
                }
                // The answer to an AT that was given up.
            }
        }
        return null;
    }

    /** Waits for an answer and takes it out of what was heard; null if none comes in time. */
    private @Nullable Matcher await(Pattern answer, Duration time) throws IOException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (true) {
                Matcher found = answer.matcher(heard.toString());
                if (found.find()) {
                    heard.delete(found.start(), found.end());
                    return found;
                }
                if (closed) {
                    throw new IOException("the port is gone");
                }
                if (left <= 0) {
                    return null;
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on the port is somebody else's.
     *
     * @throws IOException if it is gone already; nobody else hears of it then
     */
    void handOver() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the port is gone");
            }
            handedOver = true;
            if (!heard.isEmpty()) {
                next.received(bytes(heard.toString()));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a port that was not handed over is closed. */
    void awaitClosed(Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void received(byte[] bytes) {
        lock.lock();
        try {
            if (handedOver) {
                next.received(bytes);
            } else {
                heard.append(new String(bytes, StandardCharsets.ISO_8859_1));
                // At a wrong rate everything is noise.
                heard.delete(0, Math.max(0, heard.length() - MOST_HEARD));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void closed(@Nullable IOException cause) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
            if (handedOver) {
                next.closed(cause);
            }
        } finally {
            lock.unlock();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
