package org.modemfleet.simulator.device;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A row or URC in the making: text, and bytes as they are. */
final class Bytes {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    private Bytes() {}

    static Bytes of(String text) {
        return new Bytes().text(text);
    }

    Bytes text(String text) {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Bytes number(int number) {
        return text(Integer.toString(number));
    }

    Bytes raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    /** A string parameter. */
    Bytes quoted(byte[] bytes) {
        return text("\"").raw(bytes).text("\"");
    }

    byte[] toArray() {
        return out.toByteArray();
    }

    static byte[] hex(byte[] bytes) {
        return HEX.formatHex(bytes).getBytes(StandardCharsets.US_ASCII);
    }

    /** The text of a UTF-8 string parameter; null if it is none. */
    static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
