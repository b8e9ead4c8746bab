package org.modemfleet.simulator.time;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Wall-clock time, multiplied. */
final class ScaledTime implements SimulatedTime {

    private final EventExecutor loop;
    private final double timeScale;
    private final long start = System.nanoTime();

    ScaledTime(EventExecutor loop, double timeScale) {
        if (!(timeScale > 0) || Double.isInfinite(timeScale)) {
            throw new IllegalArgumentException("time-scale must be greater than 0: " + timeScale);
        }
        this.loop = loop;
        this.timeScale = timeScale;
    }

    @Override
    public Duration now() {
        return Duration.ofNanos(Math.round((System.nanoTime() - start) * timeScale));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        // Rounded up: a timer must never fire before now() says that its time has come.
        long nanos = (long) Math.ceil(delay.toNanos() / timeScale);
        Future<?> due = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }
}
