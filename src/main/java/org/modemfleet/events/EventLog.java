package org.modemfleet.events;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event log. One writer gives each event its position and sequence and commits in groups; nobody sees an event
 * before its commit, and nothing that was committed is changed.
 */
public interface EventLog {

    /**
     * Appends; events of one module keep the order of the calls. Blocks while the writer's queue is full, so that a
     * reader of a module's line slows down instead of losing bytes. While the database is away the writer tries
     * again; nothing queued is dropped.
     *
     * @return completes after the commit, on the writer's thread (callbacks must be short), in order of position;
     *         fails with {@link EventLogException} only when the log closes before the commit
     */
    CompletableFuture<StoredEvent> append(EventDraft draft);

    /**
     * Opens the module's next epoch and appends its {@code gap} event, sequence 1, that says why. Blocks until both
     * are committed.
     *
     * @param reason such as {@code service-started}, {@code module-reset}, {@code link-reopened}
     * @param cause by what it was noticed; null where the reason says it all
     * @return the new epoch, greater than every earlier one of this module
     */
    long beginEpoch(String module, String reason, @Nullable String cause);

    /** An epoch whose reason says it all. */
    default long beginEpoch(String module, String reason) {
        return beginEpoch(module, reason, null);
    }

    /**
     * Committed events behind a position, oldest first.
     *
     * @param after 0 for the oldest kept
     * @param limit 1–10,000
     */
    List<StoredEvent> read(long after, int limit);

    /** The position of the newest committed event; 0 for an empty log. */
    long head();

    /** The position before the oldest event kept. */
    long tail();

    /**
     * Calls the listener with the new head after each commit, on the writer's thread; it must only wake somebody.
     *
     * @return closes the subscription
     */
    AutoCloseable onCommit(Consumer<Long> listener);
}
