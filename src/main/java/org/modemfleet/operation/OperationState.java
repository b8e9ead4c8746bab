package org.modemfleet.operation;

import java.util.Locale;

/** The life of an operation. */
public enum OperationState {
    RUNNING,
    /** Every module has had its turn. */
    DONE,
    /** A canary failed, or too many did: the others were not begun. */
    STOPPED,
    CANCELLED,
    /** The service was restarted: the others were not begun. */
    INTERRUPTED;

    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
