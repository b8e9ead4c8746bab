package org.modemfleet.simulator.device;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.modemfleet.onemo.profile.ModelProfile;

/** What AT+MQTTCFG has set of one connection; a field that was never set has the profile's default. */
final class ConnectionSettings {

    private static final byte[] NOTHING = {};

    private final ModelProfile profile;
    private Map<String, Integer> changed = Map.of();
    private byte[] willTopic = NOTHING;
    private byte[] willMessage = NOTHING;
    private byte[] willPayload = NOTHING;

    ConnectionSettings(ModelProfile profile) {
        this.profile = profile;
    }

    /** The field's value; empty only for a {@code cid} that was never set on a model without default. */
    OptionalInt find(String field) {
        Integer value = changed.get(field);
        if (value != null) {
            return OptionalInt.of(value);
        }
        return profile.defaults().get(field) instanceof Integer standard
                ? OptionalInt.of(standard)
                : OptionalInt.empty();
    }

    /** The field's value; 0 for one that the model does not have. */
    int get(String field) {
        return find(field).orElse(0);
    }

    boolean isOn(String field) {
        return get(field) == 1;
    }

    void set(Map<String, Integer> values) {
        Map<String, Integer> all = new HashMap<>(changed);
        all.putAll(values);
        changed = Map.copyOf(all);
    }

    InputFormat inputFormat() {
        return InputFormat.of(get("inputFormat"));
    }

    byte[] willTopic() {
        return willTopic;
    }

    /** As it was typed. */
    byte[] willMessage() {
        return willMessage;
    }

    /** What CONNECT carries. */
    byte[] willPayload() {
        return willPayload;
    }

    void will(byte[] topic, byte[] message, byte[] payload) {
        willTopic = Objects.requireNonNull(topic);
        willMessage = Objects.requireNonNull(message);
        willPayload = Objects.requireNonNull(payload);
    }
}
