package org.modemfleet.simulator.mqtt;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code reconn} at work: how many attempts follow a loss, when each begins, and what is reported after the
 * last.
 */
final class Retries {

    private final int times;
    private final Duration interval;
    private final boolean growing;
    private int begun;
    private @Nullable Loss loss;

    Retries(ConnectOptions options) {
        times = options.reconnTimes();
        interval = Duration.ofSeconds(options.reconnIntervalSeconds());
        growing = options.reconnMode() == 1;
    }

    /** A connection was lost; from here its attempts are counted. */
    void lost(Loss reason) {
        loss = reason;
        begun = 0;
    }

    /** The pause before the next attempt, from now; null after the last. */
    @Nullable Duration next() {
        if (begun == times) {
            return null;
        }
        begun++;
        return growing ? interval.multipliedBy(begun) : interval;
    }

    /** The reason of the loss; if there never was a connection, that of the last attempt. */
    Loss verdict(Loss lastAttempt) {
        return loss != null ? loss : lastAttempt;
    }
}
