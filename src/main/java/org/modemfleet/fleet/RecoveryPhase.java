package org.modemfleet.fleet;

/** Where a ladder stands; the transitions are in {@link #mayBecome}. */
public enum RecoveryPhase {
    /** No trouble, or none that has lasted long enough. */
    IDLE,
    /** A step was taken and gets its time. */
    CLIMBING,
    /** After a step that interrupted the module no other is taken for a while. */
    COOLING_DOWN,
    /** Nothing helped, or it loops: no step is taken until the trouble ends by itself or an operator begins anew. */
    GIVEN_UP;

    boolean mayBecome(RecoveryPhase next) {
        return switch (this) {
            case IDLE -> next == CLIMBING;
            case CLIMBING -> next == IDLE || next == COOLING_DOWN || next == GIVEN_UP;
            case COOLING_DOWN -> next == IDLE;
            // A module that is lost after a connection was given up is another trouble.
            case GIVEN_UP -> next == IDLE || next == COOLING_DOWN || next == CLIMBING;
        };
    }

    /** As it stands in JSON. */
    public String json() {
        return switch (this) {
            case IDLE -> "idle";
            case CLIMBING -> "climbing";
            case COOLING_DOWN -> "coolingDown";
            case GIVEN_UP -> "givenUp";
        };
    }
}
