package org.modemfleet.session;

import org.modemfleet.onemo.ConnectId;

/** Hears of a session's states, in order, on a virtual thread of its own. */
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
}
