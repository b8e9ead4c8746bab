package org.modemfleet.simulator;

import java.time.Instant;

/**
 * A line of a simulated module's own log.
 *
 * @param sequence counts from 1 without holes; the oldest entries go when there are too many
 * @param text without the CR LFs around it
 */
public record LogEntry(long sequence, Instant at, Kind kind, byte[] text) {

    public enum Kind {
        COMMAND,
        /** Rows and final result. */
        ANSWER,
        PROMPT,
        URC,
        /** Power and ports: what happened to the module. */
        STATE
    }
}
