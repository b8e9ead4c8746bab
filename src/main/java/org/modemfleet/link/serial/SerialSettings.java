package org.modemfleet.link.serial;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;

/**
 * How a serial port is used; always 8 data bits, no parity, 1 stop bit.
 *
 * @param baud 300–4000000
 * @param rtscts hardware flow control
 */
record SerialSettings(String path, int baud, boolean rtscts) {

    static final int DEFAULT_BAUD = 115_200;
    private static final int MIN_BAUD = 300;
    private static final int MAX_BAUD = 4_000_000;
    private static final Set<String> OPTIONS = Set.of("baud", "rtscts");

    static SerialSettings of(LinkAddress address) throws LinkException {
        Map<String, String> options = address.options();
        for (String option : options.keySet()) {
            if (!OPTIONS.contains(option)) {
                throw bad(address, "a serial link has the options baud and rtscts, not " + option);
            }
        }
        if (!address.target().startsWith("/")) {
            throw bad(address, "expected the path of a device, such as /dev/ttyUSB2");
        }
        return new SerialSettings(address.target(), baud(address, options.get("baud")),
                rtscts(address, options.getOrDefault("rtscts", "false")));
    }

    private static int baud(LinkAddress address, @Nullable String text) throws LinkException {
        if (text == null) {
            return DEFAULT_BAUD;
        }
        int baud = text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
        if (baud < MIN_BAUD || baud > MAX_BAUD) {
            throw bad(address, "baud is " + MIN_BAUD + "–" + MAX_BAUD);
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
