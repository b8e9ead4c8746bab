package org.modemfleet.onemo;

import java.util.List;
import java.util.Map;

/** Which parameters of which commands nobody may see; used where a command line was typed by hand. */
final class Secrets {

    /** The first secret parameter of each command, from 0; all behind it are hidden with it. */
    private static final Map<String, Integer> FIRST_SECRET = Map.of("+MQTTCONN", 5, "+MSSLKEYWR", 3,
            "+MSSLPSK", 1, "+CPIN", 0, "+CLCK", 2, "+CPWD", 1, "+CGAUTH", 3);

    private Secrets() {}

    /** The body with secrets as {@code ***}. */
    static String masked(String body) {
        StringBuilder shown = new StringBuilder(body);
        for (CommandLineParts.Part part : CommandLineParts.of(body).reversed()) {
            Integer first = part.isSet() ? FIRST_SECRET.get(part.name()) : null;
            List<CommandLineParts.Span> parameters =
                    first == null ? List.of() : CommandLineParts.parameters(body, part);
            if (first != null && first < parameters.size()) {
                mask(shown, parameters.get(first).from(), part.end());
            }
        }
        return shown.toString();
    }

    /** An empty parameter hides nothing. */
    private static void mask(StringBuilder shown, int from, int to) {
        String secret = shown.substring(from, to).strip();
        if (!secret.isEmpty() && !secret.equals("\"\"")) {
            shown.replace(from, to, secret.startsWith("\"") ? '"' + Rules.MASK + '"' : Rules.MASK);
        }
    }
}
