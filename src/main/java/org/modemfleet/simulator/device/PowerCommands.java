package org.modemfleet.simulator.device;

import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** Restart and power-off. */
final class PowerCommands {

    private PowerCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        // AT+MREBOOT → OK, REBOOTING, later +MATREADY
        table.extended("+MREBOOT", Command.<MobileTermination>none().execute((module, _) -> {
            module.unsolicited("REBOOTING");
            return new Completion.LastDone(module::restart);
        }))
                // AT+MPOF → OK, POWER OFF
                .extended("+MPOF", Command.<MobileTermination>none().execute((module, _) -> {
                    module.unsolicited("POWER OFF");
                    return new Completion.LastDone(module::powerOff);
                }));
    }
}
