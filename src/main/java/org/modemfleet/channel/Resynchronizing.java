package org.modemfleet.channel;

import java.time.Duration;
import org.modemfleet.at.FinalResult;

/**
 * Brings the line in step: probes until one is answered by its own row and OK. Nothing is sent while it could be taken
 * as data, and no probe is counted that an unfinished counted line may have hidden. Guarded by the channel's lock.
 */
final class Resynchronizing {

    private final LineEngine engine;
    private final Owed owed;
    private final CountedLineWatch countedLine;
    private final Alarm alarm;
    private boolean active;
    /** The last probe waits for its answer; else the alarm is set for the next one. */
    private boolean asked;
    private int failures;
    private Duration timeout = ChannelTiming.PROBE_TIMEOUT;
    private long bootingUntil;
    private boolean booting;

    Resynchronizing(LineEngine engine, Owed owed, CountedLineWatch countedLine, Alarm alarm) {
        this.engine = engine;
        this.owed = owed;
        this.countedLine = countedLine;
        this.alarm = alarm;
    }

    /** Begins anew. */
    void begin(Duration hold) {
        active = true;
        failures = 0;
        timeout = ChannelTiming.PROBE_TIMEOUT;
        pauseOrProbe(engine.now() + hold.toNanos());
    }

    void end() {
        active = false;
        asked = false;
        alarm.cancel();
    }

    void expectReset(Duration within) {
        booting = true;
        bootingUntil = engine.now() + within.toNanos();
    }

    /** Something sent before was answered: the module lives, and what kept the line shut may be over. */
    void relieved() {
        if (!active) {
            return;
        }
        failures = 0;
        if (asked) {
            alarm.set(engine.now() + timeout.toNanos());
        } else {
            pauseOrProbe(engine.now());
        }
    }

    /** A probe was answered by its own row and a final result; it proves something only if it is the last one sent. */
    void answered(FinalResult result, boolean last) {
        if (active && last && result.isOk()) {
            end();
            engine.inStep();
        } else {
            relieved();
        }
    }

    /** The alarm's moment. */
    void due() {
        if (!alarm.isDue() || !active) {
            return;
        }
        boolean heard = countedLine.isSwallowing() || owed.shutUntil(engine.now()) - engine.now() > 0;
        if (asked && !heard) {
            failed();
        }
        pauseOrProbe(engine.now());
    }

    private void pauseOrProbe(long notBefore) {
        long now = engine.now();
        long shut = owed.shutUntil(now);
        long wait = Math.max(notBefore - now, shut - now);
        if (countedLine.isSwallowing()) {
            wait = Math.max(wait, ChannelTiming.COUNTED_LINE_QUIET.toNanos());
        }
        asked = wait <= 0;
        if (asked) {
            Probe probe = owed.nextProbe();
            owed.forget(probe);
            engine.put(probe);
            wait = timeout.toNanos();
        }
        alarm.set(now + wait);
    }

    private void failed() {
        if (isBooting()) {
            timeout = ChannelTiming.PROBE_TIMEOUT_BOOTING;
            return;
        }
        failures++;
        timeout = timeout.multipliedBy(2);
        if (timeout.compareTo(ChannelTiming.PROBE_TIMEOUT_MAX) > 0) {
            timeout = ChannelTiming.PROBE_TIMEOUT_MAX;
        }
        if (failures == ChannelTiming.PROBES_BEFORE_UNRESPONSIVE && engine.state() != ChannelState.UNRESPONSIVE) {
            engine.unresponsive(failures);
        }
    }

    private boolean isBooting() {
        booting = booting && engine.now() - bootingUntil < 0;
        return booting;
    }
}
