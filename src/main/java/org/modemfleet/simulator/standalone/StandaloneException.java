package org.modemfleet.simulator.standalone;

import org.jspecify.annotations.Nullable;

/** Why the modules cannot be had; the message is one line for the operator and names the setting. */
class StandaloneException extends RuntimeException {

    StandaloneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
