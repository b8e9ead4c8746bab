package org.modemfleet.command.web;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;

/** Bytes that a client sends as {@code text}, {@code hex} or {@code base64}. */
final class GivenBytes {

    private GivenBytes() {}

    /**
     * @param field its name; its encoding stands in {@code <field>Encoding}
     * @param encoding null: text
     * @throws CommandException.Invalid if the value is not in that encoding, or there is no such encoding
     */
    static byte[] of(String module, @Nullable Integer connectId, String field, String value,
            @Nullable String encoding) {
        return switch (encoding == null ? "text" : encoding) {
            case "text" -> text(module, connectId, field, value);
            case "hex" -> hex(module, connectId, field, value);
            case "base64" -> base64(module, connectId, field, value);
            default -> throw invalid(module, connectId, field + "Encoding", encoding, "text, hex or base64");
        };
    }

    private static byte[] text(String module, @Nullable Integer connectId, String field, String value) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException loneSurrogate) {
            throw invalid(module, connectId, field, null, "text without lone surrogates");
        }
    }

    private static byte[] hex(String module, @Nullable Integer connectId, String field, String value) {
        try {
            return HexFormat.of().parseHex(value);
        } catch (IllegalArgumentException notHex) {
            throw invalid(module, connectId, field, value, "pairs of hex digits");
        }
    }

    private static byte[] base64(String module, @Nullable Integer connectId, String field, String value) {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException notBase64) {
            throw invalid(module, connectId, field, value, "base64 (RFC 4648, section 4)");
        }
    }

    private static CommandException.Invalid invalid(String module, @Nullable Integer connectId, String field,
            @Nullable Object value, String allowed) {
        return new CommandException.Invalid(module, connectId,
                List.of(new CommandException.Violation(field, value, allowed)));
    }
}
