package org.modemfleet.at;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went over the wire for one command.
 *
 * @param sent the command line as it may be shown, secrets masked
 * @param rows the answer's rows, in order
 * @param result the final result; null if none came
 * @param foreign lines with a URC prefix, and unknown ones, that came between the command and its final result
 * @param sentAt when the command line was written
 * @param elapsed from writing the command line to the final result or the time-out
 */
public record AtExchange(String sent, List<AtLine> rows, @Nullable FinalResult result, List<AtLine> foreign,
        Instant sentAt, Duration elapsed) {}
