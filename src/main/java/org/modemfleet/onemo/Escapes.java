package org.modemfleet.onemo;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Escaped input (format 2): {@code \r \n \t \0 \\ \" \xHH} stand for bytes. */
final class Escapes {

    private Escapes() {}

    static boolean areValid(String typed) {
        for (int i = typed.indexOf('\\'); i >= 0; i = typed.indexOf('\\', i)) {
            char kind = i + 1 < typed.length() ? typed.charAt(i + 1) : ' ';
            boolean hex = kind == 'x' && i + 3 < typed.length() && Hex.isHex(typed.substring(i + 2, i + 4));
            if (!hex && "rnt0\\\"".indexOf(kind) < 0) {
                return false;
            }
            i += hex ? 4 : 2;
        }
        return true;
    }

    /** What is typed for these bytes: text stays as it is, every other byte becomes {@code \xHH}. */
    static String escape(byte[] bytes) {
        return utf8(bytes).map(Escapes::escapeText).orElseGet(() -> escapeBytes(bytes));
    }

    /** The bytes as text if they are valid UTF-8. */
    static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }

    private static String escapeText(String text) {
        StringBuilder typed = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < 0x80) {
                typed.append(escapeByte((byte) c));
            } else if (Character.isISOControl(c)) {
                typed.append(escapeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8)));
            } else {
                typed.append(c);
            }
        }
        return typed.toString();
    }

    private static String escapeBytes(byte[] bytes) {
        StringBuilder typed = new StringBuilder();
        for (byte b : bytes) {
            typed.append(escapeByte(b));
        }
        return typed.toString();
    }

    private static String escapeByte(byte b) {
        return switch (b) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            case '"' -> "\\\"";
            default -> b >= 0x20 && b < 0x7F ? String.valueOf((char) b) : "\\x%02X".formatted(b & 0xFF);
        };
    }
}
