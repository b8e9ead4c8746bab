package org.modemfleet.link.serial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What earlier searches have found at which port, so that none is asked again and again. A port that was unplugged since is a new
 * one: its node was made anew. For one search at a time.
 */
final class PortMemory {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /**
     * @param node what tells this device node from the next one of its name
     * @param imei what answered; null if nothing did
     * @param times in a row
     */
    private record Seen(Object node, @Nullable String imei, int times, Instant next) {}

    private final Map<Path, Seen> seen = new HashMap<>();

    /** The ports that are to be asked for a module now: where it was last, then the others whose time has come. */
    List<Path> due(Collection<Path> devices, String imei, Instant now) {
        return devices.stream().filter(device -> isAt(device, imei) || isDue(device, now))
                .sorted(Comparator.comparing((Path device) -> !isAt(device, imei)).thenComparing(device -> device)).toList();
    }

    private boolean isAt(Path device, String imei) {
        Seen before = current(device);
        return before != null && imei.equals(before.imei());
    }

    private boolean isDue(Path device, Instant now) {
        Seen before = current(device);
        return before == null || !now.isBefore(before.next());
    }

    /** @param imei what answered; null if nothing did */
    void found(Path device, @Nullable String imei, Instant now) {
        Seen before = current(device);
        int times = before == null ? 0 : before.times() + 1;
        long wait = Math.min(FIRST.toMillis() << Math.min(times, 10), LONGEST.toMillis());
        seen.put(device, new Seen(node(device), imei, times, now.plusMillis(wait)));
    }

    private @Nullable Seen current(Path device) {
        Seen before = seen.get(device);
        return before == null || !before.node().equals(node(device)) ? null : before;
    }

    private static Object node(Path device) {
        try {
            return Files.getAttribute(device, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException untold) {
            return "";
        }
    }
}
