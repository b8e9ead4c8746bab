package org.modemfleet.link;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a module is: {@code serial:/dev/ttyUSB2?baud=115200}, {@code tcp:10.0.0.5:7001}, {@code sim:ML307R}.
 *
 * @param scheme {@code serial}, {@code tcp}, {@code sim}
 * @param target what stands between the colon and the question mark
 * @param options the parameters behind the question mark, in order
 */
public record LinkAddress(String scheme, String target, Map<String, String> options) {

    public LinkAddress {
        options = Map.copyOf(options);
    }

    /** @throws LinkException.BadAddress if the text is not of the form {@code scheme:target[?name=value[&name=value…]]} */
    public static LinkAddress parse(String text) throws LinkException {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new LinkException.BadAddress(text, "expected scheme:target, such as tcp:10.0.0.5:7001");
        }
        int question = text.indexOf('?');
        String target = question < 0 ? text.substring(colon + 1) : text.substring(colon + 1, question);
        Map<String, String> options = new LinkedHashMap<>();
        if (question >= 0) {
            for (String option : text.substring(question + 1).split("&")) {
                int equals = option.indexOf('=');
                if (equals <= 0 || options.put(option.substring(0, equals), option.substring(equals + 1)) != null) {
                    throw new LinkException.BadAddress(text, "expected name=value once each behind the question mark");
                }
            }
        }
        if (target.isEmpty()) {
            throw new LinkException.BadAddress(text, "nothing stands behind the scheme");
        }
        return new LinkAddress(text.substring(0, colon), target, options);
    }
}
