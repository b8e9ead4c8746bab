package org.modemfleet.onemo;

/**
 * Reads a line's head from left to right. A failed step leaves {@link #isCut} telling whether it failed because the
 * bytes ended too early rather than because they differ.
 */
final class ByteScan {

    private final byte[] bytes;
    private final int to;
    private int at;
    private int number;
    private boolean cut;

    ByteScan(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.to = to;
        this.at = from;
    }

    int position() {
        return at;
    }

    boolean isCut() {
        return cut;
    }

    /** The value of the digits read last. */
    int number() {
        return number;
    }

    boolean literal(String text) {
        for (int i = 0; i < text.length(); i++, at++) {
            if (at == to) {
                cut = true;
                return false;
            }
            if (bytes[at] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    void optional(char c) {
        if (at < to && bytes[at] == c) {
            at++;
        }
    }

    /** One to {@code most} digits, up to something else. */
    boolean digits(int most) {
        int begin = at;
        number = 0;
        while (at < to && at - begin < most && bytes[at] >= '0' && bytes[at] <= '9') {
            number = number * 10 + bytes[at] - '0';
            at++;
        }
        cut = at == to;
        return at > begin;
    }
}
