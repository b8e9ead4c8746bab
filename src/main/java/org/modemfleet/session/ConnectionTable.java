package org.modemfleet.session;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;

/** What is known of a module's connections in this epoch. */
final class ConnectionTable {

    static final int CONNECTING = 1;
    static final int CONNECTED = 2;
    static final int DISCONNECTED = 3;

    private record Entry(int state, @Nullable String host, @Nullable String clientId, Instant since) {}

    private final TreeMap<Integer, Entry> entries = new TreeMap<>();

    synchronized void clear() {
        entries.clear();
    }

    /** MQTTCONN was done: where to. The state is told by its URC, which may have come already. */
    synchronized void addressed(ConnectId id, String host, @Nullable String clientId, Instant at) {
        Entry known = entries.get(id.value());
        boolean settledAlready = known != null && known.state() != DISCONNECTED;
        entries.put(id.value(), new Entry(settledAlready ? known.state() : CONNECTING, host, clientId,
                settledAlready ? known.since() : at));
    }

    /** An answer of MQTTSTATE, or what a conn URC means. */
    synchronized void state(ConnectId id, int state, Instant at) {
        Entry known = entries.get(id.value());
        if (known == null) {
            if (state != DISCONNECTED) {
                entries.put(id.value(), new Entry(state, null, null, at));
            }
        } else if (known.state() != state) {
            entries.put(id.value(), new Entry(state, known.host(), known.clientId(), at));
        }
    }

    /** @param connState the conn URC's state */
    static int stateOf(int connState) {
        return switch (connState) {
            case 0 -> CONNECTED;
            case 1 -> CONNECTING;
            default -> DISCONNECTED;
        };
    }

    synchronized List<ConnectionView> views() {
        return entries.entrySet().stream().map(e -> new ConnectionView(e.getKey(), e.getValue().state(),
                e.getValue().host(), e.getValue().clientId(), e.getValue().since())).toList();
    }
}
