package org.modemfleet.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what came over a link, and whether the rules for listeners were kept. */
public final class RecordingListener implements Link.Listener {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicInteger closed = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile boolean broken;
    private volatile int largest;
    private volatile @Nullable IOException cause;

    @Override
    public void received(byte[] chunk) {
        broken |= inside.incrementAndGet() != 1 || closed.get() > 0;
        synchronized (bytes) {
            bytes.writeBytes(chunk);
        }
        largest = Math.max(largest, chunk.length);
        inside.decrementAndGet();
    }

    @Override
    public void closed(@Nullable IOException reason) {
        broken |= inside.get() != 0;
        cause = reason;
        closed.incrementAndGet();
    }

    byte[] bytes() {
        synchronized (bytes) {
            return bytes.toByteArray();
        }
    }

    int size() {
        synchronized (bytes) {
            return bytes.size();
        }
    }

    int timesClosed() {
        return closed.get();
    }

    int largestChunk() {
        return largest;
    }

    @Nullable IOException cause() {
        return cause;
    }

    /** Whether something came after {@link #closed}, or two threads called at once. */
    boolean rulesBroken() {
        return broken;
    }
}
