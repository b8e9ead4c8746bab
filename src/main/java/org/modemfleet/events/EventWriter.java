package org.modemfleet.events;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.modemfleet.events.Numbering.Batch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the log: takes whatever waits, places it, commits it together, tells those who wait. It
 * is a platform thread that nobody interrupts: an interrupt inside a write closes an H2 database for everyone.
 */
final class EventWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);
    private static final int QUEUE = 8_192;
    private static final int MAX_BATCH = 2_048;
    private static final Duration FIRST_RETRY = Duration.ofMillis(50);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);
    private static final Duration OFFER = Duration.ofMillis(100);
    /** How long a closing log goes on trying to commit what it took. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

    private final BlockingQueue<Request> queue = new ArrayBlockingQueue<>(QUEUE);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final EventStore store;
    private final Numbering numbering;
    private final Consumer<List<StoredEvent>> committed;
    private final Thread thread;
    private volatile long closingSince;
    private volatile boolean ended;

    /** @param committed gets each batch after its commit and before its futures complete */
    EventWriter(EventStore store, Numbering numbering, Consumer<List<StoredEvent>> committed) {
        this.store = store;
        this.numbering = numbering;
        this.committed = committed;
        this.thread = Thread.ofPlatform().name("event-log").unstarted(this);
    }

    void start() {
        thread.start();
    }

    /** Hands a request over; blocks while the queue is full. An interrupt is kept for the caller, and loses nothing. */
    void submit(Request request) {
        boolean interrupted = false;
        try {
            boolean accepted = false;
            while (!accepted && !isClosing()) {
                try {
                    accepted = queue.offer(request, OFFER.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (!accepted) {
                request.fail(new EventLogException.Closed());
            } else if (ended) {
                failQueued();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Commits what was handed over and ends; while the database is away, gives up after some seconds. */
    void close() throws InterruptedException {
        closingSince = System.nanoTime();
        closing.countDown();
        queue.offer(new Request.Wake());
        thread.join();
    }

    @Override
    public void run() {
        List<Request> requests = new ArrayList<>();
        try {
            while (takeSome(requests)) {
                Batch batch = place(requests);
                if (!batch.events().isEmpty()) {
                    commit(batch);
                    committed.accept(batch.events());
                    batch.complete();
                }
                requests.clear();
            }
        } catch (GivenUp givenUp) {
            LOG.error("The event log closes while the database is away: {} events are lost", requests.size() + queue.size());
            requests.forEach(request -> request.fail(new EventLogException.Closed()));
        } finally {
            ended = true;
            failQueued();
        }
    }

    /** @return false when the log is closing and nothing waits */
    private boolean takeSome(List<Request> into) {
        try {
            Request first = isClosing() ? queue.poll() : queue.take();
            if (first == null) {
                return false;
            }
            into.add(first);
            queue.drainTo(into, MAX_BATCH - 1);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the writer", e);
        }
    }

    private Batch place(List<Request> requests) {
        Backoff backoff = new Backoff();
        while (true) {
            try {
                return numbering.place(requests);
            } catch (SQLException e) {
                backoff.await(e);
            }
        }
    }

    private void commit(Batch batch) {
        Backoff backoff = new Backoff();
        while (true) {
            try {
                // After a failure it is unknown whether the commit took place.
                if (backoff.attempts == 0 || !isCommitted(batch)) {
                    store.write(batch.events(), batch.epochs());
                }
                backoff.succeeded();
                return;
            } catch (SQLException e) {
                backoff.await(e);
            }
        }
    }

    private boolean isCommitted(Batch batch) throws SQLException {
        StoredEvent last = batch.events().getLast();
        long position = last.position();
        if (store.lastPosition() < position) {
            return false;
        }
        List<StoredEvent> stored = store.read(position - 1, position, EventFilter.ALL, 1);
        if (stored.isEmpty() || !Arrays.equals(stored.getFirst().json(), last.json())) {
            throw new SQLException("another process writes the event log of this database");
        }
        return true;
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void failQueued() {
        for (Request request = queue.poll(); request != null; request = queue.poll()) {
            request.fail(new EventLogException.Closed());
        }
    }

    /** Waits longer after each failure. */
    private final class Backoff {
        private int attempts;
        private Duration delay = FIRST_RETRY;

        void await(SQLException cause) {
            if (attempts++ == 0) {
                LOG.warn("The event log cannot write and tries again until it can: {}", cause.toString());
            }
            try {
                boolean closes = closing.await(delay.toMillis(), TimeUnit.MILLISECONDS);
                if (closes && System.nanoTime() - closingSince > CLOSE_LIMIT.toNanos()) {
                    throw new GivenUp(cause);
                }
                if (closes) {
                    // the latch no longer waits: a short pause keeps the retries from spinning
                    TimeUnit.MILLISECONDS.sleep(FIRST_RETRY.toMillis());
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts the writer", e);
            }
            delay = delay.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? delay.multipliedBy(2) : LAST_RETRY;
        }

        void succeeded() {
            if (attempts > 0) {
                LOG.info("The event log writes again after {} failures; nothing was dropped", attempts);
            }
        }
    }

    /** The log closed while the database was away. */
    private static final class GivenUp extends RuntimeException {
        GivenUp(SQLException cause) {
            super(cause);
        }
    }
}
