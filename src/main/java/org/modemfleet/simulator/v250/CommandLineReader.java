package org.modemfleet.simulator.v250;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of one command line up to its CR (V.250 5.2.1). Confined to its server's event loop. */
final class CommandLineReader {

    /** Nearly every line fits. */
    private static final int SMALL = 64;

    /** What an idle module keeps. */
    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] buffer = NOTHING;
    private int length;
    private boolean overlong;

    /** @param maxBytes of a line, from {@code AT} to before the CR */
    CommandLineReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A line without its CR. An overlong one holds only its beginning. */
    record Line(byte[] bytes, boolean overlong) {}

    /** Takes a byte; the finished line if it was a CR. */
    @Nullable Line accept(byte b) {
        if (b == '\r') {
            return end();
        }
        if (length == maxBytes) {
            overlong = true;
            return null;
        }
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(Math.max(SMALL, 2 * length), maxBytes));
        }
        buffer[length++] = b;
        return null;
    }

    private Line end() {
        Line line = new Line(Arrays.copyOf(buffer, length), overlong);
        buffer = NOTHING;
        length = 0;
        overlong = false;
        return line;
    }
}
