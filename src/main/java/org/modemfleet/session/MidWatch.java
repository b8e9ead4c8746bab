package org.modemfleet.session;

/**
 * Watches the packet identifiers of one connection (MQTT 3.1.1, 2.3.1). Only of a module that has been counting up for a
 * while does one that goes backwards mean anything: there are modules that choose their identifiers freely.
 */
final class MidWatch {

    /** Identifiers are 1 to 65535; 65535 is followed by 1. */
    private static final int IDENTIFIERS = 65_535;
    /** So many steps in a row show that a module counts. */
    private static final int STEPS = 4;
    /** A step may pass over identifiers that are in flight or that somebody else used. */
    private static final int LONGEST_STEP = 64;

    private int last;
    private int steps;

    /** The newest one; 0 before the first. */
    int last() {
        return last;
    }

    boolean wentBackTo(int mid) {
        int forward = Math.floorMod(mid - last, IDENTIFIERS);
        boolean counts = steps >= STEPS;
        boolean step = last > 0 && forward > 0 && forward <= LONGEST_STEP;
        // Not just a few back: those may be taken up again after others.
        boolean back = counts && forward > IDENTIFIERS / 2 && IDENTIFIERS - forward >= STEPS;
        steps = step ? steps + 1 : 0;
        last = mid;
        return back;
    }
}
