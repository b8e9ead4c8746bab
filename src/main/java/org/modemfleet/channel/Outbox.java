package org.modemfleet.channel;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;

/**
 * What is to be written, in order. Bytes are put in under the channel's lock and written by the worker without it, so a
 * link that takes no bytes blocks neither the reader nor a timer, and an interrupt of a waiting caller reaches no
 * write.
 */
final class Outbox {

    private record Item(byte[] bytes, Runnable writing, Runnable written) {}

    private final ReentrantLock lock;
    private final Executor worker;
    private final Consumer<IOException> broken;
    private final Deque<Item> items = new ArrayDeque<>();
    private @Nullable Link link;
    private boolean writing;

    /** @param broken told, without the lock, that a write failed; nothing is written afterwards */
    Outbox(ReentrantLock lock, Executor worker, Consumer<IOException> broken) {
        this.lock = lock;
        this.worker = worker;
        this.broken = broken;
    }

    void connect(Link opened) {
        link = opened;
    }

    /**
     * With the lock held.
     *
     * @param writing called, without the lock, before the first byte
     * @param written called, with the lock held, after the last byte
     */
    void put(byte[] bytes, Runnable writing, Runnable written) {
        items.addLast(new Item(bytes, writing, written));
    }

    /** Has the worker write what was put in. Without the lock. */
    void flush() {
        lock.lock();
        try {
            if (writing || items.isEmpty() || link == null) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        worker.execute(this::write);
    }

    /** Whether bytes are still to be written. */
    boolean isBusy() {
        lock.lock();
        try {
            return writing || !items.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        for (Item item = next(); item != null; item = next()) {
            try {
                item.writing().run();
                link.write(item.bytes());
            } catch (IOException e) {
                stop();
                broken.accept(e);
                return;
            }
            lock.lock();
            try {
                item.written().run();
            } finally {
                lock.unlock();
            }
        }
    }

    private @Nullable Item next() {
        lock.lock();
        try {
            Item item = items.pollFirst();
            writing = item != null;
            return item;
        } finally {
            lock.unlock();
        }
    }

    private void stop() {
        lock.lock();
        try {
            items.clear();
            writing = false;
            link = null;
        } finally {
            lock.unlock();
        }
    }
}
