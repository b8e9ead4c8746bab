package org.modemfleet.onemo;

import java.time.Duration;

/**
 * How long the host waits for final results. Modules answer within a second; these are for a slow serial line and a
 * module that is busy with its radio.
 */
final class Timeouts {

    static final Duration FINAL_RESULT = Duration.ofSeconds(5);

    /** 8192 cached bytes printed as hex take 17 s at 9600 bit/s. */
    static final Duration CACHE_READ = Duration.ofSeconds(20);

    /** A file goes into flash memory, which may have to be erased first. */
    static final Duration FILE_WRITE = Duration.ofSeconds(10);

    /** Beyond the time that the module keeps data mode open. */
    static final Duration BEHIND_DATA_MODE = Duration.ofSeconds(5);

    /** The longest time that any model keeps data mode open. */
    static final Duration DATA_MODE = Duration.ofSeconds(10);

    private Timeouts() {}
}
