package org.modemfleet.broker;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why the embedded broker cannot run; the message is one line for the operator and names the setting. */
public abstract sealed class BrokerException extends RuntimeException {

    protected BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Somebody else listens on its port. */
    public static final class PortTaken extends BrokerException {
        PortTaken(int port, @Nullable Throwable cause) {
            super("MQTT port 127.0.0.1:" + port + " is taken by another process; stop that one, set another modemfleet.broker.port, "
                    + "or set modemfleet.broker.enabled=false", cause);
        }
    }

    /** Its journal cannot be opened: held by another process, not writable, or damaged. */
    public static final class JournalUnavailable extends BrokerException {
        JournalUnavailable(Path directory, String reason, @Nullable Throwable cause) {
            super("the MQTT broker cannot use its journal in " + directory + " (" + reason + "); see modemfleet.data-dir", cause);
        }
    }
}
