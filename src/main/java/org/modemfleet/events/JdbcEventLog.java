package org.modemfleet.events;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** The event log in the service's database, its newest events in memory too. */
final class JdbcEventLog implements EventLog, SmartLifecycle {

    /** Starts before everything that has events to tell, and stops after it. */
    static final int PHASE = -1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(JdbcEventLog.class);
    private static final int RECENT_EVENTS = 10_000;
    private static final long RECENT_BYTES = 32L << 20;
    /** How many positions one query looks at, so that none takes long however rare the matches are. */
    private static final long WINDOW = 100_000;
    /** Readers that catch up leave most of the connection pool to others. */
    private static final int CONCURRENT_READS = 3;

    private final EventStore store;
    private final EventEncoder encoder;
    private final InstantSource clock;
    private final Semaphore reads = new Semaphore(CONCURRENT_READS, true);
    private final List<Consumer<Long>> listeners = new CopyOnWriteArrayList<>();
    private volatile RecentEvents recent = new RecentEvents(RECENT_EVENTS, RECENT_BYTES);
    private volatile @Nullable Cursor cursor;
    private volatile @Nullable EventWriter writer;
    private volatile long head;
    private volatile long tail;

    JdbcEventLog(EventStore store, EventEncoder encoder, InstantSource clock) {
        this.store = store;
        this.encoder = encoder;
        this.clock = clock;
    }

    @Override
    public CompletableFuture<StoredEvent> append(EventDraft draft) {
        CompletableFuture<StoredEvent> done = new CompletableFuture<>();
        submit(new Request.Append(encoder.encode(draft), done));
        return done;
    }

    @Override
    public long beginEpoch(String module, String reason, @Nullable String cause) {
        Instant now = clock.instant();
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("reason", reason);
        if (cause != null) {
            why.put("cause", cause);
        }
        // What cannot be encoded fails here, on the caller's thread, not on the writer's.
        encoder.encode(new EventDraft(module, 1, null, EventTypes.GAP, now, why));
        CompletableFuture<Long> done = new CompletableFuture<>();
        submit(new Request.NewEpoch(module, why, now, done));
        try {
            return done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof EventLogException known) {
                throw known;
            }
            throw e;
        }
    }

    @Override
    public List<StoredEvent> read(long after, int limit) {
        return page(after, EventFilter.ALL, limit).events();
    }

    /** Events behind a position that match, oldest first; looks on until the page is full or the head is reached. */
    EventPage page(long after, EventFilter filter, int limit) {
        long end = head;
        List<StoredEvent> events = new ArrayList<>(Math.min(limit, 256));
        long position = Math.max(after, tail);
        while (position < end && events.size() < limit) {
            long reached = recent.collect(position, end, filter, limit, events);
            position = reached > position ? reached : readStored(position, end, filter, limit, events);
        }
        return new EventPage(events, Math.max(position, after));
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public long tail() {
        return tail;
    }

    @Override
    public AutoCloseable onCommit(Consumer<Long> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** @throws EventLogException.Closed before the first start */
    Cursor cursor() {
        Cursor known = cursor;
        if (known == null) {
            throw new EventLogException.Closed();
        }
        return known;
    }

    /** Tells a reader what is no longer kept: the events behind {@code after} up to the tail. */
    StoredEvent expired(long after, long tail) {
        return encoder.expired(after, tail, clock.instant(), cursor());
    }

    @Override
    public void start() {
        try {
            Cursor known = new Cursor(store.logId());
            Numbering numbering = new Numbering(store, encoder, known);
            cursor = known;
            head = numbering.position();
            tail = store.positionBeforeFirst();
            recent = new RecentEvents(RECENT_EVENTS, RECENT_BYTES);
            EventWriter made = new EventWriter(store, numbering, this::committed);
            made.start();
            writer = made;
        } catch (SQLException e) {
            throw new EventLogException.StorageUnavailable(e);
        }
        LOG.info("Event log open at position {}", head);
    }

    @Override
    public void stop() {
        EventWriter closing = writer;
        if (closing == null) {
            return;
        }
        try {
            closing.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writer = null;
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void submit(Request request) {
        EventWriter open = writer;
        if (open == null) {
            request.fail(new EventLogException.Closed());
        } else {
            open.submit(request);
        }
    }

    private void committed(List<StoredEvent> events) {
        events.forEach(recent::add);
        head = events.getLast().position();
        for (Consumer<Long> listener : listeners) {
            try {
                listener.accept(head);
            } catch (RuntimeException e) {
                // One listener's fault must not stop the log for all others.
                LOG.error("A listener of the event log failed", e);
            }
        }
    }

    private long readStored(long after, long end, EventFilter filter, int limit, List<StoredEvent> into) {
        long upTo = Math.min(end, after + WINDOW);
        int missing = limit - into.size();
        reads.acquireUninterruptibly();
        try {
            List<StoredEvent> found = store.read(after, upTo, filter, missing);
            into.addAll(found);
            return found.size() == missing ? found.getLast().position() : upTo;
        } catch (SQLException e) {
            throw new EventLogException.StorageUnavailable(e);
        } finally {
            reads.release();
        }
    }
}
