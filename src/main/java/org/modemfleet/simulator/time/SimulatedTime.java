package org.modemfleet.simulator.time;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;

/**
 * The clock of a simulated module. It runs {@code time-scale} times as fast as the wall clock, so every duration
 * here is in simulated time; it never goes back.
 */
public interface SimulatedTime {

    /** Simulated time since some fixed moment. */
    Duration now();

    /**
     * Runs the task once on the module's event loop, after the delay in simulated time; a delay of zero is the next
     * turn.
     */
    Timer schedule(Duration delay, Runnable task);

    /** A task that is due. */
    @FunctionalInterface
    interface Timer {

        /** The task will not run. On the module's event loop that holds from now on, also if it is due; idempotent. */
        void cancel();
    }

    /**
     * The clock of modules whose events all run on this loop.
     *
     * @param timeScale simulated seconds per real second, greater than 0
     */
    static SimulatedTime scaled(EventExecutor loop, double timeScale) {
        return new ScaledTime(loop, timeScale);
    }
}
