package org.modemfleet.command;

import java.time.Duration;

/**
 * How a command is given.
 *
 * @param urcWait how long to wait for the URCs that settle it, from its final result; 0–300 s
 * @param desired whether what the module took becomes desired state; false for what is taken back at once
 */
public record CommandOptions(Duration urcWait, boolean desired) {

    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(10);
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(300);

    public static CommandOptions waiting(Duration urcWait) {
        return new CommandOptions(urcWait, true);
    }
}
