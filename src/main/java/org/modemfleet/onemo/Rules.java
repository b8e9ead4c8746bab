package org.modemfleet.onemo;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.modemfleet.at.AtException;
import org.modemfleet.at.AtString;
import org.modemfleet.onemo.profile.IntRange;
import org.modemfleet.onemo.profile.ModelProfile;

/** What every command checks alike: numbers, strings, topics, what the model has. */
final class Rules {

    /** What stands in place of a secret. */
    static final String MASK = "***";

    private Rules() {}

    static void connectId(ConnectId id, ModelProfile profile, Check check) {
        if (!profile.connectIds().contains(id.value())) {
            check.unsupported("connectId", profile.model() + " has the connect_ids " + profile.connectIds());
        }
    }

    static void sslId(SslId id, ModelProfile profile, Check check) {
        ssl(profile, check);
        if (profile.sslIds() != null && !profile.sslIds().contains(id.value())) {
            check.unsupported("sslId", profile.model() + " has the ssl_ids " + profile.sslIds());
        }
    }

    static void ssl(ModelProfile profile, Check check) {
        if (profile.sslIds() == null) {
            check.unsupported("ssl", profile.model() + " has no SSL contexts and no MQTTS");
        }
    }

    static void key(MqttKey key, ModelProfile profile, Check check) {
        if (!profile.hasKey(key.key())) {
            check.unsupported(key.key(), profile.model() + " does not have the key " + key.key());
        }
    }

    static void cache(ModelProfile profile, Check check) {
        if (!profile.hasCache()) {
            check.unsupported("cache", profile.model() + " has no cache and no AT+MQTTREAD");
        }
    }

    static void number(String field, String range, int value, ModelProfile profile, Check check) {
        if (!profile.accepts(range, value)) {
            check.invalid(field, value, profile.allowed(range));
        }
    }

    static void text(String field, String value, IntRange bytes, Check check) {
        text(field, value, value, bytes, check);
    }

    static void secret(String field, String value, IntRange bytes, Check check) {
        text(field, value, MASK, bytes, check);
    }

    private static boolean text(String field, String value, String shown, IntRange bytes, Check check) {
        try {
            AtString.check(value);
        } catch (AtException.NotQuotable e) {
            check.invalid(field, shown, "text without quotes and control characters; " + e.getMessage());
            return false;
        }
        if (!bytes.contains(bytes(value))) {
            check.invalid(field, shown, bytes + " bytes of UTF-8");
            return false;
        }
        return true;
    }

    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A topic name (MQTT 3.1.1, 4.7): no wildcards. */
    static void topicName(String field, String topic, ModelProfile profile, Check check) {
        if (text(field, topic, topic, new IntRange(1, profile.topicBytes()), check)) {
            noWildcards(field, topic, check);
        }
    }

    static void noWildcards(String field, String topic, Check check) {
        if (topic.indexOf('+') >= 0 || topic.indexOf('#') >= 0) {
            check.invalid(field, topic, "a topic name without + and #");
        }
    }

    /** A topic filter (MQTT 3.1.1, 4.7.1): + fills its level, # fills the last. */
    static void topicFilter(String field, String filter, ModelProfile profile, Check check) {
        if (!text(field, filter, filter, new IntRange(1, profile.topicBytes()), check)) {
            return;
        }
        List<String> levels = List.of(filter.split("/", -1));
        for (int i = 0; i < levels.size(); i++) {
            String level = levels.get(i);
            boolean last = i == levels.size() - 1;
            if (level.length() > 1 && level.contains("+") || level.contains("#") && !(last && level.equals("#"))) {
                check.invalid(field, filter, "a topic filter: + alone in its level, # alone in the last level");
                return;
            }
        }
    }

    /** The limits over all topics of a command. */
    static void topicCount(String field, List<String> topics, ModelProfile profile, Check check) {
        if (topics.isEmpty() || topics.size() > profile.topicsPerCommand()) {
            check.invalid(field, topics.size(), "1-" + profile.topicsPerCommand() + " topics");
        }
        int sum = topics.stream().mapToInt(Rules::bytes).sum();
        if (profile.topicsBytes() != null && sum > profile.topicsBytes()) {
            check.invalid(field, sum, "at most " + profile.topicsBytes() + " bytes of topics in one command");
        }
    }

    /** The limits over the text of a command; asked only of one whose strings can be quoted. */
    static void lineLength(String field, String body, ModelProfile profile, Check check) {
        int parameters = bytes(body.substring(body.indexOf('=') + 1));
        if (profile.parameterBytes() != null && parameters > profile.parameterBytes()) {
            check.invalid(field, parameters, "at most " + profile.parameterBytes() + " bytes of parameters in all");
        }
        int line = "AT".length() + bytes(body);
        if (line > profile.commandLineBytes()) {
            check.invalid(field, line, "a command line of at most " + profile.commandLineBytes() + " bytes");
        }
    }
}
