package org.modemfleet.fleet;

import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.ModuleSession;

/** Hears of modules that come and go. */
public interface FleetListener {

    /** Who has a lower one hears first, and has done what it does before the next one hears. */
    default int order() {
        return 0;
    }

    /** The session became ready: after an attach, a reset, a resynchronisation. */
    default void ready(ModuleSession session) {}

    /** The session became lost. */
    default void lost(String moduleId) {}

    /**
     * A conn URC came, and is in the log.
     *
     * @param connState as in {@link org.modemfleet.session.SessionListener#connectionTold}
     */
    default void connectionTold(ModuleSession session, ConnectId connection, int connState) {}

    /**
     * A connection that was told as failed is to be made anew: {@code AT+MQTTDISC}, {@code AT+MQTTCONN}. What becomes of it is told to
     * {@link Recoveries}.
     *
     * @param connectId 0-5
     */
    default void reconnect(String moduleId, int connectId) {}

    /**
     * Asked before a module is deleted, inside the transaction.
     *
     * @param purge whether what is stored may be deleted with it
     * @throws FleetException.HasMessages if something stored stands in the way
     */
    default void deleting(String moduleId, boolean purge) throws FleetException {}
}
