package org.modemfleet.session;

/** The life of a session; the transitions are in {@link #mayBecome}. */
public enum SessionState {
    /** The link is being opened. */
    OPENING,
    /** The link is open; echo, error format, identity and encodings are being settled. */
    SYNCHRONIZING,
    /** Commands go out at once. */
    READY,
    /** A command had no answer; the line is being brought in step. Commands queue. */
    RESYNCHRONIZING,
    /** The link is gone or nothing answers; it is tried again. */
    LOST,
    /** Closed on purpose; a new session is made to go on. */
    CLOSED;

    public boolean mayBecome(SessionState next) {
        return switch (this) {
            case OPENING -> next == SYNCHRONIZING || next == LOST || next == CLOSED;
            case SYNCHRONIZING -> next == READY || next == LOST || next == RESYNCHRONIZING || next == CLOSED;
            case READY -> next == RESYNCHRONIZING || next == SYNCHRONIZING || next == LOST || next == CLOSED;
            case RESYNCHRONIZING -> next == READY || next == SYNCHRONIZING || next == LOST || next == CLOSED;
            case LOST -> next == OPENING || next == SYNCHRONIZING || next == CLOSED;
            case CLOSED -> false;
        };
    }
}
