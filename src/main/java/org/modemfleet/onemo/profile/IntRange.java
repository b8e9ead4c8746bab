package org.modemfleet.onemo.profile;

/** Both ends included. */
public record IntRange(int min, int max) {

    public boolean contains(int value) {
        return value >= min && value <= max;
    }

    /** As test commands print it: {@code 0-5}, or {@code 4} where there is one value. */
    @Override
    public String toString() {
        return min == max ? Integer.toString(min) : min + "-" + max;
    }
}
