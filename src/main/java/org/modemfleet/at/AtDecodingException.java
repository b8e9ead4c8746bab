package org.modemfleet.at;

/** The rows of an answer are not what its command's form gives; the command itself was done. */
public final class AtDecodingException extends Exception {
    public AtDecodingException(String message) {
        super(message);
    }
}
