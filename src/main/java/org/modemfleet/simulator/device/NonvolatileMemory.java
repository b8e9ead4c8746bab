package org.modemfleet.simulator.device;

import java.util.OptionalInt;

/** What a module was told to remember without power. */
public final class NonvolatileMemory {

    private OptionalInt sleepMode = OptionalInt.empty();

    /** {@code <sleep_mode>} of AT+MLPMCFG, if it was ever stored. */
    OptionalInt sleepMode() {
        return sleepMode;
    }

    void storeSleepMode(int mode) {
        sleepMode = OptionalInt.of(mode);
    }
}
