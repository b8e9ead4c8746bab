package org.modemfleet.channel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a channel does not take a command. Nothing was sent for it. */
public abstract sealed class ChannelException extends Exception {

    protected ChannelException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** As many wait as the lane holds. */
    public static final class Busy extends ChannelException {
        private final Lane lane;

        Busy(String channel, Lane lane, int capacity) {
            super("channel " + channel + ": " + capacity + " wait in the " + lane + " lane already", null);
            this.lane = lane;
        }

        public Lane lane() {
            return lane;
        }
    }

    /** The module has not answered any of several probes. */
    public static final class Unresponsive extends ChannelException {
        Unresponsive(String channel) {
            super("channel " + channel + ": the module does not answer", null);
        }
    }

    /** The link is gone. */
    public static final class Closed extends ChannelException {
        Closed(String channel, @Nullable IOException cause) {
            super("channel " + channel + " is closed" + (cause == null ? "" : ": " + cause.getMessage()), cause);
        }
    }

    /** The thread was interrupted before anything was sent; its interrupt status is set. */
    public static final class Interrupted extends ChannelException {
        Interrupted(String channel, InterruptedException cause) {
            super("channel " + channel + ": interrupted while waiting for the line", cause);
        }
    }
}
