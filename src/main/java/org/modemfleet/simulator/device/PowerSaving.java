package org.modemfleet.simulator.device;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.time.SimulatedTime;

/**
 * What AT+MLPMCFG has set, and the deep sleep of models that lose their connections in it (manual V6.7.0, footnote 8). Such a module falls
 * asleep when nothing has gone over its AT line for a while, sleep is not locked, and nothing is under way: no command, no connecting, no
 * packet that waits for its acknowledgement. Whatever is typed wakes it, and is understood. Other models sleep without a difference on
 * any wire, so here they stay awake.
 */
final class PowerSaving {

    /** {@code <sleep_mode>}: sleep is locked; 1 allows light sleep only. */
    static final int LOCKED = 0;
    static final int DEEP = 2;

    /** {@code <sleepind_report>}: 0 none, 1 light sleep, 2 deep sleep, 3 both. */
    static final int MOST_REPORTS = 3;

    /** {@code <delay_sleep>} in seconds, which come on top of the model's own time. */
    static final int LONGEST_DELAY = 300;

    private final MobileTermination module;
    private final boolean sleeps;
    private final int quietSeconds;
    private int mode;
    private int delaySeconds;
    private int reports;
    private boolean asleep;
    private Duration lastTraffic;
    private SimulatedTime.@Nullable Timer timer;

    PowerSaving(MobileTermination module) {
        ModelProfile profile = module.profile();
        this.module = module;
        this.sleeps = profile.sleepDropsConnections();
        this.mode = module.board().memory().sleepMode().orElse(profile.sleepMode());
        this.quietSeconds = profile.timers().deepSleepSeconds();
        this.lastTraffic = sleeps ? now() : Duration.ZERO;
        watch();
    }

    int mode() {
        return mode;
    }

    /** @param permanent whether it outlives the power */
    void mode(int sleepMode, boolean permanent) {
        mode = sleepMode;
        if (permanent) {
            module.board().memory().storeSleepMode(sleepMode);
        }
        watch();
    }

    int delaySeconds() {
        return delaySeconds;
    }

    void delaySeconds(int seconds) {
        delaySeconds = seconds;
        watch();
    }

    int reports() {
        return reports;
    }

    void reports(int which) {
        reports = which;
    }

    /** Bytes were typed: they wake a module that sleeps. */
    void typed() {
        traffic();
        if (asleep) {
            asleep = false;
            if (reportsDeepSleep()) {
                module.unsolicited("+MLPMEXIT: " + DEEP);
            }
            watch();
        }
    }

    /** Something went over the AT line. */
    void traffic() {
        if (sleeps) {
            lastTraffic = now();
        }
    }

    /** The power is gone. */
    void powerCut() {
        stopWatching();
    }

    private boolean reportsDeepSleep() {
        return (reports & DEEP) != 0;
    }

    /** One timer however much goes over the line: when it is due it looks how long that has been quiet. */
    private void watch() {
        stopWatching();
        if (sleeps && mode == DEEP && !asleep) {
            Duration left = quietLeft();
            timer = module.board().time().schedule(left.isNegative() ? Duration.ZERO : left, this::due);
        }
    }

    private void stopWatching() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void due() {
        timer = null;
        if (module.isBusy()) {
            lastTraffic = now();
        }
        if (quietLeft().isPositive()) {
            watch();
        } else {
            fallAsleep();
        }
    }

    private Duration quietLeft() {
        return lastTraffic.plusSeconds(quietSeconds + delaySeconds).minus(now());
    }

    private void fallAsleep() {
        asleep = true;
        module.connections().forEach(MqttConnection::deepSleep);
        // The connections tell their end in a later turn, and before it sleeps the module tells that.
        module.board().loop().execute(() -> {
            if (asleep && reportsDeepSleep()) {
                module.unsolicited("+MLPMENTER: " + DEEP);
            }
        });
    }

    private Duration now() {
        return module.board().time().now();
    }
}
