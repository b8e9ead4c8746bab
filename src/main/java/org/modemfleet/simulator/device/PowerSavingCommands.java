package org.modemfleet.simulator.device;

import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/**
 * +MLPMCFG, the modules' own command for sleep. Without a value each key answers what is set.
 *
 * <pre>{@code
 * AT+MLPMCFG="sleepmode"[,<mode>[,<permanent>]]   0 locked, 1 light sleep, 2 light and deep sleep; permanent 1 outlives the power
 * AT+MLPMCFG="delaysleep"[,<seconds>]             0–300 that sleep comes later than by itself
 * AT+MLPMCFG="sleepind"[,<reports>]               0 none; the bits 1 light, 2 deep sleep: +MLPMENTER: <level>, +MLPMEXIT: <level>
 * }</pre>
 */
final class PowerSavingCommands {

    private PowerSavingCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MLPMCFG", Command.<MobileTermination>none().set(PowerSavingCommands::configure));
    }

    private static Completion configure(MobileTermination module, Arguments arguments, Answer answer) {
        byte[] typed = arguments.optionalText(0, Integer.MAX_VALUE);
        String key = typed == null ? null : Bytes.utf8(typed);
        if (!arguments.valid()) {
            return Completion.INVALID_PARAMETER;
        }
        PowerSaving saving = module.powerSaving();
        return switch (key) {
            case "sleepmode" -> sleepMode(saving, arguments, answer);
            case "delaysleep" -> delay(saving, arguments, answer);
            case "sleepind" -> reports(saving, arguments, answer);
            case null, default -> Completion.NOT_SUPPORTED;
        };
    }

    private static Completion sleepMode(PowerSaving saving, Arguments arguments, Answer answer) {
        if (arguments.complete()) {
            return row(answer, "sleepmode", saving.mode());
        }
        int mode = arguments.integer(n -> n <= PowerSaving.DEEP);
        Integer permanent = arguments.optionalInteger(n -> n <= 1);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        saving.mode(mode, permanent != null && permanent == 1);
        return Completion.OK;
    }

    private static Completion delay(PowerSaving saving, Arguments arguments, Answer answer) {
        if (arguments.complete()) {
            return row(answer, "delaysleep", saving.delaySeconds());
        }
        int seconds = arguments.integer(n -> n <= PowerSaving.LONGEST_DELAY);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        saving.delaySeconds(seconds);
        return Completion.OK;
    }

    private static Completion reports(PowerSaving saving, Arguments arguments, Answer answer) {
        if (arguments.complete()) {
            return row(answer, "sleepind", saving.reports());
        }
        int reports = arguments.integer(n -> n <= PowerSaving.MOST_REPORTS);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        saving.reports(reports);
        return Completion.OK;
    }

    private static Completion row(Answer answer, String key, int value) {
        answer.row("+MLPMCFG: \"" + key + "\"," + value);
        return Completion.OK;
    }
}
