package org.modemfleet.channel;

/** How far the line to a module can be trusted. */
public enum ChannelState {
    /** Just opened: nothing has proven yet that the module reads our lines as lines. Commands queue. */
    SYNCHRONIZING,
    /** The line is in step; commands go out. */
    READY,
    /** A command had no final result, or a line could not be placed: probes go out, commands queue. */
    RESYNCHRONIZING,
    /** {@link ChannelTiming#PROBES_BEFORE_UNRESPONSIVE} probes had no answer: commands are refused, probes go on. */
    UNRESPONSIVE,
    /** The link is gone, for ever. */
    CLOSED;

    boolean mayBecome(ChannelState next) {
        return switch (this) {
            case SYNCHRONIZING -> next == READY || next == UNRESPONSIVE || next == CLOSED;
            case READY -> next == RESYNCHRONIZING || next == CLOSED;
            case RESYNCHRONIZING -> next == READY || next == UNRESPONSIVE || next == CLOSED;
            case UNRESPONSIVE -> next == READY || next == RESYNCHRONIZING || next == CLOSED;
            case CLOSED -> false;
        };
    }
}
