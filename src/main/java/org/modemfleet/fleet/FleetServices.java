package org.modemfleet.fleet;

import java.util.List;
import java.util.concurrent.Semaphore;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * What every module's keeper works with.
 *
 * @param openings as many links are opened at the same time
 * @param listeners may grow
 * @param recoveries where each gets its ladder from
 */
record FleetServices(SessionOpener opener, ModelProfiles models, Backoff backoff, Semaphore openings,
        List<FleetListener> listeners, Recoveries recoveries) {

    ModuleListeners listenersOf(String moduleId) {
        return new ModuleListeners(moduleId, listeners);
    }
}
