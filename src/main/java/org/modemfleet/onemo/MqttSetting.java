package org.modemfleet.onemo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtFields;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtString;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * The values of one key of AT+MQTTCFG.
 *
 * @param values an Integer or a String by field name, in the order of the command. What a module reports may lack
 *     fields: a {@code cid} that was never set, the {@code sslId} of {@code "ssl",0}
 */
public record MqttSetting(MqttKey key, Map<String, Object> values) {

    public MqttSetting {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (MqttKey.Field field : key.fields()) {
            if (values.containsKey(field.name())) {
                ordered.put(field.name(), values.get(field.name()));
            }
        }
        values = Collections.unmodifiableMap(ordered);
    }

    /**
     * The setting to send for given values. A field that is absent takes its documented default, for a module would do
     * the same (3.1), and the host always sends all values.
     *
     * @param given by field name; whole numbers for integers
     * @return empty if something is wrong, which {@code check} then holds
     */
    public static Optional<MqttSetting> of(MqttKey key, Map<String, ?> given, ModelProfile profile, Check check) {
        Rules.key(key, profile, check);
        if (!profile.hasKey(key.key())) {
            return Optional.empty();
        }
        Check own = new Check();
        Map<String, Object> values = new LinkedHashMap<>();
        for (MqttKey.Field field : key.fields()) {
            Object value = given.containsKey(field.name()) ? given.get(field.name()) : defaultOf(field, profile);
            if (field.isText() && value instanceof String || !field.isText() && value instanceof Integer) {
                values.put(field.name(), value);
            } else {
                own.invalid(field.name(), value, field.isText() ? "a string" : profile.allowed(field.name()));
            }
        }
        given.keySet().stream().filter(name -> key.fields().stream().noneMatch(field -> field.name().equals(name)))
                .forEach(name -> own.invalid(name, given.get(name), "only " + key.fields().stream()
                        .map(MqttKey.Field::name).collect(Collectors.joining(", "))));
        own.into(check);
        return own.passed() ? Optional.of(new MqttSetting(key, values)) : Optional.empty();
    }

    private static @Nullable Object defaultOf(MqttKey.Field field, ModelProfile profile) {
        return profile.defaults().get(field.name());
    }

    /** An integer value; empty if it was not reported. */
    public Optional<Integer> number(String field) {
        return values.get(field) instanceof Integer value ? Optional.of(value) : Optional.empty();
    }

    /** Whether all fields have a value. */
    public boolean isComplete() {
        return values.size() == key.fields().size();
    }

    /** The values as they stand in a command, such as {@code 1,0}. */
    public String toParameters() {
        return values.values().stream()
                .map(value -> value instanceof String text ? AtString.quoted(text) : value.toString())
                .collect(Collectors.joining(","));
    }

    /**
     * Reads a row {@code +MQTTCFG: "<key>",<values>}; empty if no key of this dialect is in it, as newer firmware has
     * further ones. Trailing values may be missing; unset strings may be printed as nothing.
     */
    static Optional<MqttSetting> parse(AtLine row) throws AtDecodingException {
        AtFields fields = AtFields.of(row);
        Optional<MqttKey> key = MqttKey.find(fields.quoted());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (MqttKey.Field field : key.get().fields()) {
            if (field.isText()) {
                String text = fields.optionalQuoted();
                values.put(field.name(), text == null ? "" : text);
            } else {
                fields.optionalInteger().ifPresent(value -> values.put(field.name(), value));
            }
        }
        return Optional.of(new MqttSetting(key.get(), values));
    }

    /** Checks ranges and lengths; {@code <will_msg>} is typed in the input format in force. */
    void check(ModelProfile profile, InputFormat inputFormat, Check check) {
        Rules.key(key, profile, check);
        for (MqttKey.Field field : key.fields()) {
            switch (values.get(field.name())) {
                case Integer number -> Rules.number(field.name(), field.name(), number, profile, check);
                case String text when field.name().equals("willMsg") -> willMsg(text, profile, inputFormat, check);
                case String text -> willTopic(text, profile, check);
                case null, default -> check.invalid(field.name(), null, "a value");
            }
        }
    }

    private static void willTopic(String text, ModelProfile profile, Check check) {
        Rules.text("willTopic", text, profile.lengths().get("willTopic"), check);
        Rules.noWildcards("willTopic", text, check);
    }

    private static void willMsg(String typed, ModelProfile profile, InputFormat inputFormat, Check check) {
        var bytes = profile.lengths().get("willMsg");
        switch (inputFormat) {
            case TEXT -> Rules.text("willMsg", typed, bytes, check);
            case HEX -> {
                if (!Hex.isHex(typed) || !bytes.contains(typed.length() / 2)) {
                    check.invalid("willMsg", typed, "pairs of hex digits (input format 1) for " + bytes + " bytes");
                }
            }
            case ESCAPED -> {
                Rules.text("willMsg", typed, bytes, check);
                if (!Escapes.areValid(typed)) {
                    check.invalid("willMsg", typed, "text with the escapes \\r \\n \\t \\0 \\\\ \\xHH (format 2)");
                }
            }
        }
    }
}
