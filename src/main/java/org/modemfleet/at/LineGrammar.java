package org.modemfleet.at;

/**
 * What a dialect tells the lexer and the channel about its lines: which headers count a payload, which prefixes are
 * unsolicited. Never called by two threads at once.
 */
public interface LineGrammar {

    /**
     * Frames the line that begins at {@code from}. Pure: the same bytes give the same answer, and more bytes never
     * change a {@link Framing.Complete} or {@link Framing.Malformed} answer.
     *
     * @param buffer what was received; the line begins at {@code from}, the received bytes end before {@code to}
     */
    Framing frame(byte[] buffer, int from, int to);

    /** Whether a line that begins so is an unsolicited result of this dialect when no command claims it. */
    boolean isUnsolicited(AtLine line);

    /**
     * Whether a line that no command claims may be half of a counted one: then what follows may be a payload that poses
     * as lines, and the channel proves with a probe that it is in step before it sends anything else.
     */
    default boolean isDoubtful(AtLine line) {
        return !isUnsolicited(line);
    }

    /** How a line is delimited. */
    sealed interface Framing {
        /** No counted header: the line ends at its first CR LF. */
        record Plain() implements Framing {}

        /** A counted header has begun, but what has come does not yet tell where the line ends. */
        record Incomplete() implements Framing {}

        /**
         * A counted line whose CR LF stands where the count says.
         *
         * @param payloadStart offset of the payload from the line's begin
         * @param end offset of the closing CR LF from the line's begin
         */
        record Complete(int payloadStart, int end) implements Framing {}

        /** A counted header whose payload cannot be where it says: the header line is unknown. */
        record Malformed() implements Framing {}

        Plain PLAIN = new Plain();
        Incomplete INCOMPLETE = new Incomplete();
        Malformed MALFORMED = new Malformed();
    }
}
