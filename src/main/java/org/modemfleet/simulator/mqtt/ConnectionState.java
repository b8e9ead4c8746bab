package org.modemfleet.simulator.mqtt;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** +MQTTSTATE (manual 3.7): 1 connecting or reconnecting, 2 connected, 3 disconnected. */
public enum ConnectionState {
    DISCONNECTED(3),
    CONNECTING(1),
    CONNECTED(2),
    /** Between the loss of a connection, or a failed first connect, and the end of the last attempt. */
    RECONNECTING(1);

    private static final Map<ConnectionState, Set<ConnectionState>> NEXT = new EnumMap<>(Map.of(
            DISCONNECTED, Set.of(CONNECTING),
            CONNECTING, Set.of(CONNECTED, RECONNECTING, DISCONNECTED),
            CONNECTED, Set.of(RECONNECTING, DISCONNECTED),
            RECONNECTING, Set.of(CONNECTED, DISCONNECTED)));

    private final int code;

    ConnectionState(int code) {
        this.code = code;
    }

    /** What AT+MQTTSTATE prints. */
    public int code() {
        return code;
    }

    boolean mayBecome(ConnectionState next) {
        return NEXT.get(this).contains(next);
    }
}
