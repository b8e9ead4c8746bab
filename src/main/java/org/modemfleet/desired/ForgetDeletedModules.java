package org.modemfleet.desired;

import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetListener;
import org.springframework.stereotype.Component;

/** What was wanted of a module goes with the module. */
@Component
class ForgetDeletedModules implements FleetListener {

    private final DesiredState desired;
    private final DesiredTls tls;

    ForgetDeletedModules(Fleet fleet, DesiredState desired, DesiredTls tls) {
        this.desired = desired;
        this.tls = tls;
        fleet.addListener(this);
    }

    @Override
    public void deleting(String moduleId, boolean purge) {
        desired.forget(moduleId);
        tls.forget(moduleId);
    }
}
