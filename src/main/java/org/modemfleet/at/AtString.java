package org.modemfleet.at;

/** String constants (V.250 5.4.2.2): the one place where text is put between quotes. */
public final class AtString {

    private AtString() {}

    /**
     * The text between quotes.
     *
     * @throws AtException.NotQuotable if it holds a quote, a control character (U+0000–U+001F, U+007F–U+009F) or half a
     *     surrogate pair: the string would end early, the command line would end inside it, or the text would change
     */
    public static String quoted(String text) {
        check(text);
        return '"' + text + '"';
    }

    /**
     * Checks that {@link #quoted} can express the text.
     *
     * @throws AtException.NotQuotable if it cannot
     */
    public static void check(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                throw new AtException.NotQuotable(i, "a quote");
            }
            if (Character.isISOControl(c)) {
                throw new AtException.NotQuotable(i, "the control character U+%04X".formatted((int) c));
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new AtException.NotQuotable(i, "a lone surrogate");
            }
        }
    }
}
