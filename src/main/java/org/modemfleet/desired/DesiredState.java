package org.modemfleet.desired;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.security.SecretBox;
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
        change(module, connection, (row, now) -> set(row, key, fields, now));
    }

    /** The will message is typed in the input format that is in force, which is the one that is wanted. */
    private static void set(DesiredConnection row, String key, Map<String, Object> fields, Instant now) {
        Integer inputFormat = key.equals(MqttKey.WILLPAYLOAD.key()) ? inputFormat(row) : null;
        row.set(key, JSON.writeValueAsString(fields), inputFormat, now);
    }

    private static int inputFormat(DesiredConnection row) {
        String encoding = row.settings().get(MqttKey.ENCODING.key());
        return encoding == null ? 0 : (int) JSON.readValue(encoding, FIELDS).getOrDefault("inputFormat", 0);
    }

    /**
     * Wants all this and nothing else of a connection. Nothing is sent to the module.
     *
     * @param ifMatch the version that is to be replaced, or {@code *} for any; null: whichever there is
     * @throws DesiredException.Invalid if a value is outside the manual or the model's profile
     * @throws DesiredException.Unsupported if the model lacks something
     * @throws DesiredException.PreconditionFailed if there is another version than {@code ifMatch} says
     */
    public DesiredView replace(String module, ConnectId connection, ModelProfile profile, DesiredDocument document,
            @Nullable String ifMatch) {
        List<SetSetting> settings = document.checked(module, connection, profile);
        ConnectionKey key = ConnectionKey.of(module, connection);
        repeated.executeWithoutResult(_ -> {
            Instant now = clock.instant();
            DesiredConnection row = connections.findById(key).orElseGet(() -> new DesiredConnection(key, now));
            if (ifMatch != null && !(ifMatch.equals("*") ? row.version() > 0 : ifMatch.equals(Long.toString(row.version())))) {
                throw new DesiredException.PreconditionFailed(module, connection.value(), ifMatch, row.version());
            }
            ConnectionParameters before = row.parameters();
            String sealedBefore = row.sealedPassword();
            row.clear(now);
            settings.forEach(setting -> set(row, setting.setting().key().key(), setting.setting().values(), now));
            if (document.connection() != null) {
                connect(row, document.connection(), before, sealedBefore, now);
            }
            row.subscribe(document.subscriptions(), now);
            row.restore(document.restore(), now);
            connections.save(row);
        });
        return view(module, connection);
    }

    private void connect(DesiredConnection row, DesiredDocument.Connection wanted, @Nullable ConnectionParameters before,
            @Nullable String sealedBefore, Instant now) {
        boolean known = before != null && before.isFor(wanted.host(), wanted.user());
        String sealed = switch (wanted.password()) {
            case GivenText.Keep _ -> known ? sealedBefore : null;
            case GivenText.None _ -> null;
            case GivenText.Given(String password) -> secrets.seal(password, row.key().toString());
        };
        row.connect(new ConnectionParameters(wanted.host(), wanted.port(), wanted.clientId(), wanted.user(), null), sealed, now);
        if (wanted.wanted() == DesiredView.Wanted.DISCONNECTED) {
            row.disconnect(now);
        }
    }

    /** The connections of which anything is wanted, in order. */
    public List<ConnectId> connections(String module) {
        return connections.findByKeyModule(module).stream().map(row -> new ConnectId(row.key().connectId()))
                .sorted(Comparator.comparingInt(ConnectId::value)).toList();
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
        return StoredSecret.of(secrets, connections.findById(key).map(DesiredConnection::sealedPassword).orElse(null),
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
        return new DesiredView(row.version(), row.changedAt(), settings, row.willFormat(), row.wanted(), row.parameters(),
                List.copyOf(row.subscriptions()), row.restore());
    }
}
