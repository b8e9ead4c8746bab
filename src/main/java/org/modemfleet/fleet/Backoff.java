package org.modemfleet.fleet;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a lost link is tried again: doubled each time, with jitter, so that modules that were lost
 * together are not tried together.
 *
 * @param first after the first failure
 * @param longest never longer, jitter included
 * @param random within [0, 1)
 */
record Backoff(Duration first, Duration longest, DoubleSupplier random) {

    /** @param failures in a row, at least 1 */
    Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(Math.max(failures, 1) - 1, 20);
        long capped = Math.min(doubled, longest.toMillis());
        // Between three quarters and the whole of it.
        return Duration.ofMillis(capped - (long) (capped / 4.0 * random.getAsDouble()));
    }
}
