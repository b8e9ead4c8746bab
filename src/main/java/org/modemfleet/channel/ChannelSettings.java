package org.modemfleet.channel;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * What a channel runs on.
 *
 * @param scheduler wakes the channel up; its threads do nothing that blocks
 * @param worker runs what may block: writes to the link, calls of the listener
 * @param wallClock for the moments that are shown
 * @param nanoTime for intervals, as {@link System#nanoTime}; it must agree with the scheduler
 * @param laneCapacity how many may wait in each lane, at least 1
 */
public record ChannelSettings(ScheduledExecutorService scheduler, Executor worker, InstantSource wallClock,
        LongSupplier nanoTime, int laneCapacity) {

    /** How many may wait in each lane by default. */
    public static final int LANE_CAPACITY = 256;

    public ChannelSettings {
        if (laneCapacity < 1) {
            throw new IllegalArgumentException("a lane holds at least 1, not " + laneCapacity);
        }
    }

    /** Real time, a virtual thread for whatever may block. */
    public static ChannelSettings of(ScheduledExecutorService scheduler) {
        return new ChannelSettings(scheduler, task -> Thread.ofVirtual().name("channel-worker").start(task),
                InstantSource.system(), System::nanoTime, LANE_CAPACITY);
    }
}
