package org.modemfleet.simulator.mqtt;

/** Why a connection or an attempt ended without the user and without a refusal; the codes of the {@code conn} URC. */
enum Loss {
    CLOSED_BY_SERVER(4),
    /** Also: closed by a server that had heard nothing from us for 1.5 times the Keep Alive. */
    PING_TIMEOUT(5),
    /** Unreachable, reset, unknown name, no CONNACK in time, or something that is not MQTT 3.1.1. */
    NETWORK(6),
    UNKNOWN(255);

    private final int code;

    Loss(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
