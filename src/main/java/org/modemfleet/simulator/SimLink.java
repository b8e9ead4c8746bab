package org.modemfleet.simulator;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link to a simulated module: its UART in memory. The listener is served by one virtual thread while there are
 * bytes.
 */
final class SimLink implements Link, ByteSink {

    private static final Logger LOG = LoggerFactory.getLogger(SimLink.class);

    /** Sent and not yet read by the module: beyond it {@link #write} waits. */
    private static final int UNREAD_BYTES = 1 << 16;

    /** Ends the deliveries; told from bytes by its identity. */
    private static final byte[] HUNG_UP = {};

    private final SimulatedModule module;
    private final Listener listener;
    private final Semaphore unread = new Semaphore(UNREAD_BYTES);
    private final Deque<byte[]> untaken = new ArrayDeque<>(4);
    private int untakenBytes;
    private boolean delivering;
    private volatile boolean closed;

    SimLink(SimulatedModule module, Listener listener) {
        this.module = module;
        this.listener = listener;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        int permits = Math.min(bytes.length, UNREAD_BYTES);
        unread.acquireUninterruptibly(permits);
        if (closed) {
            unread.release(permits);
            throw new IOException("the link to simulated module " + module.id() + " is closed");
        }
        module.receive(bytes.clone(), () -> unread.release(permits));
    }

    @Override
    public boolean take(byte[] bytes) {
        synchronized (untaken) {
            if (closed || untakenBytes + bytes.length > UNTAKEN_BYTES) {
                return false;
            }
            untaken.add(bytes);
            untakenBytes += bytes.length;
            startDelivery();
        }
        return true;
    }

    @Override
    public void hangUp() {
        close();
    }

    @Override
    public void close() {
        synchronized (untaken) {
            if (closed) {
                return;
            }
            closed = true;
            module.unplug(this);
            untaken.clear();
            startDelivery();
        }
    }

    /** Called with the lock. */
    private void startDelivery() {
        if (!delivering) {
            delivering = true;
            Thread.ofVirtual().name("sim-link-" + module.id()).start(this::run);
        }
    }

    private void run() {
        for (byte[] next = next(); next != null; next = next()) {
            if (next == HUNG_UP) {
                listener.closed(null);
                return;
            }
            deliver(next);
        }
    }

    private void deliver(byte[] bytes) {
        try {
            listener.received(bytes);
        } catch (RuntimeException e) {
            // Nobody will take the bytes that follow; the listener hears the end next.
            LOG.error("The reader of simulated module {} failed: its link is closed", module.id(), e);
            close();
        }
    }

    /** The bytes to deliver next; null if there are none for now: then this thread has ended its work. */
    private byte @Nullable [] next() {
        synchronized (untaken) {
            if (closed) {
                return HUNG_UP;
            }
            byte[] next = untaken.poll();
            if (next == null) {
                delivering = false;
            } else {
                untakenBytes -= next.length;
            }
            return next;
        }
    }
}
