package org.modemfleet.simulator;

import java.util.function.IntSupplier;

/** How much memory the logs of all modules of a process have: a few modules remember much, thousands a little each. */
final class LogBudget {

    private static final int ALL_BYTES = 64 << 20;
    private static final int LEAST_BYTES = 4 << 10;
    private static final int MOST_BYTES = 288 << 10;

    private final IntSupplier modules;

    /** @param modules how many there are now */
    LogBudget(IntSupplier modules) {
        this.modules = modules;
    }

    int bytesEach() {
        return Math.clamp(ALL_BYTES / Math.max(1, modules.getAsInt()), LEAST_BYTES, MOST_BYTES);
    }
}
