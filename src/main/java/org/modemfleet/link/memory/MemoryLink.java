package org.modemfleet.link.memory;

import java.io.IOException;
import org.modemfleet.link.Link;

/**
 * One end of a byte pipe inside this process. What one end writes arrives at the other's listener, on a virtual thread
 * of that end, in pieces of at most the fragment's size. At most {@link #CAPACITY} bytes are under way in each
 * direction: a writer waits for a slow reader. If an end closes, the other receives what was written before.
 */
public final class MemoryLink implements Link {

    /** Bytes under way in one direction. */
    public static final int CAPACITY = 64 * 1024;

    private final Stream incoming;
    private final Stream outgoing;

    private MemoryLink(Stream incoming, Stream outgoing) {
        this.incoming = incoming;
        this.outgoing = outgoing;
    }

    /** The two ends of a pipe. */
    public record Pair(MemoryLink left, MemoryLink right) {}

    /** A pipe that delivers in pieces as large as they come. */
    public static Pair pair(Listener left, Listener right) {
        return pair(left, right, CAPACITY);
    }

    /**
     * A pipe.
     *
     * @param left hears what is written at the right end
     * @param fragment how many bytes a listener gets at once at most, 1–{@link #CAPACITY}
     */
    public static Pair pair(Listener left, Listener right, int fragment) {
        if (fragment < 1 || fragment > CAPACITY) {
            throw new IllegalArgumentException("a fragment has 1–" + CAPACITY + " bytes, not " + fragment);
        }
        Stream toRight = new Stream(CAPACITY);
        Stream toLeft = new Stream(CAPACITY);
        MemoryLink leftEnd = new MemoryLink(toLeft, toRight);
        MemoryLink rightEnd = new MemoryLink(toRight, toLeft);
        leftEnd.deliver(left, fragment);
        rightEnd.deliver(right, fragment);
        return new Pair(leftEnd, rightEnd);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        outgoing.put(bytes);
    }

    @Override
    public void close() {
        incoming.abort();
        outgoing.end();
    }

    private void deliver(Listener listener, int fragment) {
        Thread.ofVirtual().name("memory-link").start(() -> {
            try {
                for (byte[] bytes = incoming.take(fragment); bytes.length > 0; bytes = incoming.take(fragment)) {
                    listener.received(bytes);
                }
            } finally {
                close();
                listener.closed(null);
            }
        });
    }
}
