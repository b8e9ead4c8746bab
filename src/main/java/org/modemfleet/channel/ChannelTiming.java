package org.modemfleet.channel;

import java.time.Duration;

/** The time bounds of a channel, beside the time-out that each command brings along. */
public final class ChannelTiming {

    /** A counted line of which no byte has come for so long is given up, and lexing restarts behind its header line. */
    public static final Duration COUNTED_LINE_QUIET = Duration.ofSeconds(2);

    /** A counted line is given up after this time in all, also while bytes come: they are not what was counted. */
    public static final Duration COUNTED_LINE_LIMIT = Duration.ofSeconds(20);

    /** How long the first probe may take; each further one may take twice as long, up to {@link #PROBE_TIMEOUT_MAX}. */
    public static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    /** How long any probe may take. */
    public static final Duration PROBE_TIMEOUT_MAX = Duration.ofSeconds(8);

    /** While the module may be booting, a probe is repeated after this time at most. */
    public static final Duration PROBE_TIMEOUT_BOOTING = Duration.ofSeconds(2);

    /** After so many probes without an answer (1 + 2 + 4 + 8 s) the module counts as unresponsive; probes go on. */
    public static final int PROBES_BEFORE_UNRESPONSIVE = 4;

    /**
     * How long commands wait, after the time-out of one without data mode, until the line is in step again, if one byte
     * was lost or added and the module answers at once: a counted line given up, and two probes without an answer. A
     * command with data mode adds its {@code closesAfter} and {@link #DATA_MODE_MARGIN}.
     */
    public static final Duration DEAF_AT_MOST = Duration.ofSeconds(7);

    /** Data mode counts as over so long after the module should have ended it. */
    public static final Duration DATA_MODE_MARGIN = Duration.ofMillis(500);

    /** How long the line is kept shut if a prompt is found that no command declared. */
    public static final Duration SURPRISING_DATA_MODE = Duration.ofSeconds(10);

    /** A link that has not taken a command line after this time and the command's time-out is broken. */
    public static final Duration WRITE_LIMIT = Duration.ofSeconds(10);

    private ChannelTiming() {}
}
