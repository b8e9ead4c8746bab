package org.modemfleet.events;

import org.jspecify.annotations.Nullable;

/** What the event log cannot do. */
public abstract sealed class EventLogException extends RuntimeException {

    protected EventLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The cursor is none of ours. */
    public static final class BadCursor extends EventLogException {
        public BadCursor(String cursor) {
            super("'" + cursor + "' is no cursor of this stream", null);
        }
    }

    /** The log is closed. */
    public static final class Closed extends EventLogException {
        public Closed() {
            super("the event log is closed", null);
        }
    }

    /** The database does not answer. */
    public static final class StorageUnavailable extends EventLogException {
        public StorageUnavailable(Throwable cause) {
            super("the database does not answer", cause);
        }
    }
}
