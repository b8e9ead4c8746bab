package org.modemfleet.events;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Operators;

/**
 * One reader of the feed. It holds a place in the log and no events: it reads as many as were asked for, hands them on,
 * and sleeps until more are asked for or committed. At most one thread works for it at a time.
 */
final class FeedReader implements Subscription {

    private static final int MAX_PAGE = 256;

    private final EventFeed feed;
    private final Subscriber<? super StoredEvent> subscriber;
    private final EventFilter filter;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile long position;
    private volatile boolean over;

    FeedReader(EventFeed feed, Subscriber<? super StoredEvent> subscriber, long position, EventFilter filter) {
        this.feed = feed;
        this.subscriber = subscriber;
        this.position = position;
        this.filter = filter;
    }

    long position() {
        return position;
    }

    @Override
    public void request(long n) {
        if (Operators.validate(n)) {
            requested.accumulateAndGet(n, Operators::addCap);
            wake();
        }
    }

    @Override
    public void cancel() {
        over = true;
        feed.left(this);
    }

    /** There may be something to do. */
    void wake() {
        if (!over && wakes.getAndIncrement() == 0) {
            feed.run(this::serve);
        }
    }

    private void serve() {
        int seen = 1;
        do {
            try {
                while (!over && requested.get() > 0 && servePage()) {
                    // goes on to the next page
                }
            } catch (RuntimeException e) {
                cancel();
                subscriber.onError(e);
                return;
            }
            seen = wakes.addAndGet(-seen);
        } while (seen != 0);
    }

    /** @return whether there may be more */
    private boolean servePage() {
        int limit = (int) Math.min(requested.get(), MAX_PAGE);
        EventPage page = feed.page(position, filter, limit);
        boolean advanced = page.next() > position;
        for (StoredEvent event : page.events()) {
            if (over) {
                return false;
            }
            position = event.position();
            subscriber.onNext(event);
        }
        position = page.next();
        if (requested.get() != Long.MAX_VALUE) {
            requested.addAndGet(-page.events().size());
        }
        return advanced;
    }
}
