package org.modemfleet.simulator.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.IntRange;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.v250.Answer;
import org.modemfleet.simulator.v250.Arguments;
import org.modemfleet.simulator.v250.CmeError;
import org.modemfleet.simulator.v250.Command;
import org.modemfleet.simulator.v250.CommandTable;
import org.modemfleet.simulator.v250.Completion;

/** +MQTTCFG (manual 3.1). */
final class MqttConfigurationCommand {

    private static final byte[] NOTHING = {};

    private MqttConfigurationCommand() {}

    static void addTo(CommandTable<MobileTermination> table) {
        table.extended("+MQTTCFG", Command.<MobileTermination>none()
                .test(MqttConfigurationCommand::test)
                .set(MqttConfigurationCommand::set));
    }

    /** {@code AT+MQTTCFG=?} → {@code +MQTTCFG: "ssl",(0-5),(0-1),(0-5)} and so on, a row for each key of the model. */
    private static Completion test(MobileTermination module, Answer answer) {
        ModelProfile profile = module.profile();
        keys(profile).forEach(key -> {
            StringBuilder row = new StringBuilder("+MQTTCFG: \"" + key.key() + "\",(" + profile.connectIds() + ")");
            key.fields().forEach(field -> row.append(",(").append(profile.allowed(field)).append(')'));
            answer.row(key == SettingKey.WILLPAYLOAD ? row + ",," : row.toString());
        });
        return Completion.OK;
    }

    /** {@code AT+MQTTCFG="<key>",<id>[,<value>…]}. */
    private static Completion set(MobileTermination module, Arguments arguments, Answer answer) {
        ModelProfile profile = module.profile();
        byte[] name = arguments.optionalText(0, Integer.MAX_VALUE);
        if (!arguments.valid()) {
            return Completion.INVALID_PARAMETER;
        }
        String key = name == null ? null : Bytes.utf8(name);
        if ("query".equals(key)) {
            return query(module, arguments, answer);
        }
        Optional<SettingKey> setting = key == null || !profile.hasKey(key) ? Optional.empty() : SettingKey.of(key);
        if (setting.isEmpty()) {
            return Completion.NOT_SUPPORTED;
        }
        int connectId = arguments.integer(profile.connectIds()::contains);
        if (!arguments.valid()) {
            return Completion.INVALID_PARAMETER;
        }
        MqttConnection connection = module.connection(connectId);
        if (!arguments.hasNext()) {
            return arguments.complete() ? print(setting.get(), connection, answer) : Completion.INVALID_PARAMETER;
        }
        return setting.get() == SettingKey.WILLPAYLOAD
                ? setWill(profile, connection, arguments)
                : setNumbers(module, setting.get(), connection, arguments);
    }

    /** {@code AT+MQTTCFG="query",<id>} → the rows of every key. */
    private static Completion query(MobileTermination module, Arguments arguments, Answer answer) {
        int connectId = arguments.integer(module.profile().connectIds()::contains);
        if (!arguments.complete()) {
            return Completion.INVALID_PARAMETER;
        }
        keys(module.profile()).forEach(key -> print(key, module.connection(connectId), answer));
        return Completion.OK;
    }

    /** {@code +MQTTCFG: "<key>",<value>…}, without the connect_id. */
    private static Completion print(SettingKey key, MqttConnection connection, Answer answer) {
        ConnectionSettings settings = connection.settings();
        Bytes row = Bytes.of("+MQTTCFG: \"" + key.key() + "\"");
        key.fields().forEach(field -> settings.find(field).ifPresent(value -> row.text(",").number(value)));
        if (key == SettingKey.WILLPAYLOAD) {
            optional(row.text(","), settings.willTopic());
            optional(row.text(","), settings.willMessage());
        }
        answer.row(row.toArray());
        return Completion.OK;
    }

    /** Unset and empty will strings are the same and print as nothing. */
    private static void optional(Bytes row, byte[] text) {
        if (text.length > 0) {
            row.quoted(text);
        }
    }

    private static Completion setNumbers(MobileTermination module, SettingKey key, MqttConnection connection,
            Arguments arguments) {
        ModelProfile profile = module.profile();
        Map<String, Integer> values = new LinkedHashMap<>();
        boolean given = false;
        for (String field : key.fields()) {
            Integer value = arguments.optionalInteger(number -> profile.accepts(field, number));
            given |= value != null;
            // A value that is skipped or left out, where another is given, takes its documented default.
            values.put(field, value != null ? value : defaultOf(profile, field));
        }
        if (!given || !arguments.complete() || key == SettingKey.CID && !mayUse(module, values.get("cid"))) {
            return Completion.INVALID_PARAMETER;
        }
        if (key.whileDisconnected() && connection.exists()) {
            return Completion.refused(CmeError.STATE_ERROR);
        }
        connection.settings().set(values);
        return Completion.OK;
    }

    private static Integer defaultOf(ModelProfile profile, String field) {
        return profile.defaults().get(field) instanceof Integer standard ? standard : 0;
    }

    /** On models without a default context the one that is set has to be active (footnote 4 of the manual). */
    private static boolean mayUse(MobileTermination module, Integer cid) {
        ModelProfile.CidRule rule = module.profile().cid();
        return rule == null || rule.defaultCid() != null || module.packetDomain().isActive(cid);
    }

    /** {@code "willpayload",<id>,<will_topic>[,<will_msg>]}; the message is read by the input format in force. */
    private static Completion setWill(ModelProfile profile, MqttConnection connection, Arguments arguments) {
        IntRange topicLength = profile.lengths().get("willTopic");
        byte[] topic = arguments.optionalText(topicLength.min(), topicLength.max());
        byte[] message = arguments.optionalText(0, Integer.MAX_VALUE);
        InputFormat format = connection.settings().inputFormat();
        byte @Nullable [] payload = message == null ? NOTHING : format.decode(message);
        if (topic == null && message == null || payload == null || !arguments.complete()
                || message != null && !profile.lengths().get("willMsg").contains(format.length(message))
                || topic != null && Bytes.utf8(topic) == null) {
            return Completion.INVALID_PARAMETER;
        }
        if (connection.exists()) {
            return Completion.refused(CmeError.STATE_ERROR);
        }
        connection.settings().will(topic == null ? NOTHING : topic, message == null ? NOTHING : message, payload);
        return Completion.OK;
    }

    /** The model's keys in the order in which they print. */
    private static Iterable<SettingKey> keys(ModelProfile profile) {
        return profile.keys().stream().map(SettingKey::of).flatMap(Optional::stream).toList();
    }
}
