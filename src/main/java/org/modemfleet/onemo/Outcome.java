package org.modemfleet.onemo;

/** How an MQTT command ended; in JSON the name in lower case. */
public enum Outcome {
    /** Done, and no URC belongs to it. */
    ACCEPTED,
    CONNECTED,
    DISCONNECTED,
    /** The server refused the connection (conn 3). */
    REFUSED,
    /** The connection ended in another state. */
    FAILED,
    ACKNOWLEDGED,
    /** Some topics were refused (suback 128). */
    PARTIAL,
    /** All topics were refused. */
    REJECTED,
    /** The module gave up after its retransmissions. */
    TIMEOUT,
    /** A URC is still due. */
    PENDING,
    /** Nobody knows. */
    INDETERMINATE;

    public String json() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
