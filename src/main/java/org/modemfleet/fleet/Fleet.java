package org.modemfleet.fleet;

import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;

/** The modules that there are. */
public interface Fleet {

    /**
     * The session of an enabled module, in whatever state.
     *
     * @throws FleetException.UnknownModule if there is no such module
     * @throws FleetException.Disabled if it is disabled
     */
    ModuleSession session(String moduleId) throws FleetException;

    /**
     * What the module's model can do; known as soon as it was configured or once told.
     *
     * @throws FleetException.UnknownModule if there is no such module
     * @throws FleetException.ModelUnknown if neither was it configured nor has the module told it yet
     */
    ModelProfile profile(String moduleId) throws FleetException;

    /** @throws FleetException.UnknownModule if there is no such module */
    void requireModule(String moduleId) throws FleetException;

    /** Tells the listener from now on; on a virtual thread, in order per module. */
    void addListener(FleetListener listener);
}
