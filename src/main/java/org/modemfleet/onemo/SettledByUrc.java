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

    /**
     * Whether this URC belongs to the command also when it came after the command was sent but before its final result.
     * One that was on its way already, from what was before, does not.
     */
    default boolean mayPrecedeResult(MqttUrc urc) {
        return true;
    }
}
