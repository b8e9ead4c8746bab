package org.modemfleet.at;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a row or URC from left to right: what stands behind the first colon, up to the payload of a
 * counted line. Fields are separated by commas; blanks around a field do not count. A field is skipped (nothing
 * between two commas), unquoted, or a string that ends at the next quote.
 *
 * <p>Every method that reads a field moves behind the comma that follows it, and throws {@link AtDecodingException} if
 * the field is missing or of another kind.
 */
public final class AtFields {

    private final byte[] bytes;
    private final int to;
    private int at;
    private boolean more;

    private AtFields(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.at = from;
        skipBlanks();
        this.more = at < to;
    }

    /** The fields of a line behind its first colon; all of a line that has none. A payload does not belong to them. */
    public static AtFields of(AtLine line) {
        int colon = indexOf(line.bytes(), (byte) ':', 0, line.payloadStart());
        return new AtFields(line.bytes(), colon + 1, line.payloadStart());
    }

    /** Fields without a header, such as what {@link #rest} left. */
    public static AtFields of(byte[] parameters) {
        return new AtFields(parameters, 0, parameters.length);
    }

    /** Whether a further field begins here, be it a skipped one. */
    public boolean hasNext() {
        return more;
    }

    /** An unquoted decimal integer, 0–2147483647, or a negative one with its sign. */
    public int integer() throws AtDecodingException {
        return parse(unquoted());
    }

    /** An integer from {@code min} to {@code max}, both included. */
    public int integer(int min, int max) throws AtDecodingException {
        int value = integer();
        if (value < min || value > max) {
            throw failure(value + " is not in " + min + "–" + max);
        }
        return value;
    }

    /** An integer; empty if the field is skipped or no field is left. */
    public OptionalInt optionalInteger() throws AtDecodingException {
        if (!more) {
            return OptionalInt.empty();
        }
        String text = unquoted();
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(parse(text));
    }

    /** A quoted string as UTF-8. */
    public String quoted() throws AtDecodingException {
        return new String(quotedBytes(), StandardCharsets.UTF_8);
    }

    /** A quoted string as UTF-8; null if the field is skipped or no field is left. */
    public @Nullable String optionalQuoted() throws AtDecodingException {
        if (!more) {
            return null;
        }
        if (at == to || bytes[at] == ',') {
            step(at);
            return null;
        }
        return quoted();
    }

    /** The bytes between quotes. */
    public byte[] quotedBytes() throws AtDecodingException {
        begin();
        if (at == to || bytes[at] != '"') {
            throw failure("expected a quoted string");
        }
        int close = indexOf(bytes, (byte) '"', at + 1, to);
        if (close < 0) {
            throw failure("a quoted string without its end");
        }
        return close(at + 1, close);
    }

    /**
     * A quoted string of which only the place of its end is known: exactly {@code fields} unquoted fields follow it. So
     * it may itself hold quotes and commas, as a topic may that another client has chosen.
     */
    public byte[] quotedBefore(int fields) throws AtDecodingException {
        begin();
        int end = to;
        for (int i = 0; i < fields; i++) {
            end = lastIndexOf(bytes, (byte) ',', at, end);
            if (end < 0) {
                throw failure("expected " + fields + " fields behind a quoted string");
            }
        }
        if (end - at < 2 || bytes[at] != '"' || bytes[end - 1] != '"') {
            throw failure("expected a quoted string before the last " + fields + " fields");
        }
        return close(at + 1, end - 1);
    }

    /** The field as text, whether quoted or not; empty for a skipped one. */
    public String text() throws AtDecodingException {
        begin();
        return at < to && bytes[at] == '"' ? quoted() : unquoted();
    }

    /** An unquoted field as UTF-8 without the blanks around it; empty for a skipped one. */
    public String unquoted() throws AtDecodingException {
        begin();
        if (at < to && bytes[at] == '"') {
            throw failure("expected a field without quotes");
        }
        int comma = indexOf(bytes, (byte) ',', at, to);
        int end = comma < 0 ? to : comma;
        String text = new String(bytes, at, end - at, StandardCharsets.UTF_8).strip();
        step(end);
        return text;
    }

    /** Passes over a field, whatever it is. */
    public void skip() throws AtDecodingException {
        text();
    }

    /** All that is left, as it stands; nothing is left afterwards. */
    public byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, to);
        at = to;
        more = false;
        return rest;
    }

    /** Checks that no field is left. */
    public void end() throws AtDecodingException {
        if (more) {
            throw failure("more fields than expected");
        }
    }

    private void begin() throws AtDecodingException {
        if (!more) {
            throw failure("a field is missing");
        }
    }

    private byte[] close(int from, int quote) throws AtDecodingException {
        int next = quote + 1;
        while (next < to && bytes[next] == ' ') {
            next++;
        }
        if (next < to && bytes[next] != ',') {
            throw failure("expected a comma behind a quoted string");
        }
        step(next);
        return Arrays.copyOfRange(bytes, from, quote);
    }

    /** Moves behind the comma at {@code end}; at the end of the line no field is left. */
    private void step(int end) {
        more = end < to;
        at = more ? end + 1 : to;
        skipBlanks();
    }

    private void skipBlanks() {
        while (at < to && bytes[at] == ' ') {
            at++;
        }
    }

    private int parse(String text) throws AtDecodingException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notDecimal) {
            throw failure("expected an integer, not \"" + text + "\"");
        }
    }

    private AtDecodingException failure(String reason) {
        return new AtDecodingException(reason + " in " + new String(bytes, 0, to, StandardCharsets.UTF_8));
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static int lastIndexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = to - 1; i >= from; i--) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
