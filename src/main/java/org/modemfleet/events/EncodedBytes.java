package org.modemfleet.events;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Bytes in JSON: {@code text} when they are valid UTF-8 without control characters besides CR, LF and TAB, else
 * {@code base64}, so that no byte is lost.
 *
 * @param value what stands in JSON
 * @param encoding {@code text} or {@code base64}
 */
public record EncodedBytes(String value, String encoding) {

    public static EncodedBytes of(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (text.chars().noneMatch(EncodedBytes::isHidden)) {
                return new EncodedBytes(text, "text");
            }
        } catch (CharacterCodingException notText) {
            // falls through to base64: not being text is an ordinary case
        }
        return base64(bytes);
    }

    static EncodedBytes base64(byte[] bytes) {
        return new EncodedBytes(Base64.getEncoder().encodeToString(bytes), "base64");
    }

    /** @throws IllegalArgumentException if the encoding is neither, or the value is no base64 */
    public byte[] bytes() {
        return switch (encoding) {
            case "text" -> value.getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode(value);
            default -> throw new IllegalArgumentException("encoding " + encoding);
        };
    }

    private static boolean isHidden(int c) {
        return Character.isISOControl(c) && c != '\r' && c != '\n' && c != '\t';
    }
}
