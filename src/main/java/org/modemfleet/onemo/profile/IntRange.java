package org.modemfleet.onemo.profile;

/** Both ends included. */
public record IntRange(int min, int max) {

    public IntRange {
        if (min > max) {
            throw new IllegalArgumentException(min + "-" + max + " is empty");
        }
    }

    /** Reads what {@link #toString} writes. */
    static IntRange parse(String text) {
        int dash = text.indexOf('-');
        int min = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
        return new IntRange(min, dash < 0 ? min : Integer.parseInt(text.substring(dash + 1)));
    }

    public boolean contains(int value) {
        return value >= min && value <= max;
    }

    /** As test commands print it: {@code 0-5}, or {@code 4} where there is one value. */
    @Override
    public String toString() {
        return min == max ? Integer.toString(min) : min + "-" + max;
    }
}
