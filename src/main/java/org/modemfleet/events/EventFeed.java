package org.modemfleet.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Flux;

/**
 * The log as clients read it: from a cursor on, filtered, in pages or as a stream that goes on with what is committed
 * later. Each reader has its own place and is served when it asks, from memory or from the database; what it does
 * not take costs nobody anything.
 */
public final class EventFeed {

    /** The cursor that means: from the oldest event kept. */
    private static final String FROM_OLDEST = "0";

    private final JdbcEventLog log;
    private final Executor threads;
    private final Set<FeedReader> readers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commits = new AtomicInteger();

    /** @param threads runs what blocks on the database: virtual threads, which nobody interrupts */
    EventFeed(JdbcEventLog log, Executor threads) {
        this.log = log;
        this.threads = threads;
        log.onCommit(_ -> wakeReaders());
    }

    /** The position before the oldest event kept. */
    public long oldest() {
        return log.tail();
    }

    /** The position of the newest event: behind it comes what is committed from now on. */
    public long newest() {
        return log.head();
    }

    /**
     * The position that a client means.
     *
     * @param cursor a cursor, or {@code 0} for the oldest event kept
     * @throws EventLogException.BadCursor if it is neither
     */
    public long position(String cursor) {
        return cursor.equals(FROM_OLDEST) ? oldest() : log.cursor().decode(cursor);
    }

    /** What a client is told to go on from. */
    public String cursor(long position) {
        return log.cursor().encode(position);
    }

    /**
     * Events behind a position that match, oldest first. If events behind it are no longer kept, the first is a
     * {@code gap} event that says how many.
     *
     * @param limit 1 or more
     * @throws EventLogException.StorageUnavailable if the database does not answer
     */
    public EventPage page(long after, EventFilter filter, int limit) {
        long tail = log.tail();
        if (after >= tail) {
            return log.page(after, filter, limit);
        }
        List<StoredEvent> events = new ArrayList<>();
        events.add(log.expired(after, tail));
        EventPage kept = log.page(tail, filter, limit - 1);
        events.addAll(kept.events());
        return new EventPage(events, kept.next());
    }

    /**
     * Everything behind a position that matches, then what is committed later, without end. Ends with
     * {@link EventLogException.StorageUnavailable} if the database does not answer; the subscriber may go on from the
     * last event it got.
     */
    public Flux<StoredEvent> after(long position, EventFilter filter) {
        return Flux.from(subscriber -> {
            FeedReader reader = new FeedReader(this, subscriber, position, filter);
            readers.add(reader);
            subscriber.onSubscribe(reader);
        });
    }

    /** Where each reader of a stream is. */
    List<Long> readerPositions() {
        return readers.stream().map(FeedReader::position).toList();
    }

    void run(Runnable task) {
        threads.execute(task);
    }

    void left(FeedReader reader) {
        readers.remove(reader);
    }

    /** The writer's thread only starts this: however many readers there are, it is not kept. */
    private void wakeReaders() {
        if (!readers.isEmpty() && commits.getAndIncrement() == 0) {
            run(() -> {
                int seen = 1;
                do {
                    readers.forEach(FeedReader::wake);
                    seen = commits.addAndGet(-seen);
                } while (seen != 0);
            });
        }
    }
}
