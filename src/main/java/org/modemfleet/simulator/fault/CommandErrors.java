package org.modemfleet.simulator.fault;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.modemfleet.simulator.v250.CmeError;

/** The errors that a module can refuse a command with. */
final class CommandErrors {

    private CommandErrors() {}

    static boolean isKnown(int code) {
        return Arrays.stream(CmeError.values()).anyMatch(error -> error.code() == code);
    }

    static String allowed() {
        return Arrays.stream(CmeError.values()).map(error -> String.valueOf(error.code())).collect(Collectors.joining(", "));
    }
}
