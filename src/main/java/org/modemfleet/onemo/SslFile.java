package org.modemfleet.onemo;

/**
 * A file on the module.
 *
 * @param name at most 64 bytes
 * @param pem what is in it: ASCII, a line feed behind each line
 */
public record SslFile(Kind kind, String name, String pem) {

    /** Which command writes it. */
    public enum Kind {
        CERTIFICATE("+MSSLCERTWR"), PRIVATE_KEY("+MSSLKEYWR");

        private final String command;

        Kind(String command) {
            this.command = command;
        }

        String command() {
            return command;
        }
    }

    boolean isSecret() {
        return kind == Kind.PRIVATE_KEY;
    }

    /** Without what is in it. */
    @Override
    public String toString() {
        return "SslFile[" + kind + ", " + name + ", " + pem.length() + " bytes]";
    }
}
