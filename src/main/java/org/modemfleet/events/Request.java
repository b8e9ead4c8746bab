package org.modemfleet.events;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.modemfleet.events.EventEncoder.EncodedDraft;

/** What waits for the log's writer. */
sealed interface Request {

    /** Nobody will commit it any more. */
    void fail(EventLogException cause);

    record Append(EncodedDraft draft, CompletableFuture<StoredEvent> done) implements Request {
        @Override
        public void fail(EventLogException cause) {
            done.completeExceptionally(cause);
        }
    }

    record NewEpoch(String module, Map<String, Object> why, Instant time, CompletableFuture<Long> done) implements Request {
        @Override
        public void fail(EventLogException cause) {
            done.completeExceptionally(cause);
        }
    }

    /** Has the writer look around: the log is closing. */
    record Wake() implements Request {
        @Override
        public void fail(EventLogException cause) {
            // nobody waits for it
        }
    }
}
