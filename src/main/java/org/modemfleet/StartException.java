package org.modemfleet;

/** Why the service cannot start; the message is one line for the operator and names the setting. */
class StartException extends RuntimeException {

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
