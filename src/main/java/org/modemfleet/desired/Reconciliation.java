package org.modemfleet.desired;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far a connection is what is wanted of it, as last seen.
 *
 * @param version of what was wanted then
 * @param since when this state began
 * @param reason why it is not in sync, in words
 * @param nextAttemptAt when it is tried again by itself
 * @param drift in what the module differed
 */
public record Reconciliation(State state, long version, @Nullable Instant since, @Nullable String reason,
        @Nullable Instant nextAttemptAt, Drift drift) {

    static final Reconciliation UNCHECKED = new Reconciliation(State.UNCHECKED, 0, null, null, null, Drift.NONE);

    /** What can be said of it. */
    public enum State {
        /** Not looked at since the service or the module has started. */
        UNCHECKED,
        IN_SYNC,
        /** Under way, or the module is connecting. */
        RECONCILING,
        /** Somebody has changed the module; it is left so until it is asked for, or the module restarts. */
        DRIFTED,
        /** It failed for now and is tried again. */
        WAITING,
        /** Refused, by the module or the server: it is not tried again until something changes. */
        STOPPED;

        /** As it stands in JSON. */
        public String json() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
