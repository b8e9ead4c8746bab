package org.modemfleet.witness;

import org.jspecify.annotations.Nullable;

/** Why a probe cannot begin. */
public abstract sealed class WitnessException extends RuntimeException {

    private final String moduleId;
    private final @Nullable Integer connectId;

    protected WitnessException(String moduleId, @Nullable Integer connectId, String message) {
        super(message);
        this.moduleId = moduleId;
        this.connectId = connectId;
    }

    public String moduleId() {
        return moduleId;
    }

    public @Nullable Integer connectId() {
        return connectId;
    }

    /** The module's connection is not connected. */
    public static final class NotConnected extends WitnessException {
        public NotConnected(String moduleId, int connectId) {
            super(moduleId, connectId, "connection " + connectId + " of module " + moduleId + " is not connected");
        }
    }

    /** No model has this connect_id. */
    public static final class UnknownConnection extends WitnessException {
        public UnknownConnection(String moduleId, int connectId) {
            super(moduleId, null, "no model has connect_id " + connectId + "; there are 0-5");
        }
    }

    /** A value that cannot be taken. Nothing was sent. */
    public static final class Invalid extends WitnessException {
        private final String field;
        private final @Nullable Object value;
        private final String allowed;

        public Invalid(String moduleId, int connectId, String field, @Nullable Object value, String allowed) {
            super(moduleId, connectId, field + ": allowed is " + allowed);
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
}
