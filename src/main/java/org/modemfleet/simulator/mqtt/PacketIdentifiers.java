package org.modemfleet.simulator.mqtt;

import java.util.function.IntPredicate;

/**
 * The mid counter: 1 after power-on, one more for each SUBSCRIBE, UNSUBSCRIBE and PUBLISH; 65535 is followed by 1,
 * never by 0.
 */
final class PacketIdentifiers {

    private static final int LAST = 0xFFFF;

    private int next = 1;

    /** The next mid that is not in flight; at least one must not be. */
    int take(IntPredicate inFlight) {
        while (inFlight.test(next)) {
            advance();
        }
        int taken = next;
        advance();
        return taken;
    }

    private void advance() {
        next = next == LAST ? 1 : next + 1;
    }

    void reset() {
        next = 1;
    }
}
