package org.modemfleet.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.ChannelTiming;

/**
 * How long a module may still be in data mode that was begun over an earlier link, by this process or by one before it that was killed: a
 * probe would be taken as the rest of the message, and published.
 */
final class DataModeLeft {

    private final InstantSource clock;
    private volatile Instant until;

    /** @param lastUsed when a process before this one may have sent something at the latest */
    DataModeLeft(InstantSource clock, Instant lastUsed) {
        this.clock = clock;
        this.until = lastUsed.plus(ChannelTiming.SURPRISING_DATA_MODE).plus(ChannelTiming.DATA_MODE_MARGIN);
    }

    /** The command is about to be sent; its prompt may come until its time is over. */
    void mayBegin(AtCommand<?> command) {
        command.dataMode().ifPresent(mode -> until = clock.instant().plus(command.timeout()).plus(mode.closesAfter()));
    }

    /** A final result ends data mode. */
    void ended(AtCommand<?> command, AtOutcome<?> outcome) {
        if (command.dataMode().isPresent() && !(outcome instanceof AtOutcome.Indeterminate<?>)) {
            until = clock.instant();
        }
    }

    /** Zero if it cannot be open. */
    Duration left() {
        Duration left = Duration.between(clock.instant(), until);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
