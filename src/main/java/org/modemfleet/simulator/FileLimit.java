package org.modemfleet.simulator;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many files, sockets among them, this process may have open. A JVM raises its own soft limit to the hard one, so only who starts it
 * can do more.
 */
final class FileLimit {

    /** Jars, database, journal, HTTP clients: what a process has open besides its modules. */
    static final int RESERVE = 256;

    private static final Logger LOG = LoggerFactory.getLogger(FileLimit.class);

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Tells the operator before the first socket is missing. */
    void expect(int modules, int filesEach) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            problem(modules, filesEach, system.getMaxFileDescriptorCount()).ifPresent(problem -> {
                warned.set(true);
                LOG.warn(problem);
            });
        }
    }

    /** Tells it once, however many modules follow that nobody had announced. */
    void made(int modules) {
        if (!warned.get()) {
            expect(modules, 1);
        }
    }

    /** What is to be said; empty if there is room. */
    static Optional<String> problem(int modules, int filesEach, long limit) {
        long needed = (long) modules * filesEach + RESERVE;
        return needed <= limit ? Optional.empty() : Optional.of(modules + " simulated modules need up to " + needed
                + " open files when all are connected, but this process may open only " + limit
                + "; connections beyond that will fail with conn state 6. Raise the limit before the start: ulimit -n " + needed);
    }
}
