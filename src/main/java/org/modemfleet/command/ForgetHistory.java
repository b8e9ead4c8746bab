package org.modemfleet.command;

import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetListener;
import org.springframework.stereotype.Component;

/** A module's command history goes with the module. */
@Component
class ForgetHistory implements FleetListener {

    private final CommandHistory history;

    ForgetHistory(Fleet fleet, CommandHistory history) {
        this.history = history;
        fleet.addListener(this);
    }

    @Override
    public void deleting(String moduleId, boolean purge) {
        history.forget(moduleId);
    }
}
