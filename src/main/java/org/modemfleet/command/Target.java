package org.modemfleet.command;

import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;

/** Which connection of which module a command is for. */
record Target(String module, ConnectId connection, ModelProfile profile, Fleet fleet) {

    int connectId() {
        return connection.value();
    }

    /** @throws org.modemfleet.fleet.FleetException.Disabled if the module is disabled */
    ModuleSession session() {
        Rehearsal.endHere();
        return fleet.session(module);
    }

    /** The input format in force (manual 3.1, encoding). Throws as {@link #session}. */
    InputFormat inputFormat() {
        return Rehearsal.isUnderWay() ? Rehearsal.inputFormat() : InputFormat.of(session().inputFormat(connection));
    }
}
