package org.modemfleet.simulator.device;

import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** The basic commands of V.250. */
final class BasicCommands {

    private BasicCommands() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.basic("E", BasicCommands::echo)
                .basic("V", BasicCommands::withoutEffect)
                .basic("Q", BasicCommands::withoutEffect)
                .basic("I", BasicCommands::information)
                .basic("Z", BasicCommands::reset)
                .basic("&F", BasicCommands::reset)
                .basic("&W", BasicCommands::store);
    }

    /** {@code ATE<n>}: echo off 0, on 1 (V.250 6.2.4). */
    private static Completion echo(MobileTermination module, int n, Answer answer) {
        if (n > 1) {
            return Completion.INVALID_PARAMETER;
        }
        module.terminal().echo(n == 1);
        return Completion.OK;
    }

    /** {@code ATV<n>}, {@code ATQ<n>} (V.250 6.2.6, 6.2.5): accepted; answers stay verbose and are always given. */
    private static Completion withoutEffect(MobileTermination module, int n, Answer answer) {
        return n > 1 ? Completion.INVALID_PARAMETER : Completion.OK;
    }

    /** {@code ATI}: manufacturer, model, revision (V.250 6.1.3). */
    private static Completion information(MobileTermination module, int n, Answer answer) {
        if (n > 0) {
            return Completion.INVALID_PARAMETER;
        }
        answer.row(IdentityCommands.MANUFACTURER);
        answer.row(module.profile().model());
        answer.row(module.profile().revision());
        return Completion.OK;
    }

    /**
     * {@code ATZ}, {@code AT&F} (V.250 6.1.1, 6.1.2): echo, error format, CEREG reports and S-registers as at the
     * start.
     */
    private static Completion reset(MobileTermination module, int n, Answer answer) {
        if (n > 0) {
            return Completion.INVALID_PARAMETER;
        }
        module.terminal().reset();
        module.packetDomain().registrationReports(0);
        return Completion.OK;
    }

    /** {@code AT&W}: accepted; nothing of it outlives the power. */
    private static Completion store(MobileTermination module, int n, Answer answer) {
        return n > 0 ? Completion.INVALID_PARAMETER : Completion.OK;
    }
}
