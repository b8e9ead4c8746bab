package org.modemfleet.session;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.LineCommands;

/** What only a restart takes away from a module: settings of its line that we have made in this epoch, and its counters. */
final class ResetSigns {

    /** {@code AT+CMEE=<n>} as we set it. */
    static final int ERROR_FORMAT = 1;

    private enum Echo { UNKNOWN, FORBIDDEN, OFF }

    private final Map<ConnectId, MidWatch> mids = new HashMap<>();
    private Echo echo = Echo.UNKNOWN;
    private boolean formatSet;

    /** Nothing is expected of the module: it has restarted. */
    synchronized void clear() {
        forgetLine();
        mids.clear();
    }

    /** Somebody may have changed the settings of the line on purpose. */
    synchronized void forgetLine() {
        echo = Echo.UNKNOWN;
        formatSet = false;
    }

    /** Whether a restart could be told by the line at all. */
    synchronized boolean any() {
        return formatSet || echo == Echo.OFF;
    }

    /**
     * A command was done.
     *
     * @param echoed whether the module repeated it
     * @return whether it repeats although it had ceased to
     */
    synchronized boolean echoIsOnAgain(AtCommand<?> command, boolean echoed) {
        if (command instanceof LineCommands.Echo(boolean on)) {
            // A module that goes on repeating after ATE0 tells nothing by it.
            echo = on ? Echo.UNKNOWN : Echo.FORBIDDEN;
        } else if (command instanceof LineCommands.SetErrorFormat(int n)) {
            formatSet = n == ERROR_FORMAT;
        } else if (!echoed && echo == Echo.FORBIDDEN) {
            echo = Echo.OFF;
        }
        return echoed && echo == Echo.OFF;
    }

    /** Whether this answer to {@code AT+CMEE?} is not what we set. */
    synchronized boolean isAnotherFormat(int n) {
        return formatSet && n != ERROR_FORMAT;
    }

    /** The identifiers may count from the start again for a good reason. */
    synchronized void connects(ConnectId connection) {
        mids.remove(connection);
    }

    /** The identifier of a packet; tells, in words, if it can only come from a counter that was begun anew. */
    synchronized @Nullable String mid(ConnectId connection, int mid) {
        MidWatch watch = mids.computeIfAbsent(connection, _ -> new MidWatch());
        int before = watch.last();
        return watch.wentBackTo(mid) ? "mid of connection " + connection.value() + " went from " + before + " back to " + mid : null;
    }
}
