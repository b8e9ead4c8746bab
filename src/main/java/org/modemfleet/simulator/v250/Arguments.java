package org.modemfleet.simulator.v250;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a set command, read in order: {@code <p1>[,<p2>[,…]]}. Strings are quoted and end at the next
 * quote; integers are decimal and bare. A wrong, missing or malformed parameter is remembered, so that a handler reads
 * all of them and then asks {@link #complete} once.
 */
public final class Arguments {

    private static final byte[] NOTHING = {};

    private final Cursor cursor;
    private final int bytes;
    private boolean begun;
    private boolean leftOut;
    private boolean wrong;

    Arguments(Cursor cursor) {
        this.cursor = cursor;
        this.bytes = cursor.remaining();
    }

    /** The length of the text between {@code =} and CR. */
    public int bytes() {
        return bytes;
    }

    /** Whether another parameter stands, be it a skipped one. */
    public boolean hasNext() {
        return begun ? cursor.peek() == ',' : !cursor.atCommandEnd();
    }

    /** A required integer; 0 if it is wrong. */
    public int integer(IntPredicate accepted) {
        Integer value = optionalInteger(accepted);
        if (value == null) {
            reject();
            return 0;
        }
        return value;
    }

    /** An integer, or null if it is skipped or left out. */
    public @Nullable Integer optionalInteger(IntPredicate accepted) {
        if (!begin() || atParameterEnd()) {
            return null;
        }
        String digits = cursor.takeWhile(b -> b >= '0' && b <= '9');
        if (digits.isEmpty() || !atParameterEnd()) {
            return wrongParameter();
        }
        int value = saturated(digits);
        return accepted.test(value) ? (Integer) value : wrongParameter();
    }

    /** What is more than an int holds is its largest value: a limit that takes that takes everything above it too. */
    private static int saturated(String digits) {
        long value = 0;
        for (int i = 0; i < digits.length() && value <= Integer.MAX_VALUE; i++) {
            value = 10 * value + digits.charAt(i) - '0';
        }
        return (int) Math.min(value, Integer.MAX_VALUE);
    }

    /** A required string of {@code min} to {@code max} bytes; empty if it is wrong. */
    public byte[] text(int min, int max) {
        byte[] value = optionalText(min, max);
        if (value == null) {
            reject();
            return NOTHING;
        }
        return value;
    }

    /** A string, or null if it is skipped or left out. */
    public byte @Nullable [] optionalText(int min, int max) {
        if (!begin() || atParameterEnd()) {
            return null;
        }
        int length = cursor.skip('"') ? cursor.rawToQuote() : Cursor.END;
        if (length == Cursor.END) {
            return wrongParameter();
        }
        byte[] value = cursor.raw(length);
        cursor.raw(1);
        return !atParameterEnd() || length < min || length > max ? wrongParameter() : value;
    }

    /** For a parameter with rules of its own: the place where it begins, behind its comma. */
    public Cursor raw() {
        if (!begin()) {
            reject();
        }
        return cursor;
    }

    /** Whether a parameter was read that does not even stand there as a skipped one. */
    public boolean leftOut() {
        return leftOut;
    }

    /** Notes that a parameter is wrong by a rule of the handler's own. */
    public void reject() {
        wrong = true;
    }

    /** Whether every parameter read so far was right. */
    public boolean valid() {
        return !wrong;
    }

    /** Whether every parameter was right and none is left. */
    public boolean complete() {
        return !wrong && cursor.atCommandEnd();
    }

    /** Passes the comma before a parameter; false if no parameter is left. */
    private boolean begin() {
        if (!begun) {
            begun = true;
            return true;
        }
        boolean stands = cursor.skip(',');
        leftOut |= !stands;
        return stands;
    }

    /** Notes it and goes on to the next comma outside quotes, so that the parameters after it can still be told. */
    private <V> @Nullable V wrongParameter() {
        reject();
        while (!atParameterEnd()) {
            boolean quoted = cursor.next() == '"';
            int length = quoted ? cursor.rawToQuote() : Cursor.END;
            if (length != Cursor.END) {
                cursor.raw(length + 1);
            }
        }
        return null;
    }

    private boolean atParameterEnd() {
        return cursor.atCommandEnd() || cursor.peek() == ',';
    }
}
