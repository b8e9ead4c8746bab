package org.modemfleet.fleet;

import org.modemfleet.session.ModuleSession;

/** Hears of modules that come and go. */
public interface FleetListener {

    /** The session became ready: after an attach, a reset, a resynchronisation. */
    default void ready(ModuleSession session) {}

    /** The session became lost. */
    default void lost(String moduleId) {}

    /**
     * Asked before a module is deleted, inside the transaction.
     *
     * @param purge whether what is stored may be deleted with it
     * @throws FleetException.HasMessages if something stored stands in the way
     */
    default void deleting(String moduleId, boolean purge) throws FleetException {}
}
