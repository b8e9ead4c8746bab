package org.modemfleet.simulator.v250;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * A place in a command line. Blanks outside quotes do not exist for {@link #peek} and {@link #next}; the raw methods,
 * for what stands between quotes, see every byte.
 */
public final class Cursor {

    /** What {@link #peek} and {@link #next} give behind the last byte. */
    public static final int END = -1;

    private final byte[] line;
    private int position;

    Cursor(byte[] line) {
        this.line = line;
    }

    /** Another cursor at the same place. */
    Cursor copy() {
        Cursor copy = new Cursor(line);
        copy.position = position;
        return copy;
    }

    /** The next byte that is no blank, or {@link #END}. */
    public int peek() {
        while (position < line.length && line[position] == ' ') {
            position++;
        }
        return position < line.length ? line[position] & 0xff : END;
    }

    public int next() {
        int b = peek();
        if (b != END) {
            position++;
        }
        return b;
    }

    /** Passes the byte if it is the next one. */
    public boolean skip(char expected) {
        if (peek() != expected) {
            return false;
        }
        position++;
        return true;
    }

    /** Whether the command ends here: behind the last byte of the line or before a semicolon. */
    public boolean atCommandEnd() {
        int b = peek();
        return b == END || b == ';';
    }

    /** The bytes, without blanks, as long as they are of a kind. */
    public String takeWhile(IntPredicate kind) {
        StringBuilder taken = new StringBuilder();
        while (peek() != END && kind.test(peek())) {
            taken.append((char) next());
        }
        return taken.toString();
    }

    /** How many bytes stand between here and the end of the line, blanks included. */
    public int remaining() {
        return line.length - position;
    }

    /** The next {@code count} bytes, whatever they are; fewer only where the line ends before. */
    public byte[] raw(int count) {
        byte[] taken = Arrays.copyOfRange(line, position, position + Math.min(count, remaining()));
        position += taken.length;
        return taken;
    }

    /** How many bytes stand before the next quote, or {@link #END} if the line has none any more. */
    public int rawToQuote() {
        for (int i = position; i < line.length; i++) {
            if (line[i] == '"') {
                return i - position;
            }
        }
        return END;
    }

    /** How many bytes stand before the last quote of the line, or {@link #END} if there is none from here on. */
    public int rawToLastQuote() {
        for (int i = line.length - 1; i >= position; i--) {
            if (line[i] == '"') {
                return i - position;
            }
        }
        return END;
    }
}
