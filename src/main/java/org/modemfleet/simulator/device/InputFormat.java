package org.modemfleet.simulator.device;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.v250.Cursor;

/** {@code <input_format>} of +MQTTCFG "encoding": how the message of MQTTPUB and the will message are typed. */
enum InputFormat {
    TEXT,
    HEX,
    ESCAPED;

    static InputFormat of(int value) {
        return values()[value];
    }

    /** The message; null if a digit or an escape is wrong. */
    byte @Nullable [] decode(byte[] typed) {
        return switch (this) {
            case TEXT -> typed;
            case HEX -> fromHex(typed);
            case ESCAPED -> unescape(typed);
        };
    }

    /** What limits count: the decoded bytes of hex, else the typed ones. */
    int length(byte[] typed) {
        return this == HEX ? typed.length / 2 : typed.length;
    }

    /** How many bytes a terminal types for a {@code <msg_len>}. */
    int typed(int messageLength) {
        return this == HEX ? 2 * messageLength : messageLength;
    }

    /**
     * Reads {@code <message>} of MQTTPUB (manual 3.5) up to its closing quote. Its length is counted, so bare quotes
     * may stand in it; hex may come unquoted.
     *
     * @param messageLength {@code <msg_len>}; 0: up to the last quote of the line
     * @param limit of the message
     * @return null if it is not as long as announced, too long, or wrong
     */
    byte @Nullable [] readMessage(Cursor cursor, int messageLength, int limit) {
        if (messageLength > limit) {
            return null;
        }
        byte[] typed = cursor.skip('"') ? quoted(cursor, messageLength) : unquoted(cursor, messageLength);
        return typed == null || length(typed) > limit ? null : decode(typed);
    }

    private byte @Nullable [] quoted(Cursor cursor, int messageLength) {
        int count = messageLength == 0 ? cursor.rawToLastQuote() : typed(messageLength);
        if (count == Cursor.END || count >= cursor.remaining()) {
            return null;
        }
        byte[] typed = cursor.raw(count);
        return cursor.raw(1)[0] == '"' ? typed : null;
    }

    private byte @Nullable [] unquoted(Cursor cursor, int messageLength) {
        String digits = this == HEX ? cursor.takeWhile(b -> Character.digit(b, 16) >= 0) : "";
        boolean asAnnounced = messageLength == 0 || digits.length() == typed(messageLength);
        return digits.isEmpty() || !asAnnounced ? null : digits.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte @Nullable [] fromHex(byte[] typed) {
        if (typed.length % 2 != 0) {
            return null;
        }
        byte[] bytes = new byte[typed.length / 2];
        for (int i = 0; i < bytes.length; i++) {
            int value = hexByte(typed, 2 * i);
            if (value < 0) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return bytes;
    }

    private static byte @Nullable [] unescape(byte[] typed) {
        ByteArrayOutputStream message = new ByteArrayOutputStream(typed.length);
        for (int i = 0; i < typed.length; i++) {
            if (typed[i] != '\\') {
                message.write(typed[i]);
                continue;
            }
            i++;
            int value = i == typed.length ? -1 : typed[i] == 'x' ? hexByte(typed, i + 1) : escaped(typed[i]);
            if (value < 0) {
                return null;
            }
            i += typed[i] == 'x' ? 2 : 0;
            message.write(value);
        }
        return message.toByteArray();
    }

    private static int escaped(byte b) {
        return switch (b) {
            case 'r' -> '\r';
            case 'n' -> '\n';
            case 't' -> '\t';
            case '0' -> 0;
            case '\\', '"' -> b;
            default -> -1;
        };
    }

    /** The value of two digits; -1 if they are none or cut off. */
    private static int hexByte(byte[] typed, int at) {
        if (at + 2 > typed.length) {
            return -1;
        }
        int high = Character.digit(typed[at], 16);
        int low = Character.digit(typed[at + 1], 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }
}
