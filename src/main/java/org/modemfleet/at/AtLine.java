package org.modemfleet.at;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line that a module wrote, as the lexer delimited it, without the CR LF around it.
 *
 * @param kind what the lexer made of it
 * @param bytes header and, for a {@link Kind#COUNTED} line, the payload as it stood on the wire (hex digits stay hex)
 * @param payloadStart where the payload begins; {@code bytes.length} for a line without one
 */
public record AtLine(Kind kind, byte[] bytes, int payloadStart) {

    public enum Kind {
        /** Ended by CR LF. */
        TEXT,
        /** Its header says how long its payload is, and CR LF stood where the count says. */
        COUNTED,
        /** {@code >}: the module waits for data. */
        PROMPT,
        /** Longer than the lexer keeps; the bytes are a piece of it, none is dropped. */
        OVERLONG,
        /** A counted header whose payload was not where the count says; lexing restarted right after the header. */
        MALFORMED
    }

    public static AtLine text(byte[] bytes) {
        return new AtLine(Kind.TEXT, bytes, bytes.length);
    }

    /** The header (all of a line without payload) as UTF-8; undecodable bytes become U+FFFD. */
    public String header() {
        return new String(bytes, 0, payloadStart, StandardCharsets.UTF_8);
    }

    /** The whole line as UTF-8; undecodable bytes become U+FFFD. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** The counted bytes as they stood on the wire. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadStart, bytes.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AtLine line && kind == line.kind && payloadStart == line.payloadStart
                && Arrays.equals(bytes, line.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return kind + " " + text();
    }
}
