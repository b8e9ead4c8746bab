package org.modemfleet.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * The text by which clients name a position of one log: 16 characters of base64url over the position and a check of
 * position and log, so that neither garbage nor the cursor of another database is taken for a place in this one.
 */
final class Cursor {

    private static final int LENGTH = Long.BYTES + Integer.BYTES;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final byte[] logId;

    Cursor(String logId) {
        this.logId = logId.getBytes(StandardCharsets.UTF_8);
    }

    String encode(long position) {
        byte[] bytes = ByteBuffer.allocate(LENGTH).putLong(position).putInt(check(position)).array();
        return ENCODER.encodeToString(bytes);
    }

    /** @throws EventLogException.BadCursor if this log never gave it */
    long decode(String cursor) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException notBase64) {
            throw new EventLogException.BadCursor(cursor);
        }
        if (bytes.length != LENGTH) {
            throw new EventLogException.BadCursor(cursor);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long position = buffer.getLong();
        if (position < 0 || buffer.getInt() != check(position)) {
            throw new EventLogException.BadCursor(cursor);
        }
        return position;
    }

    private int check(long position) {
        CRC32 crc = new CRC32();
        crc.update(logId);
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(position).array());
        return (int) crc.getValue();
    }
}
