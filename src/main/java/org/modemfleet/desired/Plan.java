package org.modemfleet.desired;

import java.util.List;
import org.modemfleet.at.AtCommand;

/**
 * What it takes to make a connection what is wanted of it.
 *
 * @param version of what is wanted
 * @param steps in order; none if there is nothing to do, or nothing that may be done
 * @param interrupts what would be interrupted, in words
 * @param drift in what the module differs now
 * @param waits whether the module is connecting by itself, so that the rest has to wait
 */
public record Plan(long version, List<Step> steps, List<String> interrupts, Drift drift, boolean waits) {

    /** @param why in words */
    public record Step(AtCommand<?> command, String why) {

        /** The line that would be sent, with secrets as {@code ***}. */
        public String line() {
            return command.shown();
        }
    }
}
