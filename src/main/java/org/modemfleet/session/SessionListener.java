package org.modemfleet.session;

/** Hears of a session's states, in order, on a virtual thread of its own. */
@FunctionalInterface
public interface SessionListener {

    void stateChanged(ModuleSession session, SessionState from, SessionState to, String cause);
}
