package org.modemfleet.simulator.mqtt;

import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/** The key {@code pingreq} at work: a PINGREQ every so many seconds from CONNACK, in spite of other traffic. */
final class PingClock {

    private static final int ANSWERED = 0;
    private static final int TIMED_OUT = 1;

    private final SimulatedTime time;
    private final Runnable sendPingreq;
    private final IntConsumer pingresp;
    private final Runnable lost;
    private int intervalSeconds;
    private int timeoutSeconds;
    private SimulatedTime.@Nullable Timer next;
    private SimulatedTime.@Nullable Timer unanswered;

    /**
     * @param pingresp 0 answered, 1 timed out
     * @param lost called after a time-out, with the clock stopped
     */
    PingClock(SimulatedTime time, Runnable sendPingreq, IntConsumer pingresp, Runnable lost) {
        this.time = time;
        this.sendPingreq = sendPingreq;
        this.pingresp = pingresp;
        this.lost = lost;
    }

    void start(ConnectOptions options) {
        stop();
        intervalSeconds = options.pingIntervalSeconds();
        timeoutSeconds = options.pingrespTimeoutSeconds();
        scheduleNext();
    }

    void stop() {
        if (next != null) {
            next.cancel();
            next = null;
        }
        settle();
    }

    /** PINGRESP came; one that nothing asked for is ignored. */
    void answered() {
        if (settle()) {
            pingresp.accept(ANSWERED);
        }
    }

    private void ping() {
        scheduleNext();
        sendPingreq.run();
        if (unanswered == null) {
            unanswered = time.schedule(Duration.ofSeconds(timeoutSeconds), this::timedOut);
        }
    }

    private void scheduleNext() {
        next = time.schedule(Duration.ofSeconds(intervalSeconds), this::ping);
    }

    private void timedOut() {
        stop();
        pingresp.accept(TIMED_OUT);
        lost.run();
    }

    private boolean settle() {
        if (unanswered == null) {
            return false;
        }
        unanswered.cancel();
        unanswered = null;
        return true;
    }
}
