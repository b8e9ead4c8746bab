package org.modemfleet.simulator.pty;

import static org.modemfleet.simulator.pty.Posix.INOTIFY_EVENT_BYTES;
import static org.modemfleet.simulator.pty.Posix.IN_CLOSE_NOWRITE;
import static org.modemfleet.simulator.pty.Posix.IN_CLOSE_WRITE;
import static org.modemfleet.simulator.pty.Posix.IN_OPEN;
import static org.modemfleet.simulator.pty.Posix.IN_Q_OVERFLOW;
import static org.modemfleet.simulator.pty.Posix.POLLIN;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pseudo-terminals of this process: one thread waits for all of them with poll(2). */
public final class PseudoTerminals implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PseudoTerminals.class);
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "aarch64");
    private static final int BUFFER_BYTES = 1 << 16;
    private static final byte[] ONE = {1, 0, 0, 0, 0, 0, 0, 0};

    /** What else poll(2) waits for, before the terminals. */
    private static final int WAKE_UP = 0;
    private static final int INOTIFY = 1;
    private static final int FIRST_TERMINAL = 2;

    private final Set<PseudoTerminal> terminals = ConcurrentHashMap.newKeySet();
    private final Map<Integer, PseudoTerminal> watches = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final int wakeUp;
    private final int inotify;
    private final Thread thread;
    private volatile boolean closed;
    /** The descriptors are closed: their numbers may be somebody else's. */
    private boolean ended;

    private PseudoTerminals() throws IOException {
        wakeUp = Posix.eventfd();
        inotify = Posix.inotify();
        thread = Thread.ofPlatform().daemon().name("pseudo-terminals").unstarted(this::run);
    }

    /** Whether this machine is of a kind whose pseudo-terminals are known here. */
    public static boolean isSupported() {
        return System.getProperty("os.name").equals("Linux") && ARCHITECTURES.contains(System.getProperty("os.arch"));
    }

    /** @throws IOException if the machine is of another kind, or has no room */
    public static PseudoTerminals start() throws IOException {
        if (!isSupported()) {
            throw new IOException("they are made on Linux on " + String.join(" or ", ARCHITECTURES) + ", and this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        PseudoTerminals started = new PseudoTerminals();
        started.thread.start();
        return started;
    }

    /** A new pseudo-terminal. */
    public PseudoTerminal open(PseudoTerminal.Listener listener) throws IOException {
        if (closed) {
            throw new IOException("there are no pseudo-terminals any more");
        }
        PseudoTerminal terminal = new PseudoTerminal(this, listener);
        terminals.add(terminal);
        wake();
        return terminal;
    }

    /** Runs the task on the thread of all pseudo-terminals, after those given before: a place for what an event loop must not do. */
    public void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    /** Hangs up at all of them and ends the thread; idempotent. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        List.copyOf(terminals).forEach(PseudoTerminal::close);
        wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        end();
    }

    private synchronized void end() throws IOException {
        ended = true;
        Posix.close(inotify);
        Posix.close(wakeUp);
    }

    synchronized void wake() {
        try {
            if (!ended) {
                Posix.write(wakeUp, ONE, 0);
            }
        } catch (IOException e) {
            throw new IllegalStateException("an eventfd takes a number", e);
        }
    }

    int watch(String path, PseudoTerminal terminal) throws IOException {
        int watch = Posix.addWatch(inotify, path, IN_OPEN | IN_CLOSE_WRITE | IN_CLOSE_NOWRITE);
        watches.put(watch, terminal);
        return watch;
    }

    void unwatch(int watch) throws IOException {
        watches.remove(watch);
        Posix.removeWatch(inotify, watch);
    }

    void forget(PseudoTerminal terminal, int watch) throws IOException {
        terminals.remove(terminal);
        unwatch(watch);
        wake();
    }

    private void run() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
            while (!closed) {
                round(buffer);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("No pseudo-terminal is served any more", e);
            terminals.forEach(terminal -> terminal.close());
        }
    }

    private void round(MemorySegment buffer) throws IOException {
        List<PseudoTerminal> all = List.copyOf(terminals);
        try (Arena arena = Arena.ofConfined()) {
            PollSet set = new PollSet(arena, FIRST_TERMINAL + all.size());
            set.set(WAKE_UP, wakeUp, POLLIN);
            set.set(INOTIFY, inotify, POLLIN);
            for (int i = 0; i < all.size(); i++) {
                set.set(FIRST_TERMINAL + i, all.get(i).master(), all.get(i).interest());
            }
            Posix.poll(set, -1);
            if (set.ready(WAKE_UP) != 0) {
                Posix.read(wakeUp, buffer);
                runTasks();
            }
            // Before any bytes: a program is there before it writes.
            if (set.ready(INOTIFY) != 0) {
                comingsAndGoings(buffer);
            }
            for (int i = 0; i < all.size(); i++) {
                if (set.ready(FIRST_TERMINAL + i) != 0) {
                    all.get(i).serve(set.ready(FIRST_TERMINAL + i), buffer);
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private void comingsAndGoings(MemorySegment buffer) throws IOException {
        int count = Posix.read(inotify, buffer);
        // The buffer is used for other things while the events are dealt with.
        int[] words = buffer.asSlice(0, count).toArray(ValueLayout.JAVA_INT);
        for (int at = 0; at < words.length; at += INOTIFY_EVENT_BYTES / Integer.BYTES) {
            tell(watches.get(words[at]), words[at + 1], buffer);
        }
    }

    /** @param terminal null if its watch has ended meanwhile */
    private void tell(@Nullable PseudoTerminal terminal, int event, MemorySegment buffer) {
        if ((event & IN_Q_OVERFLOW) != 0) {
            LOG.warn("Too many programs came and went at pseudo-terminals to notice each");
            terminals.forEach(any -> any.closedBySomebody(buffer));
        } else if (terminal != null && (event & IN_OPEN) != 0) {
            terminal.openedBySomebody();
        } else if (terminal != null && (event & (IN_CLOSE_WRITE | IN_CLOSE_NOWRITE)) != 0) {
            terminal.closedBySomebody(buffer);
        }
    }
}
