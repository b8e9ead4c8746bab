package org.modemfleet.command;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Ids of commands: opaque to clients, ascending with time, so that the history is in order by id. */
final class CommandIds {

    /** Milliseconds leave 4096 ids each before an id runs ahead of the clock. */
    private static final int COUNTER_BITS = 12;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{24}");

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final AtomicLong last = new AtomicLong();

    CommandIds(InstantSource clock) {
        this.clock = clock;
    }

    String next() {
        long now = clock.millis() << COUNTER_BITS;
        long number = last.updateAndGet(previous -> Math.max(previous + 1, now));
        return HexFormat.of().toHexDigits(number) + HexFormat.of().toHexDigits(random.nextInt());
    }

    static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }
}
