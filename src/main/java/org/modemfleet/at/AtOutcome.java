package org.modemfleet.at;

/**
 * How an AT command ended: done, refused, or indeterminate.
 *
 * @param <R> what the command's rows say
 */
public sealed interface AtOutcome<R> {

    AtExchange exchange();

    /** The final result was OK and the rows were understood. */
    record Done<R>(R value, AtExchange exchange) implements AtOutcome<R> {}

    /** The module refused. */
    record Refused<R>(FinalResult result, AtExchange exchange) implements AtOutcome<R> {}

    /** Bytes were sent, but no final result came in time, the link broke, or the answer could not be understood. */
    record Indeterminate<R>(Reason reason, AtExchange exchange) implements AtOutcome<R> {}

    /** Why nobody knows whether the command was carried out. */
    enum Reason { NO_FINAL_RESULT, LINK_LOST, MODULE_RESET, NOT_UNDERSTOOD }
}
