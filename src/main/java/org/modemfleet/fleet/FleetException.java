package org.modemfleet.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the registry of modules refuses. */
public abstract sealed class FleetException extends RuntimeException {

    private final @Nullable String moduleId;

    protected FleetException(@Nullable String moduleId, String message) {
        super(message);
        this.moduleId = moduleId;
    }

    /** Null where the failure is about no module in particular. */
    public @Nullable String moduleId() {
        return moduleId;
    }

    public static final class UnknownModule extends FleetException {
        public UnknownModule(String moduleId) {
            super(moduleId, "there is no module '" + moduleId + "'");
        }
    }

    /** No profile has this name. */
    public static final class UnknownModel extends FleetException {
        public UnknownModel(String model) {
            super(null, "there is no model '" + model + "'");
        }
    }

    public static final class Disabled extends FleetException {
        public Disabled(String moduleId) {
            super(moduleId, "module " + moduleId + " is disabled");
        }
    }

    public static final class ModelUnknown extends FleetException {
        public ModelUnknown(String moduleId, ModuleState state) {
            super(moduleId, "module " + moduleId + " is " + state.json() + " and has not told its model yet");
        }
    }

    /** The module answers a model that is not the configured one, or one that has no profile. */
    public static final class ModelMismatch extends FleetException {
        private final @Nullable String configured;
        private final String answered;

        public ModelMismatch(String moduleId, @Nullable String configured, String answered) {
            super(moduleId, configured == null
                    ? "module " + moduleId + " answers '" + answered + "', which has no profile: configure its model"
                    : "module " + moduleId + " is configured as " + configured + ", but answers '" + answered + "'");
            this.configured = configured;
            this.answered = answered;
        }

        public @Nullable String configured() {
            return configured;
        }

        public String answered() {
            return answered;
        }
    }

    public static final class ModuleExists extends FleetException {
        public ModuleExists(String moduleId) {
            super(moduleId, "there is a module '" + moduleId + "' already");
        }
    }

    /** Somebody else has the port that the module's link names. */
    public static final class PortInUse extends FleetException {
        private final String holder;

        public PortInUse(String moduleId, String link, String holder) {
            super(moduleId, "link " + link + " is held by " + holder);
            this.holder = holder;
        }

        public String holder() {
            return holder;
        }
    }

    /** Another module answers than this one; it gets none of this one's commands. */
    public static final class IdentityMismatch extends FleetException {
        private final String expected;
        private final @Nullable String answered;

        /**
         * @param expected the IMEI of this one
         * @param answered the other one's IMEI; null if it does not tell
         */
        public IdentityMismatch(String moduleId, String expected, @Nullable String answered) {
            super(moduleId, "module " + moduleId + " has the IMEI " + expected + ", but " + (answered == null
                    ? "what answers at its link does not tell its own" : answered + " answers at its link")
                    + "; setting its imei to null takes whoever answers");
            this.expected = expected;
            this.answered = answered;
        }

        public String expected() {
            return expected;
        }

        public @Nullable String answered() {
            return answered;
        }
    }

    public static final class HasMessages extends FleetException {
        private final long count;

        public HasMessages(String moduleId, long count) {
            super(moduleId, "module " + moduleId + " has " + count + " stored messages; purge=true deletes them");
            this.count = count;
        }

        public long count() {
            return count;
        }
    }

    /** Nothing of the module's line is being recorded. */
    public static final class NoRecording extends FleetException {
        public NoRecording(String moduleId) {
            super(moduleId, "nothing is being recorded of module " + moduleId);
        }
    }

    /** The service was started so that no program may be run. */
    public static final class CommandsNotAllowed extends FleetException {
        public CommandsNotAllowed(String moduleId) {
            super(moduleId, "programs may be run only if modemfleet.recovery.allow-commands is true");
        }
    }

    /** Values that no module can have. */
    public static final class Invalid extends FleetException {
        private final transient List<Violation> errors;

        public Invalid(@Nullable String moduleId, List<Violation> errors) {
            super(moduleId, errors.getFirst().field() + ": allowed is " + errors.getFirst().allowed());
            this.errors = List.copyOf(errors);
        }

        public List<Violation> errors() {
            return errors;
        }
    }

    /** The {@code after} of the list of modules is none of ours. */
    public static final class BadCursor extends FleetException {
        public BadCursor(String cursor) {
            super(null, "'" + cursor + "' is no cursor of this list");
        }
    }

    /**
     * A value that is not allowed.
     *
     * @param field its name in the request
     * @param value as sent; null if it was missing
     * @param allowed what would be taken, in words
     */
    public record Violation(String field, @Nullable Object value, String allowed) {}
}
