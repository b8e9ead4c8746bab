package org.modemfleet.simulator.v250;

import org.jspecify.annotations.Nullable;

/** Who stands beside the server: a log that notes what it is told, faults that step in. */
public interface Supervisor {

    /** A command line came, without its CR. */
    void commandLine(byte[] line);

    /** Why the command, such as {@code +MQTTPUB}, is refused whatever its parameters; null if it is not. */
    @Nullable CmeError refusal(String command);

    /** Whether command lines are repeated although echo is off. */
    boolean forcesEcho();
}
