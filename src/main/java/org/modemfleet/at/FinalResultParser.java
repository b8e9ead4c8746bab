package org.modemfleet.at;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells final results (V.250 5.7.1; 3GPP TS 27.007 9.2, TS 27.005 3.2.5) from other lines.
 *
 * <pre>
 * OK
 * ERROR
 * +CME ERROR: &lt;err>     +CMS ERROR: &lt;err>     +CIS ERROR: &lt;err>     (the blank may be missing)
 * </pre>
 */
public final class FinalResultParser {

    private static final int FAMILY_BEGIN = 1;
    private static final int FAMILY_END = 4;
    private static final String MIDDLE = " ERROR:";

    private FinalResultParser() {}

    /** The line's final result, or null if it is none. Only a {@link AtLine.Kind#TEXT} line can be one. */
    public static @Nullable FinalResult parse(AtLine line) {
        if (line.kind() != AtLine.Kind.TEXT) {
            return null;
        }
        byte[] bytes = line.bytes();
        if (equals(bytes, "OK")) {
            return FinalResult.OK;
        }
        if (equals(bytes, "ERROR")) {
            return FinalResult.ERROR;
        }
        return bytes.length > 0 && bytes[0] == '+' ? extended(line.text()) : null;
    }

    private static @Nullable FinalResult extended(String text) {
        if (text.length() < FAMILY_END + MIDDLE.length() || !text.startsWith(MIDDLE, FAMILY_END)) {
            return null;
        }
        String family = text.substring(FAMILY_BEGIN, FAMILY_END);
        return switch (family) {
            case "CME", "CMS", "CIS" ->
                new FinalResult.Extended(text, family, text.substring(FAMILY_END + MIDDLE.length()).strip());
            default -> null;
        };
    }

    private static boolean equals(byte[] bytes, String text) {
        return bytes.length == text.length() && Arrays.equals(bytes, text.getBytes(StandardCharsets.US_ASCII));
    }
}
