package org.modemfleet.link.memory;

import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Bytes on their way in one direction: a bounded ring. */
final class Stream {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private int first;
    private int count;
    private boolean ended;

    Stream(int capacity) {
        ring = new byte[capacity];
    }

    /** Waits until all the bytes have found room. */
    void put(byte[] bytes) throws IOException {
        lock.lock();
        try {
            for (int done = 0; done < bytes.length;) {
                while (count == ring.length && !ended) {
                    changed.awaitUninterruptibly();
                }
                if (ended) {
                    throw new IOException("the link is closed");
                }
                int at = (first + count) % ring.length;
                int length = Math.min(bytes.length - done, Math.min(ring.length - count, ring.length - at));
                System.arraycopy(bytes, done, ring, at, length);
                count += length;
                done += length;
                changed.signalAll();
            }
            if (ended) {
                throw new IOException("the link is closed");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for bytes; none if the stream has ended and all were taken. */
    byte[] take(int limit) {
        lock.lock();
        try {
            while (count == 0 && !ended) {
                changed.awaitUninterruptibly();
            }
            byte[] bytes = new byte[Math.min(count, limit)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = ring[(first + i) % ring.length];
            }
            first = (first + bytes.length) % ring.length;
            count -= bytes.length;
            changed.signalAll();
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** No more bytes will be put; those under way still arrive. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The reader has gone: those under way are lost. */
    void abort() {
        lock.lock();
        try {
            ended = true;
            count = 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
