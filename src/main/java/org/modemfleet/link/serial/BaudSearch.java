package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.Link;
import org.modemfleet.link.LinkException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the rate at which a module answers {@code AT}: its UART may be set to any of those that {@code AT+IPR} takes. */
final class BaudSearch {

    /** The likeliest first. */
    static final List<Integer> RATES = List.of(115_200, 921_600, 460_800, 230_400, 57_600, 38_400, 19_200, 9_600);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Logger log = LoggerFactory.getLogger(BaudSearch.class);

    private BaudSearch() {}

    /** An open port at which something answered; {@code probe} has to hand it over, or {@link #leave} to close it. */
    record Answered(Link link, PortProbe probe, int baud) {

        /** Closes the port and waits until that is done. */
        void leave() {
            link.close();
            probe.awaitClosed(CLOSE_LIMIT);
        }
    }

    /** All rates, and this one first. */
    static List<Integer> beginningWith(@Nullable Integer baud) {
        List<Integer> rates = new ArrayList<>(RATES);
        if (baud != null) {
            rates.remove(baud);
            rates.addFirst(baud);
        }
        return rates;
    }

    /**
     * Opens the device at one rate after the other until something answers; null if nothing does.
     *
     * @param next whom the port will be handed over to
     */
    static @Nullable Answered find(PortOpener opener, Path device, List<Integer> rates, Link.Listener next) throws LinkException {
        for (int baud : rates) {
            PortProbe probe = new PortProbe(next);
            Answered open = new Answered(opener.open(device, baud, probe), probe, baud);
            try {
                if (probe.isAnswered(open.link())) {
                    return open;
                }
            } catch (IOException gone) {
                log.debug("{} at {} baud", device, baud, gone);
            }
            open.leave();
        }
        return null;
    }
}
