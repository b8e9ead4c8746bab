package org.modemfleet.operation;

import org.jspecify.annotations.Nullable;

/** What cannot be asked of an operation. */
public abstract sealed class OperationException extends RuntimeException {

    protected OperationException(String message) {
        super(message);
    }

    public static final class Unknown extends OperationException {
        public Unknown(String id) {
            super("there is no operation '" + id + "'");
        }
    }

    /** A value that no operation can have. Nothing was begun. */
    public static final class Invalid extends OperationException {
        private final String field;
        private final transient @Nullable Object value;
        private final String allowed;

        public Invalid(String field, @Nullable Object value, String allowed) {
            super(field + ": allowed is " + allowed);
            this.field = field;
            this.value = value;
            this.allowed = allowed;
        }

        public String field() {
            return field;
        }

        public @Nullable Object value() {
            return value;
        }

        public String allowed() {
            return allowed;
        }
    }

    /** It is running, or has ended, and so cannot be retried, or cancelled. */
    public static final class WrongState extends OperationException {
        public WrongState(String id, String why) {
            super("operation " + id + " " + why);
        }
    }

    /** The {@code after} of a list is none of ours. */
    public static final class BadCursor extends OperationException {
        public BadCursor(String cursor) {
            super("'" + cursor + "' is no cursor of this list");
        }
    }
}
