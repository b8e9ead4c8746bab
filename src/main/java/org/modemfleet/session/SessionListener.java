package org.modemfleet.session;

import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;

/** Whose session it is: hears of its states, in order, on a virtual thread of its own, and knows which module it is for. */
@FunctionalInterface
public interface SessionListener {

    void stateChanged(ModuleSession session, SessionState from, SessionState to, String cause);

    /**
     * A conn URC came, and is in the log.
     *
     * @param connState 0 connected, 1 reconnecting, 2 closed by the user, 3 refused, 4 closed by the server, 5 ping time-out,
     *        6 network, 255 unknown (manual 3.9)
     */
    default void connectionTold(ModuleSession session, ConnectId connection, int connState) {}

    /** The IMEI that the module must answer, 15 digits; null while any module will do. Asked at each synchronisation. */
    default @Nullable String expectedImei() {
        return null;
    }
}
