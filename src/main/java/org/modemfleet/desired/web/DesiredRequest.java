package org.modemfleet.desired.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.desired.DesiredDocument;
import org.modemfleet.desired.DesiredException;
import org.modemfleet.desired.DesiredView;
import org.modemfleet.desired.GivenText;
import org.modemfleet.desired.Restore;
import org.modemfleet.desired.SettingFields;
import org.modemfleet.desired.WantedSubscription;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.MqttKey;
import tools.jackson.databind.JsonNode;

/** What is to be wanted of a connection, in JSON. */
@Schema(name = "DesiredRequest", description = "All of it: what is left out is not wanted any more.", example = """
        {"settings":{"keepalive":{"keepaliveTime":60}},"connection":{"host":"127.0.0.1","port":1883,"clientId":"pump-7"},
        "subscriptions":[{"topic":"world","qos":1}],"restore":"auto"}""")
record DesiredRequest(
        @Schema(description = "Key of MQTTCFG to its fields; a field that is left out takes its documented default. `willMsg` is typed in the "
                + "input format of `encoding`, text if that is left out.", type = "object",
                example = "{\"keepalive\":{\"keepaliveTime\":60}}")
        @Nullable JsonNode settings,
        @Schema(description = "Left out or null: whether it is connected is left alone") @Nullable Connection connection,
        @Schema(description = "At most 200 topics, each once") @Nullable List<@Nullable Topic> subscriptions,
        @Schema(description = "Left out: as modemfleet.desired.restore says", allowableValues = {"auto", "manual"}) @Nullable String restore) {

    @Schema(name = "DesiredConnectionRequest")
    record Connection(
            @Schema(description = "Whether it is to be connected, or to stay disconnected", allowableValues = {"connected", "disconnected"},
                    defaultValue = "connected") @Nullable String wanted,
            @Schema(description = "1-128 bytes", requiredMode = Schema.RequiredMode.REQUIRED, example = "127.0.0.1") @Nullable String host,
            @Schema(description = "0-65535", defaultValue = "1883", example = "1883") @Nullable Integer port,
            @Schema(description = "At most 128 bytes; left out or empty: the module's IMEI", example = "pump-7") @Nullable String clientId,
            @Schema(description = "At most 128 bytes", example = "425089") @Nullable String user,
            @Schema(description = "At most 256 bytes. Left out or `***`: the stored one is used, if host and user are still those it was given "
                    + "with; null: none", type = "string", nullable = true, example = "secret")
            @Nullable JsonNode password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Connection[wanted=" + wanted + ", host=" + host + ", port=" + port + ", clientId=" + clientId + ", user=" + user + "]";
        }
    }

    @Schema(name = "DesiredTopicRequest")
    record Topic(@Schema(description = "A topic filter", requiredMode = Schema.RequiredMode.REQUIRED, example = "world") @Nullable String topic,
            @Schema(description = "0-2", defaultValue = "0", example = "1") @Nullable Integer qos) {}

    /**
     * @throws DesiredException.Malformed for what is of another JSON type, or unknown
     * @throws DesiredException.Invalid for what is missing, or none of the values there are
     */
    DesiredDocument document(String module, int connectId) {
        return new DesiredDocument(settings(module, connectId), connection == null ? null : connection(module, connectId, connection),
                topics(module, connectId), restore == null ? null : restore(module, connectId, restore));
    }

    private Map<MqttKey, Map<String, Object>> settings(String module, int connectId) {
        Map<MqttKey, Map<String, Object>> read = new EnumMap<>(MqttKey.class);
        if (settings == null || settings.isNull()) {
            return read;
        }
        if (!settings.isObject()) {
            throw new DesiredException.Malformed(module, connectId, "settings", "an object is expected");
        }
        for (Map.Entry<String, JsonNode> member : settings.properties()) {
            String path = "settings." + member.getKey();
            MqttKey key = MqttKey.find(member.getKey())
                    .orElseThrow(() -> new DesiredException.Malformed(module, connectId, path, "no model has this key"));
            read.put(key, SettingFields.of(module, connectId, key, path, member.getValue()));
        }
        return read;
    }

    private static DesiredDocument.Connection connection(String module, int connectId, Connection given) {
        DesiredView.Wanted wanted = switch (given.wanted()) {
            case null -> DesiredView.Wanted.CONNECTED;
            case "connected" -> DesiredView.Wanted.CONNECTED;
            case "disconnected" -> DesiredView.Wanted.DISCONNECTED;
            default -> throw invalid(module, connectId, "connection.wanted", given.wanted(), "connected, disconnected");
        };
        String host = require(module, connectId, "connection.host", given.host(), "1-128 bytes of UTF-8");
        GivenText password = GivenText.ofSecret(given.password()).orElseThrow(() ->
                new DesiredException.Malformed(module, connectId, "connection.password", "a string is expected"));
        return new DesiredDocument.Connection(wanted, host, given.port() == null ? Connect.DEFAULT_PORT : given.port(), given.clientId(),
                given.user(), password);
    }

    private List<WantedSubscription> topics(String module, int connectId) {
        List<WantedSubscription> topics = new ArrayList<>();
        List<@Nullable Topic> given = subscriptions == null ? List.of() : subscriptions;
        for (int i = 0; i < given.size(); i++) {
            String field = "subscriptions[" + i + "]";
            Topic topic = require(module, connectId, field, given.get(i), "a topic and its qos");
            topics.add(new WantedSubscription(require(module, connectId, field + ".topic", topic.topic(), "a topic filter"),
                    topic.qos() == null ? 0 : topic.qos()));
        }
        return topics;
    }

    private static Restore restore(String module, int connectId, String given) {
        return switch (given) {
            case "auto" -> Restore.AUTO;
            case "manual" -> Restore.MANUAL;
            default -> throw invalid(module, connectId, "restore", given, "auto, manual");
        };
    }

    private static <T> T require(String module, int connectId, String field, @Nullable T value, String allowed) {
        if (value == null) {
            throw invalid(module, connectId, field, null, allowed);
        }
        return value;
    }

    static DesiredException.Invalid invalid(String module, int connectId, String field, @Nullable Object value, String allowed) {
        return new DesiredException.Invalid(module, connectId, List.of(new DesiredException.Violation(field, value, allowed)));
    }
}
