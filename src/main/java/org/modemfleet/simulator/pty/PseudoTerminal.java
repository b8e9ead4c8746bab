package org.modemfleet.simulator.pty;

import static org.modemfleet.simulator.pty.Posix.O_NOCTTY;
import static org.modemfleet.simulator.pty.Posix.O_NONBLOCK;
import static org.modemfleet.simulator.pty.Posix.O_RDONLY;
import static org.modemfleet.simulator.pty.Posix.POLLERR;
import static org.modemfleet.simulator.pty.Posix.POLLHUP;
import static org.modemfleet.simulator.pty.Posix.POLLIN;
import static org.modemfleet.simulator.pty.Posix.POLLOUT;
import static org.modemfleet.simulator.pty.Posix.TIOCEXCL;
import static org.modemfleet.simulator.pty.Posix.TIOCGEXCL;
import static org.modemfleet.simulator.pty.Posix.TIOCNXCL;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A pseudo-terminal (POSIX {@code posix_openpt}) in raw mode: a program opens it by its path like a serial port, and we are at the far end.
 * Programs may come and go. We keep the slave open ourselves: otherwise our reads would fail once the last program has closed it, and the
 * kernel would set its terminal modes back. So the kernel does not tell us who is there; inotify(7) does.
 *
 * <p>What is written while nobody has it open is not kept for whoever opens it next, nor is what a program has left unread.
 */
public final class PseudoTerminal implements AutoCloseable {

    /** Written and not yet taken by the program, besides some 20 KB in the kernel. */
    private static final int UNTAKEN_BYTES = 1 << 20;

    /** Read from the program and not yet taken by the listener: beyond it the program waits. */
    private static final int UNREAD_BYTES = 1 << 16;

    private final PseudoTerminals all;
    private final Listener listener;
    private final int master;
    private final String path;
    private final byte[] rawMode;

    /** Held for a few calls of the C library that do not wait. */
    private final ReentrantLock lock = new ReentrantLock();

    private final AtomicInteger unread = new AtomicInteger();
    private final Deque<byte[]> untaken = new ArrayDeque<>(2);
    private int untakenBytes;
    private int slave;
    private int watch;
    private boolean occupied;
    private boolean closed;

    /** Called in order by the one thread of all pseudo-terminals: must not block. */
    public interface Listener {

        /** A program has opened the terminal. */
        default void arrived() {}

        /** @param taken to be run once the bytes are out of the way: who writes too fast waits for it */
        void received(byte[] bytes, Runnable taken);

        /** No program has the terminal open any more. Its settings are raw mode again; so many bytes nobody has read. */
        default void left(int unreadBytes) {}

        /** The terminal is closed because of this. */
        void failed(IOException cause);
    }

    PseudoTerminal(PseudoTerminals all, Listener listener) throws IOException {
        this.all = all;
        this.listener = listener;
        master = Posix.openMaster();
        try {
            path = Posix.slaveOf(master);
            slave = openSlave();
            rawMode = Posix.raw(Posix.attributes(slave));
            Posix.setAttributes(slave, rawMode);
            watch();
        } catch (IOException e) {
            closeQuietly(e);
            throw e;
        }
    }

    /** Where a program opens it, such as {@code /dev/pts/3}. */
    public Path path() {
        return Path.of(path);
    }

    /** False if the bytes are lost, because nobody has the terminal open, or too much is waiting to be read. Never blocks. */
    public boolean write(byte[] bytes) {
        try {
            return writeOrKeep(bytes);
        } catch (IOException e) {
            fail(e);
            return false;
        }
    }

    private boolean writeOrKeep(byte[] bytes) throws IOException {
        lock.lock();
        try {
            if (closed || !occupied || untakenBytes + bytes.length > UNTAKEN_BYTES) {
                return false;
            }
            int written = untaken.isEmpty() ? Posix.write(master, bytes, 0) : 0;
            if (written < bytes.length) {
                untaken.add(Arrays.copyOfRange(bytes, written, bytes.length));
                untakenBytes += bytes.length - written;
                all.wake();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether some program has it open, as far as it was noticed yet. */
    public boolean isOccupied() {
        lock.lock();
        try {
            return occupied;
        } finally {
            lock.unlock();
        }
    }

    /** Hangs up: a program that has it open is told so, its path is gone. Idempotent. */
    @Override
    public void close() {
        try {
            closeOnce();
        } catch (IOException e) {
            listener.failed(e);
        }
    }

    private void closeOnce() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                all.forget(this, watch);
                Posix.close(slave);
                Posix.close(master);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What poll(2) is to watch; -1 for nothing. */
    int master() {
        lock.lock();
        try {
            return closed ? -1 : master;
        } finally {
            lock.unlock();
        }
    }

    int interest() {
        lock.lock();
        try {
            return (unread.get() < UNREAD_BYTES ? POLLIN : 0) | (untaken.isEmpty() ? 0 : POLLOUT);
        } finally {
            lock.unlock();
        }
    }

    /** Does what poll(2) says can be done. */
    void serve(short ready, MemorySegment buffer) {
        try {
            if ((ready & POLLIN) != 0) {
                receive(buffer);
            }
            if ((ready & POLLOUT) != 0) {
                writeUntaken();
            }
            if ((ready & (POLLHUP | POLLERR)) != 0) {
                closedBySomebody(buffer);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    void openedBySomebody() {
        lock.lock();
        try {
            if (closed || occupied) {
                return;
            }
            occupied = true;
        } finally {
            lock.unlock();
        }
        listener.arrived();
    }

    /** Finds out whether another program still has it open; if not, makes it as new for the next one. */
    void closedBySomebody(MemorySegment buffer) {
        try {
            // What was written before the close comes first.
            while (receive(buffer)) {}
            int lost = vacate(buffer);
            if (lost >= 0) {
                listener.left(lost);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private boolean receive(MemorySegment buffer) throws IOException {
        byte[] bytes;
        lock.lock();
        try {
            int count = closed ? 0 : Posix.read(master, buffer);
            bytes = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            lock.unlock();
        }
        if (bytes.length == 0) {
            return false;
        }
        // Who writes is there, even if its opening was missed: see vacate.
        openedBySomebody();
        unread.addAndGet(bytes.length);
        listener.received(bytes, () -> taken(bytes.length));
        return true;
    }

    private void taken(int count) {
        int left = unread.addAndGet(-count);
        if (left < UNREAD_BYTES && left + count >= UNREAD_BYTES) {
            all.wake();
        }
    }

    private void writeUntaken() throws IOException {
        lock.lock();
        try {
            while (!closed && !untaken.isEmpty()) {
                byte[] next = untaken.remove();
                int written = Posix.write(master, next, 0);
                untakenBytes -= written;
                if (written < next.length) {
                    untaken.addFirst(Arrays.copyOfRange(next, written, next.length));
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * With our own slave closed for a moment the kernel tells whether there is any other. Our closing and opening are hidden from inotify
     * where they would mislead us. Whoever comes in the few microseconds without a watch is noticed at the first byte.
     *
     * @return how many bytes nobody has read; -1 if a program still has the terminal open
     */
    private int vacate(MemorySegment buffer) throws IOException {
        lock.lock();
        try {
            if (closed) {
                return -1;
            }
            boolean exclusive = endExclusiveUse();
            all.unwatch(watch);
            Posix.close(slave);
            watch();
            boolean vacant = (Posix.poll(master, (short) 0) & POLLHUP) != 0;
            if (vacant) {
                all.unwatch(watch);
            }
            slave = openSlave();
            if (!vacant) {
                if (exclusive) {
                    Posix.ioctl(slave, TIOCEXCL, 0);
                }
                return -1;
            }
            watch();
            occupied = false;
            Posix.setAttributes(slave, rawMode);
            return dropUnread(buffer);
        } finally {
            lock.unlock();
        }
    }

    /** A program that asked for exclusive use and left would keep everybody out, us as well: the terminal is never closed for good. */
    private boolean endExclusiveUse() throws IOException {
        boolean hungUp = (Posix.poll(slave, (short) 0) & POLLHUP) != 0;
        boolean exclusive = !hungUp && Posix.ioctl(slave, TIOCGEXCL, 0) != 0;
        if (exclusive) {
            Posix.ioctl(slave, TIOCNXCL, 0);
        }
        return exclusive;
    }

    private int dropUnread(MemorySegment buffer) throws IOException {
        int dropped = untakenBytes;
        untaken.clear();
        untakenBytes = 0;
        for (int count = Posix.read(slave, buffer); count > 0; count = Posix.read(slave, buffer)) {
            dropped += count;
        }
        return dropped;
    }

    private int openSlave() throws IOException {
        return Posix.open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    }

    private void watch() throws IOException {
        watch = all.watch(path, this);
    }

    /** Not with the lock: the listener may have one of its own, which others hold when they come here. */
    private void fail(IOException cause) {
        close();
        listener.failed(cause);
    }

    private void closeQuietly(IOException cause) {
        try {
            if (slave > 0) {
                Posix.close(slave);
            }
            Posix.close(master);
        } catch (IOException second) {
            cause.addSuppressed(second);
        }
    }
}
