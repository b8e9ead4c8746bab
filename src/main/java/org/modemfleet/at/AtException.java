package org.modemfleet.at;

/** What the AT language cannot express. */
public abstract sealed class AtException extends RuntimeException {

    protected AtException(String message) {
        super(message);
    }

    /** A text that no quoted string can hold: the dialect has no escape for it. Nothing was sent. */
    public static final class NotQuotable extends AtException {
        private final int index;

        NotQuotable(int index, String reason) {
            super("a quoted string cannot hold " + reason + " (at index " + index + ")");
            this.index = index;
        }

        /** Where in the text the first character stands that cannot be sent, in UTF-16 units from 0. */
        public int index() {
            return index;
        }
    }
}
