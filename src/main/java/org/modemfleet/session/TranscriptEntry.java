package org.modemfleet.session;

import java.time.Instant;

/**
 * Bytes of a module's line, in one piece as they were written or came.
 *
 * @param sequence counts from 1 without holes since the service started
 * @param time to the microsecond
 * @param bytes with secrets as {@code ***}
 */
public record TranscriptEntry(long sequence, Instant time, Direction direction, byte[] bytes) {

    public enum Direction {
        /** To the module. */
        OUT,
        /** From the module. */
        IN
    }
}
