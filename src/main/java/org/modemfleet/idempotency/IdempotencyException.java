package org.modemfleet.idempotency;

/** Why a request with an Idempotency-Key is neither done nor answered again. */
public abstract sealed class IdempotencyException extends RuntimeException {

    protected IdempotencyException(String message) {
        super(message);
    }

    /** The header is no key. */
    public static final class Malformed extends IdempotencyException {
        public Malformed() {
            super("Idempotency-Key: one value of 1 to 255 visible ASCII characters");
        }
    }

    /** The key came with another request before. */
    public static final class Reused extends IdempotencyException {
        public Reused() {
            super("this Idempotency-Key was used for another path or body within 24 hours");
        }
    }

    /** The first request with this key is under way. */
    public static final class InUse extends IdempotencyException {
        public InUse() {
            super("the first request with this Idempotency-Key has not been answered yet");
        }
    }

    /** The first request with this key was cut off, and what became of it is not in the history. */
    public static final class CutOff extends IdempotencyException {
        public CutOff() {
            super("the first request with this Idempotency-Key was cut off before its answer: nobody knows what became of it. "
                    + "It is not done again; look, and use another key");
        }
    }
}
