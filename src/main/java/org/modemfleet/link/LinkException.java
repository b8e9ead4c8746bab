package org.modemfleet.link;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a link could not be opened. */
public abstract sealed class LinkException extends IOException {

    protected LinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The address cannot be understood: no later try can succeed. */
    public static final class BadAddress extends LinkException {
        public BadAddress(String address, String reason) {
            super("link " + address + ": " + reason, null);
        }
    }

    /** Nothing answers there now. */
    public static final class Unreachable extends LinkException {
        public Unreachable(String address, String reason, @Nullable Throwable cause) {
            super("link " + address + ": " + reason, cause);
        }
    }

    /** Somebody else holds the port. */
    public static final class InUse extends LinkException {
        private final String holder;

        public InUse(String address, String holder) {
            super("link " + address + " is held by " + holder, null);
            this.holder = holder;
        }

        public String holder() {
            return holder;
        }
    }
}
