package org.modemfleet.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Why an operator's command has no ordinary answer. */
public abstract sealed class CommandException extends RuntimeException {

    private final String moduleId;
    private final @Nullable Integer connectId;

    protected CommandException(String moduleId, @Nullable Integer connectId, String message) {
        super(message);
        this.moduleId = moduleId;
        this.connectId = connectId;
    }

    public String moduleId() {
        return moduleId;
    }

    /** Null where the command is about no connection. */
    public @Nullable Integer connectId() {
        return connectId;
    }

    /** Further members of the problem, such as what was done before the failure. */
    public Map<String, Object> details() {
        return Map.of();
    }

    /**
     * A value that the manual or the model does not take.
     *
     * @param field its name in the request, such as {@code keepaliveTime} or {@code topics[1].topic}
     * @param value as sent; null if it was missing; {@code ***} for a secret
     * @param allowed what would be taken, in words
     */
    public record Violation(String field, @Nullable Object value, String allowed) {}

    /** Values outside the manual or the model's profile. Nothing was sent. */
    public static final class Invalid extends CommandException {
        private final transient List<Violation> errors;

        public Invalid(String moduleId, @Nullable Integer connectId, List<Violation> errors) {
            super(moduleId, connectId, errors.getFirst().field() + ": allowed is " + errors.getFirst().allowed());
            this.errors = List.copyOf(errors);
        }

        public List<Violation> errors() {
            return errors;
        }
    }

    /** The request's body is not what this path takes: an unknown field, a value of another JSON type. Nothing was sent. */
    public static final class Malformed extends CommandException {
        private final String field;

        public Malformed(String moduleId, @Nullable Integer connectId, String field, String detail) {
            super(moduleId, connectId, field + ": " + detail);
            this.field = field;
        }

        public String field() {
            return field;
        }
    }

    /** The model lacks what the command needs. Nothing was sent. */
    public static final class Unsupported extends CommandException {
        public Unsupported(String moduleId, @Nullable Integer connectId, String detail) {
            super(moduleId, connectId, detail);
        }
    }

    /** The module answered with an error result. */
    public static final class Refused extends CommandException {
        private final @Nullable Integer cme;
        private final String meaning;
        private final String finalResult;
        private final transient AtTranscript at;
        private final transient Map<String, Object> details;

        /**
         * @param cme the number of the error; null for a bare {@code ERROR} or a phrase that stands for none
         * @param meaning in words, such as {@code already connected}
         * @param finalResult the error result as the module wrote it
         * @param details further members of the problem
         */
        public Refused(String moduleId, @Nullable Integer connectId, @Nullable Integer cme, String meaning,
                String finalResult, AtTranscript at, Map<String, Object> details) {
            super(moduleId, connectId, "the module answered " + finalResult + ": " + meaning);
            this.cme = cme;
            this.meaning = meaning;
            this.finalResult = finalResult;
            this.at = at;
            this.details = details;
        }

        public @Nullable Integer cme() {
            return cme;
        }

        public String meaning() {
            return meaning;
        }

        public String finalResult() {
            return finalResult;
        }

        public AtTranscript at() {
            return at;
        }

        @Override
        public Map<String, Object> details() {
            return details;
        }
    }

    /** Bytes were sent, but nobody knows whether the command was carried out: outcome {@code indeterminate}. */
    public static final class NoResponse extends CommandException {
        private final transient @Nullable AtTranscript at;
        private final transient Map<String, Object> details;

        /** @param at null where nobody knows what was sent */
        public NoResponse(String moduleId, @Nullable Integer connectId, String detail, @Nullable AtTranscript at,
                Map<String, Object> details) {
            super(moduleId, connectId, detail);
            this.at = at;
            this.details = details;
        }

        public @Nullable AtTranscript at() {
            return at;
        }

        @Override
        public Map<String, Object> details() {
            return details;
        }
    }

    /** A connect_id that no model has. */
    public static final class UnknownConnection extends CommandException {
        public UnknownConnection(String moduleId, String connectId) {
            super(moduleId, null, "no model has the connect_id '" + connectId + "': it is 0-5");
        }
    }

    /** An ssl_id that no model has. */
    public static final class UnknownSslContext extends CommandException {
        public UnknownSslContext(String moduleId, String sslId) {
            super(moduleId, null, "no model has the ssl_id '" + sslId + "': it is 0-5");
        }
    }

    /** A key of MQTTCFG that no model has. */
    public static final class UnknownKey extends CommandException {
        public UnknownKey(String moduleId, @Nullable Integer connectId, String key) {
            super(moduleId, connectId, "no model has the key '" + key + "'");
        }
    }

    /** A command that is not in the module's history. */
    public static final class UnknownCommand extends CommandException {
        public UnknownCommand(String moduleId, String commandId) {
            super(moduleId, null, "module " + moduleId + " has no command '" + commandId + "' in its history");
        }
    }

    /** The {@code after} of a list is none of ours. */
    public static final class BadCursor extends CommandException {
        public BadCursor(String moduleId, String cursor) {
            super(moduleId, null, "'" + cursor + "' is no cursor of this list");
        }
    }
}
