package org.modemfleet.onemo;

/**
 * A command whose outcome URCs tell.
 *
 * @param <R> what its rows say
 */
public interface SettledByUrc<R> {

    ConnectId connectId();

    /** @param rows what the answer's rows said */
    Settlement settlement(R rows);
}
