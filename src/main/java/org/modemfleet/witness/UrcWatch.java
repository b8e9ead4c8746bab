package org.modemfleet.witness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.StoredEvent;

/** Watches the log, from now on, for the event of a message. */
final class UrcWatch implements AutoCloseable {

    private static final int PAGE = 500;

    /** @param committed when it was seen in the log */
    record Seen(StoredEvent event, Instant committed) {}

    private final EventLog log;
    private final InstantSource clock;
    private final Semaphore commits = new Semaphore(0);
    private final AutoCloseable subscription;
    private long after;

    UrcWatch(EventLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
        this.subscription = log.onCommit(_ -> commits.release());
        this.after = log.head();
    }

    Optional<Seen> await(Predicate<StoredEvent> wanted, Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (true) {
            Instant now = clock.instant();
            List<StoredEvent> page = log.read(after, PAGE);
            for (StoredEvent event : page) {
                after = event.position();
                if (wanted.test(event)) {
                    return Optional.of(new Seen(event, now));
                }
            }
            if (page.isEmpty()
                    && !commits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        try {
            subscription.close();
        } catch (Exception impossible) {
            throw new IllegalStateException("the log's subscription does not close", impossible);
        }
    }
}
