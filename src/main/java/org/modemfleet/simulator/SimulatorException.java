package org.modemfleet.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.fault.Fault;

/** What is refused of the simulated modules. */
public abstract sealed class SimulatorException extends RuntimeException {

    private final String moduleId;

    protected SimulatorException(String moduleId, String message) {
        super(message);
        this.moduleId = moduleId;
    }

    public String moduleId() {
        return moduleId;
    }

    public static final class NotSimulated extends SimulatorException {
        public NotSimulated(String moduleId) {
            super(moduleId, "there is no simulated module '" + moduleId + "'");
        }
    }

    /** A fault or scenario that is not there, or no more. */
    public static final class Unknown extends SimulatorException {
        public Unknown(String moduleId, String what, String id) {
            super(moduleId, "module " + moduleId + " has no " + what + " '" + id + "'");
        }
    }

    /** A scenario that cannot be read. */
    public static final class Malformed extends SimulatorException {
        public Malformed(String moduleId, String why) {
            super(moduleId, why);
        }
    }

    public static final class Invalid extends SimulatorException {
        private final transient List<Violation> errors;

        public Invalid(String moduleId, List<Fault.Violation> errors) {
            super(moduleId, errors.getFirst().field() + ": allowed is " + errors.getFirst().allowed());
            this.errors = errors.stream().map(error -> new Violation(error.field(), error.value(), error.allowed())).toList();
        }

        public List<Violation> errors() {
            return errors;
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
