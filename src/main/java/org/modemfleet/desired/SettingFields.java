package org.modemfleet.desired;

import java.util.LinkedHashMap;
import java.util.Map;
import org.modemfleet.onemo.MqttKey;
import tools.jackson.databind.JsonNode;

/** Reads the fields of MQTTCFG keys from JSON, as strictly as every other body. */
public final class SettingFields {

    private SettingFields() {}

    /**
     * @param path where it stands in the body, such as {@code keepalive.}; empty for the whole body
     * @throws DesiredException.Malformed with the field's name, if it is unknown or of another JSON type
     */
    public static Map<String, Object> of(String module, int connectId, MqttKey key, String path, JsonNode body) {
        if (!body.isObject()) {
            throw new DesiredException.Malformed(module, connectId, path.isEmpty() ? key.key() : path,
                    "an object is expected");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            String name = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            MqttKey.Field field = key.fields().stream().filter(known -> known.name().equals(member.getKey()))
                    .findFirst().orElseThrow(() -> new DesiredException.Malformed(module, connectId, name,
                            "unknown field of " + key.key()));
            fields.put(field.name(), value(module, connectId, field, name, member.getValue()));
        }
        return fields;
    }

    private static Object value(String module, int connectId, MqttKey.Field field, String name, JsonNode value) {
        if (field.isText()) {
            if (!value.isString()) {
                throw new DesiredException.Malformed(module, connectId, name, "a string is expected");
            }
            return value.stringValue();
        }
        if (!value.isIntegralNumber()) {
            throw new DesiredException.Malformed(module, connectId, name, "an integer is expected");
        }
        // Beyond int is a number all the same: out of every range.
        return value.canConvertToInt() ? (Object) value.intValue() : value.bigIntegerValue();
    }
}
