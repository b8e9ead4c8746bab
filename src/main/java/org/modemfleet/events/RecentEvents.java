package org.modemfleet.events;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest committed events, shared by all readers, so that those who keep up need no database. One thread adds;
 * any number reads without a lock. Bounded by number and by bytes.
 */
final class RecentEvents {

    private final AtomicReferenceArray<StoredEvent> slots;
    private final long maxBytes;
    private long bytes;
    private long oldest;
    private long newest;

    RecentEvents(int maxEvents, long maxBytes) {
        this.slots = new AtomicReferenceArray<>(maxEvents);
        this.maxBytes = maxBytes;
    }

    /** Adds the event that follows the last one. */
    void add(StoredEvent event) {
        long position = event.position();
        if (newest == 0) {
            oldest = position;
        }
        while (oldest < position && (bytes + event.json().length > maxBytes || position - oldest >= slots.length())) {
            StoredEvent old = slots.getAndSet(slot(oldest++), null);
            bytes -= old.json().length;
        }
        slots.set(slot(position), event);
        bytes += event.json().length;
        newest = position;
    }

    /**
     * Collects what matches among the events behind {@code after}, as far as they are here without a hole.
     *
     * @return the last position that was looked at; {@code after} if the next event is not here
     */
    long collect(long after, long upTo, EventFilter filter, int limit, List<StoredEvent> into) {
        long position = after;
        while (position < upTo && into.size() < limit) {
            StoredEvent event = slots.get(slot(position + 1));
            if (event == null || event.position() != position + 1) {
                break;
            }
            position++;
            if (filter.matches(event)) {
                into.add(event);
            }
        }
        return position;
    }

    private int slot(long position) {
        return (int) (position % slots.length());
    }
}
