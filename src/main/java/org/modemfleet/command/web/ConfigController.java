package org.modemfleet.command.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.SettingCommands;
import org.modemfleet.desired.SettingFields;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code …/mqtt/{c}/config}: +MQTTCFG. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/config", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Settings", description = "The settings of a connection. A module forgets them at power-off; the service "
        + "keeps what was set through it as desired.")
@CommandProblems
class ConfigController {

    private static final String FIELDS = "Fields by key: version {version}; cid {cid}; ssl {sslEnable, sslId}; keepalive "
            + "{keepaliveTime}; clean {cleanSession}; retrans {retransInterval, retryTimes}; willoption {willFlag, "
            + "willQos, willRetain}; willpayload {willTopic, willMsg}; pingreq {pingInterval}; pingresp {pingack}; "
            + "encoding {inputFormat, outputFormat}; cached {cachedMode}; reconn {reconnTimes, reconnInterval, mode}. "
            + "`willMsg` is typed in the input format in force.";

    private final SettingCommands commands;

    ConfigController(SettingCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "Config")
    record Config(@Schema(example = "0") int connectId,
            @Schema(description = "What the module says, by key; null while it is away",
                    example = "{\"keepalive\":{\"keepaliveTime\":120}}")
            @Nullable Map<String, Map<String, Object>> reported,
            @Schema(description = "When it said so; null while it is away") @Nullable Instant reportedAt,
            @Schema(description = "What was last set through the service, by key",
                    example = "{\"keepalive\":{\"keepaliveTime\":60}}")
            Map<String, Map<String, Object>> desired,
            @Schema(description = "Keys that are reported otherwise than desired; empty while the module is away",
                    example = "[\"keepalive\"]")
            List<String> differs) {}

    @Schema(name = "ConfigKey")
    record Key(@Schema(example = "0") int connectId, @Schema(example = "keepalive") String key,
            @Schema(example = "{\"keepaliveTime\":60}") Map<String, Object> reported,
            @Schema(description = "null if it was never set through the service",
                    example = "{\"keepaliveTime\":60}")
            @Nullable Map<String, Object> desired, AtAnswer at,
            @Schema(description = "Of a PUT: its id in the command history", example = "0000019aa8e2d4000009c1f3")
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String commandId) {}

    @Schema(name = "ConfigChange")
    record Change(@Schema(description = "Its id in the command history", example = "0000019aa8e2d4000009c1f3")
            String commandId, @Schema(example = "0") int connectId,
            @Schema(description = "Keys in the order sent", example = "[\"keepalive\",\"retrans\"]")
            List<String> applied,
            @Schema(description = "Keys that were not set: none, when the answer is 200", example = "[]")
            List<String> notApplied, AtAnswer at) {}

    @GetMapping
    @Operation(operationId = "getConfig", summary = "Ask for all settings",
            description = "Answers also while the module is away. " + FIELDS,
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command",
                    value = "AT+MQTTCFG=\"query\"")))
    @ApiResponse(responseCode = "200", description = "What the module reports beside what is desired")
    Config all(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        SettingCommands.Report report = commands.report(m, connection);
        return new Config(connection.value(), report.reported(), report.reportedAt(), report.desired(),
                report.differs());
    }

    @PatchMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "changeConfig", summary = "Set several keys",
            description = "All are checked before the first is sent; `encoding` goes first, for the will message is typed "
                    + "in it. The first refusal ends it: a problem, with `applied` and `notApplied`. " + FIELDS,
            requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(
                    schema = @Schema(type = "object"), examples = @ExampleObject(
                            "{\"keepalive\":{\"keepaliveTime\":60},\"retrans\":{\"retransInterval\":20,\"retryTimes\":1}}"))),
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTCFG")))
    @ApiResponse(responseCode = "200", description = "All were set")
    Change change(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @RequestBody JsonNode body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        if (!body.isObject()) {
            throw new CommandException.Malformed(m, connection.value(), "body", "an object is expected");
        }
        Map<MqttKey, Map<String, Object>> settings = new EnumMap<>(MqttKey.class);
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            MqttKey key = MqttKey.find(member.getKey()).orElseThrow(() -> new CommandException.Malformed(m,
                    connection.value(), member.getKey(), "no model has this key"));
            settings.put(key, SettingFields.of(m, connection.value(), key, key.key(), member.getValue()));
        }
        SettingCommands.Applied applied = commands.set(m, connection, settings);
        return new Change(applied.commandId(), connection.value(), applied.applied(), applied.notApplied(),
                AtAnswer.of(applied.at()));
    }

    @GetMapping("/{key}")
    @Operation(operationId = "getConfigKey", summary = "Ask for one setting", description = FIELDS,
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTCFG")))
    @ApiResponse(responseCode = "200", description = "What the module reports beside what is desired")
    Key one(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = "A key of MQTTCFG", example = "keepalive") @PathVariable String key)
            throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        MqttKey known = key(m, connection, key);
        return shown(connection, known, commands.report(m, connection, known));
    }

    @PutMapping(path = "/{key}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "setConfigKey", summary = "Set one key",
            description = "Replaces it whole: a field left out takes its documented default and is sent. " + FIELDS,
            requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = @Content(
                    schema = @Schema(type = "object"), examples = @ExampleObject("{\"keepaliveTime\":60}"))),
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTCFG")))
    @ApiResponse(responseCode = "200", description = "The module took it")
    Key set(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = "A key of MQTTCFG", example = "keepalive") @PathVariable String key,
            @RequestBody JsonNode body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        MqttKey known = key(m, connection, key);
        Map<String, Object> fields = SettingFields.of(m, connection.value(), known, "", body);
        return shown(connection, known, commands.set(m, connection, known, fields));
    }

    private static Key shown(ConnectId connection, MqttKey key, SettingCommands.KeyReport report) {
        return new Key(connection.value(), key.key(), report.reported(), report.desired(), AtAnswer.of(report.at()),
                report.commandId());
    }

    private static MqttKey key(String module, ConnectId connection, String text) {
        return MqttKey.find(text)
                .orElseThrow(() -> new CommandException.UnknownKey(module, connection.value(), text));
    }
}
