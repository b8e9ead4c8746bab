package org.modemfleet.channel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;

/**
 * What a channel tells besides the outcomes of commands. Called one at a time and in order, mostly on the link's
 * reading thread: blocking slows the module down, which is meant. Calls may use the channel, but not wait for it: no
 * {@link AtChannel#turn} here.
 */
public interface ChannelListener {

    /**
     * A line that belongs to no answer.
     *
     * @param known whether the dialect knows it as an unsolicited result; else it could not be placed
     */
    void unsolicited(AtLine line, boolean known);

    /**
     * A command that had been given up was answered after all, or at least in part.
     *
     * @param exchange the rows are those that came since it was given up; the result is null if none came
     */
    void late(AtCommand<?> command, AtExchange exchange);

    /** The module repeated a command line. */
    default void echoed() {}

    /** The state has changed. */
    void stateChanged(ChannelState from, ChannelState to, String cause);

    /** The link is gone; nothing follows. {@code cause} is null if we closed it or the far end hung up in order. */
    void closed(@Nullable IOException cause);
}
