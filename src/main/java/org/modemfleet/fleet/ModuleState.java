package org.modemfleet.fleet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modemfleet.session.SessionState;

/** The state of a module as operators see it: its session's, or disabled. */
public enum ModuleState {
    OPENING, SYNCHRONIZING, READY, RESYNCHRONIZING, LOST, DISABLED;

    /** @param session null while the session is being made */
    static ModuleState of(boolean enabled, @Nullable SessionState session) {
        if (!enabled) {
            return DISABLED;
        }
        return switch (session) {
            // A closed session of an enabled module is about to be followed by another.
            case null -> OPENING;
            case CLOSED, OPENING -> OPENING;
            case SYNCHRONIZING -> SYNCHRONIZING;
            case READY -> READY;
            case RESYNCHRONIZING -> RESYNCHRONIZING;
            case LOST -> LOST;
        };
    }

    /** As it stands in JSON. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
