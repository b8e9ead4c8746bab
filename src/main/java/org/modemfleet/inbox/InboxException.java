package org.modemfleet.inbox;

import org.jspecify.annotations.Nullable;

/** What the inbox cannot be asked. */
public abstract sealed class InboxException extends RuntimeException {

    private final String moduleId;

    protected InboxException(String moduleId, String message) {
        super(message);
        this.moduleId = moduleId;
    }

    public String moduleId() {
        return moduleId;
    }

    /** No model has this connect_id. */
    public static final class UnknownConnection extends InboxException {
        public UnknownConnection(String moduleId, int connectId) {
            super(moduleId, "no model has connect_id " + connectId + "; there are 0-5");
        }
    }

    /** The topic is no topic filter (MQTT 3.1.1, 4.7). */
    public static final class BadFilter extends InboxException {
        private final String filter;

        public BadFilter(String moduleId, String filter) {
            super(moduleId, "'" + filter + "' is no topic filter");
            this.filter = filter;
        }

        public String filter() {
            return filter;
        }
    }

    /** Neither auto nor manual. */
    public static final class BadDrain extends InboxException {
        private final @Nullable String given;

        public BadDrain(String moduleId, @Nullable String given) {
            super(moduleId, "drain: allowed is auto, manual");
            this.given = given;
        }

        public @Nullable String given() {
            return given;
        }
    }

    /** The cursor is none that this list gave. */
    public static final class BadCursor extends InboxException {
        public BadCursor(String moduleId, String cursor) {
            super(moduleId, "'" + cursor + "' is no cursor of this list");
        }
    }
}
