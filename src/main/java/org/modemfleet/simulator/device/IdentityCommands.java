package org.modemfleet.simulator.device;

import java.util.function.Function;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** Who the module and its SIM are (3GPP TS 27.007 5.1–5.4, 5.6, 8.3). */
final class IdentityCommands {

    static final String MANUFACTURER = "CMCC";

    private IdentityCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        // AT+CGMI → CMCC
        table.extended("+CGMI", row(_ -> MANUFACTURER))
                // AT+CGMM → ML307R-DC
                .extended("+CGMM", row(module -> module.profile().model()))
                // AT+CGMR → ML307R-DC-MBRH0S01
                .extended("+CGMR", row(module -> module.profile().revision()))
                // AT+CGSN → 862012345678903 · AT+CGSN=1 → +CGSN: "862012345678903"
                .extended("+CGSN", row(module -> identity(module).imei()).set(IdentityCommands::quotedImei))
                // AT+CIMI → 460001234567890
                .extended("+CIMI", withSim(module -> identity(module).imsi()))
                // AT+ICCID → +ICCID: 89860012345678901234
                .extended("+ICCID", withSim(module -> "+ICCID: " + identity(module).iccid()))
                // AT+MCCID → +MCCID: 89860012345678901234
                .extended("+MCCID", withSim(module -> "+MCCID: " + identity(module).iccid()))
                // AT+CPIN? → +CPIN: READY
                .extended("+CPIN", Command.<MobileTermination>none().read((module, answer) -> print(module, answer, "+CPIN: READY")));
    }

    /** {@code AT+CGSN=1}: 1 is the IMEI without software version. */
    private static Completion quotedImei(MobileTermination module, Arguments arguments, Answer answer) {
        arguments.integer(kind -> kind == 1);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        answer.row("+CGSN: \"" + identity(module).imei() + "\"");
        return Completion.OK;
    }

    private static Command<MobileTermination> withSim(Function<MobileTermination, String> row) {
        return Command.<MobileTermination>none().execute((module, answer) -> print(module, answer, row.apply(module)));
    }

    /** The row, if the SIM can be read. */
    private static Completion print(MobileTermination module, Answer answer, String row) {
        CmeError refused = module.sim().error();
        if (refused != null) {
            return Completion.refused(refused);
        }
        answer.row(row);
        return Completion.OK;
    }

    private static Identity identity(MobileTermination module) {
        return module.board().identity();
    }

    private static Command<MobileTermination> row(Function<MobileTermination, String> row) {
        return Command.<MobileTermination>none().execute((module, answer) -> {
            answer.row(row.apply(module));
            return Completion.OK;
        });
    }
}
