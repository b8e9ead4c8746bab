package org.modemfleet.simulator.v250;

import java.time.Duration;
import java.util.function.Function;

/** How one command of a line ended. */
public sealed interface Completion {

    Completion OK = new Done();
    /** The command is not known: {@code ERROR} whatever AT+CMEE says. */
    Completion UNKNOWN_COMMAND = new Unknown();
    Completion NOT_SUPPORTED = new Refused(CmeError.OPERATION_NOT_SUPPORTED);
    Completion INVALID_PARAMETER = new Refused(CmeError.INVALID_PARAMETER);

    static Completion refused(CmeError error) {
        return new Refused(error);
    }

    record Done() implements Completion {}

    record Unknown() implements Completion {}

    record Refused(CmeError error) implements Completion {}

    /** OK, and the rest of the line is not run; then {@code afterwards}, such as a restart. */
    record LastDone(Runnable afterwards) implements Completion {}

    /**
     * The prompt, then raw bytes.
     *
     * @param maxBytes ends data mode
     * @param endsOnCtrlZ so does Ctrl-Z, which is not part of the data
     * @param timeout counted from the prompt; what has been typed by then is taken
     * @param surplus what bytes are that come at once with the last one
     * @param then what the command does with the data, which may be empty
     */
    record ReadData(int maxBytes, boolean endsOnCtrlZ, Duration timeout, Surplus surplus, Function<Typed, Completion> then)
            implements Completion {}

    /** More bytes than were asked for, in one go. */
    enum Surplus {
        /** They begin the next command line; a CR LF right behind the data is ignored. */
        NEXT_LINE,
        /** They are lost, and the command is told. */
        COUNTS
    }

    /** @param surplus whether more came than was asked for; only if that {@link Surplus#COUNTS} */
    record Typed(byte[] bytes, boolean surplus) {}
}
