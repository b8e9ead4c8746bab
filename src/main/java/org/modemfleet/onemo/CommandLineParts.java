package org.modemfleet.onemo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A V.250 command line taken apart (5.3): {@code E0V1+CMEE=1;+CSQ} are four commands. It is read generously, for the
 * module judges it: a quote that is never closed reaches to the line's end.
 */
final class CommandLineParts {

    /**
     * One command of the line.
     *
     * @param name in upper case: {@code +CMEE}, {@code &F}, {@code E}
     * @param form {@code ?}, {@code =?}, {@code =}, or nothing for a basic or execute command
     * @param parametersAt where in the body the parameters of a set command begin
     * @param end where it ends, before a semicolon
     */
    record Part(String name, String form, int parametersAt, int end) {

        boolean isSet() {
            return form.equals("=");
        }

        boolean isRead() {
            return form.equals("?");
        }
    }

    /** A parameter of a set command, as places in the body. */
    record Span(int from, int to) {}

    private CommandLineParts() {}

    /** @param body what follows {@code AT} */
    static List<Part> of(String body) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < body.length()) {
            char c = body.charAt(at);
            if (c == ' ' || c == ';') {
                at++;
                continue;
            }
            Part part = Character.isLetter(c) || c == '&' ? basic(body, at) : extended(body, at);
            parts.add(part);
            at = Math.max(part.end(), at + 1);
        }
        return parts;
    }

    /** A letter, or {@code &} and a letter, and a number; D and S take more. */
    private static Part basic(String body, int from) {
        int nameEnd = Math.min(body.length(), body.charAt(from) == '&' ? from + 2 : from + 1);
        String name = body.substring(from, nameEnd).toUpperCase(Locale.ROOT);
        int end = nameEnd;
        String more = name.equals("S") ? "0123456789=?" : "0123456789 ";
        while (end < body.length() && more.indexOf(body.charAt(end)) >= 0) {
            end++;
        }
        return new Part(name, "", end, name.equals("D") ? outsideQuotes(body, end, ';') : end);
    }

    private static Part extended(String body, int from) {
        int nameEnd = from;
        while (nameEnd < body.length() && "=?;".indexOf(body.charAt(nameEnd)) < 0) {
            nameEnd++;
        }
        String name = body.substring(from, nameEnd).replace(" ", "").toUpperCase(Locale.ROOT);
        int end = outsideQuotes(body, nameEnd, ';');
        String rest = body.substring(nameEnd, end).strip();
        String form = rest.startsWith("=?") ? "=?" : rest.startsWith("=") ? "=" : rest.startsWith("?") ? "?" : "";
        return new Part(name, form, Math.min(end, nameEnd + 1), end);
    }

    /** The parameters of a set command, separated by commas outside quotes. */
    static List<Span> parameters(String body, Part part) {
        List<Span> spans = new ArrayList<>();
        int from = part.parametersAt();
        while (from <= part.end()) {
            int comma = Math.min(part.end(), outsideQuotes(body, from, ','));
            spans.add(new Span(from, comma));
            from = comma + 1;
        }
        return spans;
    }

    private static int outsideQuotes(String body, int from, char wanted) {
        boolean quoted = false;
        for (int i = from; i < body.length(); i++) {
            char c = body.charAt(i);
            quoted ^= c == '"';
            if (c == wanted && !quoted) {
                return i;
            }
        }
        return body.length();
    }
}
