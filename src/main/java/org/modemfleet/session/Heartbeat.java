package org.modemfleet.session;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.channel.ChannelSettings;

/**
 * Has a module asked for a sign of life when nothing has been heard of it for a while. Without it, a module that hangs, and
 * a line of which only one end knows that it is gone, would be noticed by the next operator.
 */
final class Heartbeat {

    private final ChannelSettings settings;
    private final Supplier<Duration> interval;
    private final Runnable beat;
    private volatile long lastHeard;
    private boolean stopped;
    private boolean beating;
    private @Nullable ScheduledFuture<?> due;

    /**
     * @param interval of silence; zero for no heartbeat
     * @param beat asks the module; may block
     */
    Heartbeat(ChannelSettings settings, Supplier<Duration> interval, Runnable beat) {
        this.settings = settings;
        this.interval = interval;
        this.beat = beat;
        this.lastHeard = now();
    }

    /** Something came from the module. */
    void heard() {
        lastHeard = now();
    }

    /** Begins, also anew with another interval. */
    synchronized void start() {
        if (due != null) {
            due.cancel(false);
        }
        due = null;
        Duration silence = interval.get();
        if (!stopped && !silence.isZero()) {
            arm(silence.toNanos());
        }
    }

    synchronized void stop() {
        stopped = true;
        if (due != null) {
            due.cancel(false);
        }
    }

    private void arm(long nanos) {
        due = settings.scheduler().schedule(this::due, Math.max(nanos, 0), TimeUnit.NANOSECONDS);
    }

    /** On the timers' thread. */
    private synchronized void due() {
        long whole = interval.get().toNanos();
        if (stopped || whole == 0) {
            return;
        }
        long left = whole - (now() - lastHeard);
        if (left > 0) {
            arm(left);
            return;
        }
        arm(whole);
        if (!beating) {
            beating = true;
            settings.worker().execute(this::ask);
        }
    }

    private void ask() {
        try {
            beat.run();
        } finally {
            synchronized (this) {
                beating = false;
            }
        }
    }

    private long now() {
        return settings.nanoTime().getAsLong();
    }
}
