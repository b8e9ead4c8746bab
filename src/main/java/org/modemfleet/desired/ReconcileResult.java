package org.modemfleet.desired;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How it ended to make a connection what is wanted of it.
 *
 * @param version of what was wanted
 * @param sent the lines that changed something, in order, with secrets as {@code ***}
 * @param reason why it is not in sync; null if it is
 * @param drift in what the module still differs
 */
public record ReconcileResult(Outcome outcome, long version, List<String> sent, @Nullable String reason, Drift drift) {

    /** The kinds of ends. */
    public enum Outcome {
        /** All is as it is wanted. */
        IN_SYNC,
        /** What is left would interrupt a connection, or was added by somebody else: it was not asked for. */
        DRIFTED,
        /** The module is connecting by itself. */
        CONNECTING,
        /** The module or the server refused. */
        REFUSED,
        /** The connection could not be made, or a server did not answer. */
        FAILED,
        /** The module was reset or lost meanwhile. */
        INTERRUPTED,
        /** It is still to be found out what an operator's command did. */
        UNSETTLED;

        /** As it stands in JSON. */
        public String json() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
