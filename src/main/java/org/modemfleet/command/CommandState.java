package org.modemfleet.command;

import java.util.Locale;
import java.util.Set;

/** The life of a command in the history. */
public enum CommandState {
    /** Waits for the module's line; nothing was sent. */
    QUEUED,
    /** Its bytes are being sent, or its final result is awaited. */
    RUNNING,
    /** The module said OK; a URC is still due. */
    PENDING,
    /** Settled; the outcome says how. */
    DONE,
    /** The module refused it, or it could not be sent. */
    REFUSED,
    /** Nobody knows whether it was carried out. */
    INDETERMINATE;

    /** What a start finds of an earlier run: it was sent, and what was due can no longer come. */
    static final Set<CommandState> UNSETTLED = Set.of(RUNNING, PENDING);

    public boolean mayBecome(CommandState next) {
        return switch (this) {
            case QUEUED -> next == RUNNING || next == REFUSED || next == INDETERMINATE;
            case RUNNING -> next == PENDING || next == DONE || next == REFUSED || next == INDETERMINATE;
            case PENDING -> next == DONE || next == INDETERMINATE;
            // The module was asked afterwards, or its URC came after all.
            case INDETERMINATE -> next == DONE;
            case DONE, REFUSED -> false;
        };
    }

    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
