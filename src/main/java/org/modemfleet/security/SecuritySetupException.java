package org.modemfleet.security;

import org.jspecify.annotations.Nullable;

/** Why nobody could be let in; the message is one line for the operator and names the setting. */
class SecuritySetupException extends RuntimeException {

    SecuritySetupException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
