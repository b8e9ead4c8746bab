package org.modemfleet.simulator.device;

import java.util.List;
import java.util.function.Function;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** Signal, registration and functionality (3GPP TS 27.007 7.2, 7.3, 8.2, 8.5, 8.69, 10.1.9, 10.1.22). */
final class RadioCommands {

    private RadioCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+CSQ", execute(radio -> radio.registered() ? "+CSQ: 22,99" : "+CSQ: 99,99"))
                .extended("+CESQ", execute(radio ->
                        radio.registered() ? "+CESQ: 99,99,255,255,20,52" : "+CESQ: 99,99,255,255,255,255"))
                .extended("+CEREG", read(PacketDomain::registration).set(RadioCommands::registrationReports))
                .extended("+CGATT", read(radio -> radio.registered() ? "+CGATT: 1" : "+CGATT: 0"))
                .extended("+COPS", read(radio -> radio.registered() ? "+COPS: 0,0,\"CHINA MOBILE\",7" : "+COPS: 0"))
                .extended("+CFUN", read(radio -> "+CFUN: " + radio.functionality()).set(RadioCommands::functionality));
    }

    /** {@code AT+CEREG=<n>}: 0 no URC, 1 {@code +CEREG: <stat>}, 2 with the cell. */
    private static Completion registrationReports(MobileTermination module, Arguments arguments, Answer answer) {
        int mode = arguments.integer(n -> n <= 2);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        module.packetDomain().registrationReports(mode);
        return Completion.OK;
    }

    /**
     * {@code AT+CFUN=<fun>[,<rst>]}: 0 minimum, 1 full, 4 flight mode; rst 1 restarts. 4 prints {@code +MIPCALL: n,0}
     * before OK; with 0 it comes behind it as any URC.
     */
    private static Completion functionality(MobileTermination module, Arguments arguments, Answer answer) {
        int wanted = arguments.integer(n -> n == PacketDomain.MINIMUM || n == PacketDomain.FULL
                || n == PacketDomain.FLIGHT);
        Integer reset = arguments.optionalInteger(n -> n <= 1);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        if (reset != null && reset == 1) {
            return new Completion.LastDone(module::restart);
        }
        PacketDomain radio = module.packetDomain();
        if (wanted == PacketDomain.FULL) {
            if (!radio.registered()) {
                radio.radioOn();
            }
            return Completion.OK;
        }
        List<PacketDomain.Context> lost = radio.radioOff(wanted);
        lost.forEach(context -> {
            if (wanted == PacketDomain.FLIGHT) {
                answer.row(context.down());
            } else {
                module.unsolicited(context.down());
            }
        });
        return Completion.OK;
    }

    private static Command<MobileTermination> read(Function<PacketDomain, String> row) {
        return Command.<MobileTermination>none().read((module, answer) -> {
            answer.row(row.apply(module.packetDomain()));
            return Completion.OK;
        });
    }

    private static Command<MobileTermination> execute(Function<PacketDomain, String> row) {
        return Command.<MobileTermination>none().execute((module, answer) -> {
            answer.row(row.apply(module.packetDomain()));
            return Completion.OK;
        });
    }
}
