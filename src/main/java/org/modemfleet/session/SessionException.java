package org.modemfleet.session;

import java.time.Duration;

/** Why a session cannot take a command now. */
public abstract sealed class SessionException extends Exception {

    private final String moduleId;

    protected SessionException(String moduleId, String message) {
        super(message);
        this.moduleId = moduleId;
    }

    public String moduleId() {
        return moduleId;
    }

    /** Opening, lost or closed. */
    public static final class Unavailable extends SessionException {
        private final SessionState state;

        public Unavailable(String moduleId, SessionState state, String cause) {
            super(moduleId, "module " + moduleId + " is " + state.name().toLowerCase() + ": " + cause);
            this.state = state;
        }

        public SessionState state() {
            return state;
        }

        /** When it makes sense to try again. */
        public Duration retryAfter() {
            return Duration.ofSeconds(5);
        }
    }

    /** As many commands wait as the lane holds. */
    public static final class Busy extends SessionException {
        public Busy(String moduleId) {
            super(moduleId, "the queue of module " + moduleId + " is full");
        }
    }
}
