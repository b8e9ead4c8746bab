package org.modemfleet.simulator.device;

import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.v250.CmeError;

/** The SIM as AT+CPIN tells it (3GPP TS 27.007 8.3). */
enum Sim {
    READY(null),
    ABSENT(CmeError.SIM_NOT_INSERTED),
    PIN_REQUIRED(CmeError.SIM_PIN_REQUIRED);

    private final @Nullable CmeError error;

    Sim(@Nullable CmeError error) {
        this.error = error;
    }

    /** Why whatever needs the SIM is refused; null if it is not. */
    @Nullable CmeError error() {
        return error;
    }
}
