package org.modemfleet.simulator.device;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** How the terminal is talked to: error format, rate, clock. */
final class TerminalCommands {

    private static final Set<Integer> BAUD_RATES =
            Set.of(2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600);

    /** The network's time zone, in quarters of an hour as 27.007 counts them: China. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(8);
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("yy/MM/dd,HH:mm:ss'+32'");

    private TerminalCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+CMEE", Command.<MobileTermination>none()
                        .test((_, answer) -> row(answer, "+CMEE: (0-2)"))
                        .read((module, answer) -> row(answer, "+CMEE: " + module.terminal().errorFormat()))
                        .set(TerminalCommands::errorFormat))
                .extended("+IPR", Command.<MobileTermination>none()
                        .read((module, answer) -> row(answer, "+IPR: " + module.baudRate()))
                        .set(TerminalCommands::rate))
                .extended("+CCLK", Command.<MobileTermination>none().read(TerminalCommands::clock));
    }

    /** {@code AT+CMEE=<n>}: 0 {@code ERROR}, 1 numbers, 2 phrases (27.007 9.1). */
    private static Completion errorFormat(MobileTermination module, Arguments arguments, Answer answer) {
        int format = arguments.integer(n -> n <= 2);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        module.terminal().errorFormat(format);
        return Completion.OK;
    }

    /** {@code AT+IPR=<rate>} (V.250 6.2.10): in memory there is no rate to change, but it is remembered. */
    private static Completion rate(MobileTermination module, Arguments arguments, Answer answer) {
        int rate = arguments.integer(BAUD_RATES::contains);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        module.baudRate(rate);
        return Completion.OK;
    }

    /** {@code AT+CCLK?} → {@code +CCLK: "26/11/22,06:56:20+32"}: local time and zone (27.007 8.15). */
    private static Completion clock(MobileTermination module, Answer answer) {
        ZonedDateTime now = module.board().clock().instant().atZone(ZONE);
        return row(answer, "+CCLK: \"" + CLOCK.format(now) + "\"");
    }

    private static Completion row(Answer answer, String row) {
        answer.row(row);
        return Completion.OK;
    }
}
