package org.modemfleet.session;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    /** Connections that were up and are not, and no URC has told why. */
    private final Set<ConnectId> vanished = new HashSet<>();

    synchronized void clear() {
        entries.clear();
        vanished.clear();
    }

    synchronized List<ConnectId> connected() {
        return entries.entrySet().stream().filter(entry -> entry.getValue().state() == CONNECTED)
                .map(entry -> new ConnectId(entry.getKey())).toList();
    }

    /** What a conn URC means. */
    synchronized void told(ConnectId id, int state, Instant at) {
        vanished.remove(id);
        state(id, state, at);
    }

    /**
     * An answer of MQTTSTATE.
     *
     * @return whether the connection was up and is not, and no URC has told why; one may be on its way
     */
    synchronized boolean asked(ConnectId id, int state, Instant at) {
        Entry known = entries.get(id.value());
        boolean gone = known != null && known.state() == CONNECTED && state == DISCONNECTED;
        if (gone) {
            vanished.add(id);
        }
        state(id, state, at);
        return gone;
    }

    /** Whether still no URC has told why it is down. */
    synchronized boolean isVanished(ConnectId id) {
        return vanished.contains(id);
    }

    /** MQTTCONN was done: where to. The state is told by its URC, which may have come already. */
    synchronized void addressed(ConnectId id, String host, @Nullable String clientId, Instant at) {
        Entry known = entries.get(id.value());
        boolean settledAlready = known != null && known.state() != DISCONNECTED;
        entries.put(id.value(), new Entry(settledAlready ? known.state() : CONNECTING, host, clientId,
                settledAlready ? known.since() : at));
    }

    private void state(ConnectId id, int state, Instant at) {
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
