package org.modemfleet.desired;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rooms of desired state refuse. Nothing was stored and nothing was sent. */
public abstract sealed class DesiredException extends RuntimeException {

    private final String moduleId;
    private final @Nullable Integer connectId;

    protected DesiredException(String moduleId, @Nullable Integer connectId, String message) {
        super(message);
        this.moduleId = moduleId;
        this.connectId = connectId;
    }

    public String moduleId() {
        return moduleId;
    }

    /** Null where no connection is meant. */
    public @Nullable Integer connectId() {
        return connectId;
    }

    /** No model has such a connect_id. */
    public static final class UnknownConnection extends DesiredException {
        public UnknownConnection(String moduleId, String connectId) {
            super(moduleId, null, "there is no connect_id '" + connectId + "', only 0 to 5");
        }
    }

    /** A field that is unknown, or of another JSON type. */
    public static final class Malformed extends DesiredException {
        private final String field;

        public Malformed(String moduleId, @Nullable Integer connectId, String field, String detail) {
            super(moduleId, connectId, field + ": " + detail);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /**
     * A value outside the manual or the model's profile.
     *
     * @param field its name in the request, such as {@code settings.keepalive.keepaliveTime}
     * @param value as sent; null if it was missing; {@code ***} for a secret
     * @param allowed what would be taken, in words
     */
    public record Violation(String field, @Nullable Object value, String allowed) {}

    public static final class Invalid extends DesiredException {
        private final transient List<Violation> errors;

        public Invalid(String moduleId, int connectId, List<Violation> errors) {
            super(moduleId, connectId, errors.getFirst().field() + ": allowed is " + errors.getFirst().allowed());
            this.errors = List.copyOf(errors);
        }

        public List<Violation> errors() {
            return errors;
        }
    }

    /** The module's model lacks something that is wanted. */
    public static final class Unsupported extends DesiredException {
        public Unsupported(String moduleId, int connectId, String detail) {
            super(moduleId, connectId, detail);
        }
    }

    /** {@code If-Match} names another version than the stored one (RFC 9110 13.1.1). */
    public static final class PreconditionFailed extends DesiredException {
        private final long version;

        public PreconditionFailed(String moduleId, int connectId, String given, long version) {
            super(moduleId, connectId, "If-Match is " + given + ", but the desired state has version " + version);
            this.version = version;
        }

        /** The stored one. */
        public long version() {
            return version;
        }
    }
}
