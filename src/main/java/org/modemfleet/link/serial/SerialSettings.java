package org.modemfleet.link.serial;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;

/**
 * Which serial port is used, and how; always 8 data bits, no parity, 1 stop bit.
 *
 * @param path of the device or a link to it; null if the port is looked for
 * @param imei of the module whose port is looked for; null if there is a path
 * @param baud 300–4000000, or {@link #AUTO}
 * @param rtscts hardware flow control
 */
record SerialSettings(@Nullable String path, @Nullable String imei, int baud, boolean rtscts) {

    /** The rate is found by trying. */
    static final int AUTO = 0;
    static final int DEFAULT_BAUD = 115_200;
    private static final int MIN_BAUD = 300;
    private static final int MAX_BAUD = 4_000_000;
    private static final Set<String> OPTIONS = Set.of("baud", "rtscts");
    private static final Pattern BY_IMEI = Pattern.compile("imei=([^&]*)(?:&(.*))?");

    static SerialSettings of(LinkAddress address) throws LinkException {
        Map<String, String> options = new LinkedHashMap<>(address.options());
        Matcher byImei = BY_IMEI.matcher(address.target());
        String imei = byImei.matches() ? byImei.group(1) : null;
        if (imei != null && byImei.group(2) != null) {
            // serial:imei=862000000000009&baud=auto, as one would write it
            options.putAll(LinkAddress.parse(address.scheme() + ":imei?" + byImei.group(2)).options());
        }
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw bad(address, "a serial link has the options baud and rtscts, not " + option);
            }
        }
        if (imei != null && !imei.matches("[0-9]{15}")) {
            throw bad(address, "an IMEI has 15 digits");
        }
        if (imei == null && !address.target().startsWith("/")) {
            throw bad(address, "expected the path of a device, such as /dev/ttyUSB2, or imei=862000000000009");
        }
        return new SerialSettings(imei == null ? address.target() : null, imei, baud(address, options.get("baud")),
                rtscts(address, options.getOrDefault("rtscts", "false")));
    }

    private static int baud(LinkAddress address, @Nullable String text) throws LinkException {
        if (text == null) {
            return DEFAULT_BAUD;
        }
        if (text.equals("auto")) {
            return AUTO;
        }
        int baud = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
        if (baud < MIN_BAUD || baud > MAX_BAUD) {
            throw bad(address, "baud is " + MIN_BAUD + "–" + MAX_BAUD + " or auto");
        }
        return baud;
    }

    private static boolean rtscts(LinkAddress address, String text) throws LinkException {
        return switch (text) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw bad(address, "rtscts is true or false");
        };
    }

    private static LinkException bad(LinkAddress address, String reason) {
        return new LinkException.BadAddress(address.scheme() + ":" + address.target(), reason);
    }
}
