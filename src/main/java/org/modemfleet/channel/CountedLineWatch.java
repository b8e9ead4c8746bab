package org.modemfleet.channel;

import org.modemfleet.at.AtLexer;

/** Gives up a counted line that does not end. Guarded by the channel's lock. */
final class CountedLineWatch {

    private final AtLexer lexer;
    private final Alarm alarm;
    private long limit;

    /** @param alarm at whose moment {@link #expireIfDue} is asked */
    CountedLineWatch(AtLexer lexer, Alarm alarm) {
        this.lexer = lexer;
        this.alarm = alarm;
    }

    /** Whether an unfinished counted line may be swallowing what comes. */
    boolean isSwallowing() {
        return lexer.isProvisional();
    }

    /** The lexer has taken all that came. */
    void bytesCame(long now) {
        if (!isSwallowing()) {
            alarm.cancel();
            return;
        }
        if (!alarm.isSet()) {
            limit = now + ChannelTiming.COUNTED_LINE_LIMIT.toNanos();
        }
        long quiet = now + ChannelTiming.COUNTED_LINE_QUIET.toNanos();
        alarm.set(quiet - limit < 0 ? quiet : limit);
    }

    /** A line has ended. */
    void lineCame() {
        alarm.cancel();
    }

    /** Whether the line was given up: the lexer may have other lines now. */
    boolean expireIfDue() {
        boolean due = alarm.isDue();
        if (due) {
            lexer.expire();
        }
        return due;
    }
}
