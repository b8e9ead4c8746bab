package org.modemfleet.simulator.device;

import java.util.function.Function;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
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
                .extended("+CIMI", row(module -> identity(module).imsi()))
                // AT+ICCID → +ICCID: 89860012345678901234
                .extended("+ICCID", row(module -> "+ICCID: " + identity(module).iccid()))
                // AT+MCCID → +MCCID: 89860012345678901234
                .extended("+MCCID", row(module -> "+MCCID: " + identity(module).iccid()))
                // AT+CPIN? → +CPIN: READY
                .extended("+CPIN", Command.<MobileTermination>none().read((_, answer) -> {
                    answer.row("+CPIN: READY");
                    return Completion.OK;
                }));
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
