package org.modemfleet.channel;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Wakes the channel up at one moment; setting it anew forgets the moment before. Guarded by the channel's lock. */
final class Alarm {

    private final ChannelSettings settings;
    private final Runnable ring;
    private @Nullable ScheduledFuture<?> future;
    private long due;

    /** @param ring run by the worker, without the lock; it asks {@link #isDue} under the lock */
    Alarm(ChannelSettings settings, Runnable ring) {
        this.settings = settings;
        this.ring = ring;
    }

    void set(long dueNanos) {
        cancel();
        due = dueNanos;
        long delay = Math.max(0, dueNanos - settings.nanoTime().getAsLong());
        future = settings.scheduler().schedule(() -> settings.worker().execute(ring), delay, TimeUnit.NANOSECONDS);
    }

    boolean isSet() {
        return future != null;
    }

    void cancel() {
        if (future != null) {
            future.cancel(false);
            future = null;
        }
    }

    /** Whether its moment has come; it is not set any more then. */
    boolean isDue() {
        if (future == null || settings.nanoTime().getAsLong() - due < 0) {
            return false;
        }
        future = null;
        return true;
    }
}
