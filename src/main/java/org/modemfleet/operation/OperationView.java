package org.modemfleet.operation;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An operation as it stands.
 *
 * @param reason why it stopped; null if it did not
 * @param counts of its modules
 */
public record OperationView(String id, String method, String path, double rate, int concurrency, int canary,
        @Nullable Integer stopAfterFailures, OperationState state, @Nullable String reason, Counts counts, Instant createdAt,
        @Nullable Instant endedAt) {

    /** How many modules there are, and how many of them are in each state. */
    public record Counts(int total, int waiting, int done, int failed, int indeterminate) {

        Counts with(ItemState ended) {
            return new Counts(total, waiting - 1, done + (ended == ItemState.DONE ? 1 : 0), failed + (ended == ItemState.FAILED ? 1 : 0),
                    indeterminate + (ended == ItemState.INDETERMINATE ? 1 : 0));
        }

        int notDone() {
            return failed + indeterminate;
        }
    }

    /** @param result null while it is waiting */
    public record Item(int number, String module, ItemState state, int attempt, @Nullable ModuleResult result,
            @Nullable Instant endedAt) {}
}
