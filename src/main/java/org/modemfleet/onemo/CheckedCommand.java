package org.modemfleet.onemo;

import java.time.Duration;
import org.modemfleet.at.AtCommand;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * A command whose values somebody chose.
 *
 * @param <R> what its rows say
 */
public interface CheckedCommand<R> extends AtCommand<R> {

    /** Checks what is to be sent against the manual and the model; nothing may be sent unless it passes. */
    void check(ModelProfile profile, Check check);

    /** The module answers within a second (manual 3.2), whatever the network does; the rest is for a slow line. */
    @Override
    default Duration timeout() {
        return Timeouts.FINAL_RESULT;
    }
}
