package org.modemfleet.channel;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hides the echo of the last command line that held secrets, in whatever chunks it comes: bytes that may be its beginning are held back
 * until it is clear whether they are.
 */
final class EchoMask {

    private static final byte[] NOTHING = {};

    private byte @Nullable [] secret;
    private byte[] shown = NOTHING;
    private byte[] held = NOTHING;

    /** The line is about to be sent, without its end. */
    void expect(byte[] line, byte[] shownLine) {
        secret = line;
        shown = shownLine;
    }

    /** What may be shown of the bytes that came, with what was held back before. */
    byte[] received(byte[] bytes) {
        if (secret == null) {
            return bytes;
        }
        byte[] all = Arrays.copyOf(held, held.length + bytes.length);
        System.arraycopy(bytes, 0, all, held.length, bytes.length);
        held = NOTHING;
        return mask(all, secret);
    }

    private byte[] mask(byte[] all, byte[] echo) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
        int at = 0;
        while (at < all.length) {
            int matched = matching(all, at, echo);
            if (matched == echo.length) {
                out.writeBytes(shown);
                at += matched;
            } else if (at + matched == all.length) {
                held = Arrays.copyOfRange(all, at, all.length);
                at = all.length;
            } else {
                out.write(all[at]);
                at++;
            }
        }
        return out.toByteArray();
    }

    /** How many bytes from there on are those of the echo. */
    private static int matching(byte[] all, int from, byte[] echo) {
        int length = Math.min(echo.length, all.length - from);
        int mismatch = Arrays.mismatch(all, from, from + length, echo, 0, length);
        return mismatch < 0 ? length : mismatch;
    }
}
