package org.modemfleet.desired;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.springframework.stereotype.Component;

/** Reads what is wanted, as it is now. */
@Component
class Goals {

    private final DesiredState connections;
    private final DesiredTls contexts;

    Goals(DesiredState connections, DesiredTls contexts) {
        this.connections = connections;
        this.contexts = contexts;
    }

    /** Of every connection of which anything is wanted. */
    List<ConnectId> connections(String module) {
        return connections.connections(module);
    }

    Goal of(String module, ConnectId connection) {
        DesiredView view = connections.view(module, connection);
        SslId sslId = used(view);
        boolean stored = sslId != null && contexts.view(module, sslId).isPresent();
        return new Goal(connection, view, connections.password(module, connection), stored ? sslId : null,
                stored ? context(module, sslId).orElse(null) : null);
    }

    /** The SSL contexts that no connection uses. */
    List<SslId> unused(String module) {
        List<SslId> used = connections(module).stream().map(connection -> used(connections.view(module, connection)))
                .filter(id -> id != null).toList();
        return contexts.contexts(module).stream().filter(id -> !used.contains(id)).toList();
    }

    /** With its private key; empty if it is not there or cannot be read. */
    Optional<SslContext> context(String module, SslId sslId) {
        Optional<SslContext> shown = contexts.view(module, sslId);
        return switch (contexts.key(module, sslId)) {
            case StoredSecret.None _ -> shown;
            case StoredSecret.Known(String key) -> shown.map(context ->
                    new SslContext(context.ca(), context.cert(), key, context.auth(), context.ignoreVerify()));
            case StoredSecret.Unreadable _ -> Optional.empty();
        };
    }

    private static @Nullable SslId used(DesiredView view) {
        Map<String, Object> ssl = view.settings().getOrDefault(MqttKey.SSL.key(), Map.of());
        return Integer.valueOf(1).equals(ssl.get("sslEnable")) && ssl.get("sslId") instanceof Integer id ? new SslId(id) : null;
    }
}
