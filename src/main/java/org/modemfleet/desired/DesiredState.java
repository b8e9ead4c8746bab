package org.modemfleet.desired;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the operator wants of each connection: what was successfully set through us. Each method is a transaction of its
 * own, committed when it returns; call them in the order in which the module said OK.
 */
@Service
public class DesiredState {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    private final DesiredConnections connections;
    private final SecretBox secrets;
    private final TransactionTemplate transaction;
    private final RepeatedTransaction repeated;
    private final InstantSource clock;

    DesiredState(DesiredConnections connections, SecretBox secrets, PlatformTransactionManager transactions,
            InstantSource clock) {
        this.connections = connections;
        this.secrets = secrets;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
        this.repeated = new RepeatedTransaction(transaction);
    }

    /** @param fields all fields of the key, by their names in camelCase */
    public void settingApplied(String module, ConnectId connection, String key, Map<String, Object> fields) {
        String values = JSON.writeValueAsString(fields);
        change(module, connection, (row, now) -> row.set(key, values, now));
    }

    /** The module took an MQTTCONN with these parameters. */
    public void connectionApplied(String module, ConnectId connection, ConnectionParameters parameters) {
        String password = parameters.password();
        change(module, connection, (row, now) -> row.connect(parameters,
                password == null ? null : secrets.seal(password, row.key().toString()), now));
    }

    /** The module took an MQTTDISC. The parameters stay. */
    public void disconnectApplied(String module, ConnectId connection) {
        change(module, connection, DesiredConnection::disconnect);
    }

    /** The module took an MQTTSUB of these topics. */
    public void subscribed(String module, ConnectId connection, List<WantedSubscription> topics) {
        change(module, connection, (row, now) -> row.subscribe(topics, now));
    }

    /** The module took an MQTTUNSUB of these topics, or the server refused them. */
    public void unsubscribed(String module, ConnectId connection, Collection<String> topics) {
        change(module, connection, (row, now) -> row.unsubscribe(topics, now));
    }

    public DesiredView view(String module, ConnectId connection) {
        return connections.findById(ConnectionKey.of(module, connection)).map(DesiredState::shown)
                .orElse(DesiredView.NOTHING);
    }

    /** The password to use where a request leaves it out. */
    public StoredSecret password(String module, ConnectId connection) {
        ConnectionKey key = ConnectionKey.of(module, connection);
        return secrets.stored(connections.findById(key).map(DesiredConnection::sealedPassword).orElse(null),
                key.toString());
    }

    /** Forgets all connections of a module; joins a transaction that is open. */
    void forget(String module) {
        transaction.executeWithoutResult(_ -> connections.deleteAll(connections.findByKeyModule(module)));
    }

    private void change(String module, ConnectId connection, BiConsumer<DesiredConnection, Instant> change) {
        ConnectionKey key = ConnectionKey.of(module, connection);
        repeated.executeWithoutResult(_ -> {
            Instant now = clock.instant();
            DesiredConnection row = connections.findById(key).orElseGet(() -> new DesiredConnection(key, now));
            change.accept(row, now);
            connections.save(row);
        });
    }

    /** The manual's order. */
    private static int place(String key) {
        return MqttKey.find(key).map(MqttKey::ordinal).orElse(MqttKey.values().length);
    }

    private static DesiredView shown(DesiredConnection row) {
        Map<String, Map<String, Object>> settings = new LinkedHashMap<>();
        row.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(DesiredState::place)))
                .forEach(entry -> settings.put(entry.getKey(), JSON.readValue(entry.getValue(), FIELDS)));
        return new DesiredView(row.version(), settings, row.wanted(), row.parameters(),
                List.copyOf(row.subscriptions()));
    }
}
