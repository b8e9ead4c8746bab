package org.modemfleet.inbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.FleetListener;
import org.springframework.stereotype.Service;

/** The messages that modules received. */
@Service
public class Inbox implements FleetListener {

    /** A reader waits at most so long for what is committed to be stored. */
    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final InboxStore store;
    private final InboxProjection projection;

    Inbox(Fleet fleet, InboxStore store, InboxProjection projection) {
        this.fleet = fleet;
        this.store = store;
        this.projection = projection;
        fleet.addListener(this);
    }

    /**
     * Messages of a connection, oldest first.
     *
     * @param after the id behind which to begin, 0 for the oldest
     * @param more the id to go on behind; empty at the end
     */
    public record Page(List<InboxMessage> messages, Optional<Long> more) {}

    /**
     * A page of messages, every message that was on a stream before the call included.
     *
     * @param filter null for all topics
     * @param limit 1–1000
     * @throws FleetException.UnknownModule if there is no such module
     */
    public Page page(String moduleId, int connectId, long after, @Nullable TopicFilter filter, int limit) {
        fleet.requireModule(moduleId);
        projection.awaitCaughtUp(CATCH_UP);
        List<InboxMessage> found = new ArrayList<>();
        long from = after;
        List<InboxMessage> rows;
        while (!(rows = store.page(moduleId, connectId, from)).isEmpty()) {
            for (InboxMessage row : rows) {
                if (filter == null || filter.matches(row.topic())) {
                    if (found.size() == limit) {
                        return new Page(found, Optional.of(found.getLast().id()));
                    }
                    found.add(row);
                }
                from = row.id();
            }
        }
        return new Page(found, Optional.empty());
    }

    @Override
    public void deleting(String moduleId, boolean purge) throws FleetException {
        projection.awaitCaughtUp(CATCH_UP);
        long count = store.count(moduleId);
        if (count > 0 && !purge) {
            throw new FleetException.HasMessages(moduleId, count);
        }
        store.purge(moduleId);
    }
}
