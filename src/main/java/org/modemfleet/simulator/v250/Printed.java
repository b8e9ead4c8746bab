package org.modemfleet.simulator.v250;

/** What a module prints in one piece. */
public sealed interface Printed {

    byte[] bytes();

    /** The command line, repeated. */
    record Echo(byte[] bytes) implements Printed {}

    /** What asks for the bytes of data mode. */
    record Prompt(byte[] bytes) implements Printed {}

    /** An unsolicited result, with its CR LFs. */
    record Unsolicited(byte[] bytes) implements Printed {}

    /**
     * The answer to a command line.
     *
     * @param command the line's first command, such as {@code +MQTTPUB}; empty for basic ones
     * @param rows CR LF, then each row with its CR LF; may be empty
     * @param finalResult with its CR LFs
     */
    record Result(String command, byte[] rows, byte[] finalResult) implements Printed {
        @Override
        public byte[] bytes() {
            byte[] whole = new byte[rows.length + finalResult.length];
            System.arraycopy(rows, 0, whole, 0, rows.length);
            System.arraycopy(finalResult, 0, whole, rows.length, finalResult.length);
            return whole;
        }
    }
}
