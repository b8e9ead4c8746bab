package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.modemfleet.at.AtDecodingException;

/** Hex digits as the module prints (upper case) and takes them. */
final class Hex {

    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private Hex() {}

    static boolean isDigit(byte b) {
        return HexFormat.isHexDigit(b);
    }

    static String of(byte[] bytes) {
        return UPPER.formatHex(bytes);
    }

    static boolean isHex(String text) {
        return text.length() % 2 == 0 && text.chars().allMatch(HexFormat::isHexDigit);
    }

    /** A payload as it stood on the wire, of which {@code length} bytes are meant: bare, or as twice as many digits. */
    static byte[] payload(byte[] wire, int length) throws AtDecodingException {
        if (wire.length == length) {
            return wire;
        }
        String digits = new String(wire, StandardCharsets.ISO_8859_1);
        if (wire.length != 2 * length || !isHex(digits)) {
            throw new AtDecodingException("a payload of " + wire.length + " bytes where " + length + " were counted");
        }
        return HexFormat.of().parseHex(digits);
    }
}
