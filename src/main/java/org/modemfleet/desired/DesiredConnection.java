package org.modemfleet.desired;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.MapKeyColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The row of one connection, with its settings and subscriptions. */
@Entity
@Table(name = "desired_connection")
class DesiredConnection {

    @EmbeddedId
    private ConnectionKey key;

    @Version
    private @Nullable Long version;

    @Enumerated(EnumType.STRING)
    private DesiredView.@Nullable Wanted wanted;

    private @Nullable String host;

    private @Nullable Integer port;

    @Column(name = "client_id")
    private @Nullable String clientId;

    @Column(name = "user_name")
    private @Nullable String user;

    /** Sealed. */
    private @Nullable String password;

    @Column(name = "changed_at")
    private Instant changedAt;

    @Enumerated(EnumType.STRING)
    @Column(name = "restore_policy")
    private @Nullable Restore restore;

    /** Null: text. */
    @Column(name = "will_format")
    private @Nullable Integer willFormat;

    /** MQTTCFG key to its fields as JSON. */
    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "desired_setting", joinColumns = {
            @JoinColumn(name = "module", referencedColumnName = "module"),
            @JoinColumn(name = "connect_id", referencedColumnName = "connect_id")})
    @MapKeyColumn(name = "setting_key")
    @Column(name = "setting_values")
    private Map<String, String> settings = new HashMap<>();

    @ElementCollection(fetch = FetchType.EAGER)
    @CollectionTable(name = "desired_subscription", joinColumns = {
            @JoinColumn(name = "module", referencedColumnName = "module"),
            @JoinColumn(name = "connect_id", referencedColumnName = "connect_id")})
    @OrderColumn(name = "topic_no")
    private List<WantedSubscription> subscriptions = new ArrayList<>();

    protected DesiredConnection() {
        // for JPA
    }

    DesiredConnection(ConnectionKey key, Instant now) {
        this.key = key;
        this.changedAt = now;
    }

    ConnectionKey key() {
        return key;
    }

    /** From 1 on: the first one that is stored has the number 0 there. */
    long version() {
        return version == null ? 0 : version + 1;
    }

    Instant changedAt() {
        return changedAt;
    }

    Map<String, String> settings() {
        return settings;
    }

    int willFormat() {
        return willFormat == null ? 0 : willFormat;
    }

    List<WantedSubscription> subscriptions() {
        return subscriptions;
    }

    @Nullable Restore restore() {
        return restore;
    }

    @Nullable String sealedPassword() {
        return password;
    }

    DesiredView.@Nullable Wanted wanted() {
        return wanted;
    }

    @Nullable ConnectionParameters parameters() {
        return host == null || port == null ? null
                : new ConnectionParameters(host, port, clientId, user, password == null ? null : "***");
    }

    void connect(ConnectionParameters parameters, @Nullable String sealedPassword, Instant now) {
        host = parameters.host();
        port = parameters.port();
        clientId = parameters.clientId();
        user = parameters.user();
        password = sealedPassword;
        wanted = DesiredView.Wanted.CONNECTED;
        changedAt = now;
    }

    void disconnect(Instant now) {
        wanted = DesiredView.Wanted.DISCONNECTED;
        changedAt = now;
    }

    /** @param inputFormat in which a will message was typed; null if there is none among the values */
    void set(String settingKey, String values, @Nullable Integer inputFormat, Instant now) {
        settings.put(settingKey, values);
        if (inputFormat != null) {
            willFormat = inputFormat;
        }
        changedAt = now;
    }

    /** Nothing of what was wanted before holds any longer. */
    void clear(Instant now) {
        settings.clear();
        subscriptions.clear();
        wanted = null;
        host = null;
        port = null;
        clientId = null;
        user = null;
        password = null;
        willFormat = null;
        restore = null;
        changedAt = now;
    }

    void restore(@Nullable Restore policy, Instant now) {
        restore = policy;
        changedAt = now;
    }

    /** A topic that is there already keeps its place. */
    void subscribe(List<WantedSubscription> topics, Instant now) {
        for (WantedSubscription wantedTopic : topics) {
            int known = subscriptions.stream().map(WantedSubscription::topic).toList().indexOf(wantedTopic.topic());
            if (known < 0) {
                subscriptions.add(wantedTopic);
            } else {
                subscriptions.set(known, wantedTopic);
            }
        }
        changedAt = now;
    }

    void unsubscribe(Collection<String> topics, Instant now) {
        subscriptions.removeIf(subscription -> topics.contains(subscription.topic()));
        changedAt = now;
    }
}
