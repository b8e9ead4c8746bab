package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandOptions;
import org.modemfleet.command.ConnectionCommands;
import org.modemfleet.command.Origin;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code …/mqtt/{c}/connection}: +MQTTCONN, +MQTTSTATE, +MQTTDISC. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/connection", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Connection", description = "A module's connection to an MQTT server.")
@CommandProblems
class ConnectionController {

    private final ConnectionCommands commands;

    ConnectionController(ConnectionCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "ConnectRequest", example = """
            {"host":"127.0.0.1","port":1883,"clientId":"716335458","user":"425089","password":"secret"}""")
    record Request(
            @Schema(description = "1-128 bytes", requiredMode = Schema.RequiredMode.REQUIRED, example = "127.0.0.1")
            @Nullable String host,
            @Schema(description = "0-65535", defaultValue = "1883", example = "1883") @Nullable Integer port,
            @Schema(description = "At most 128 bytes; left out or empty: the module's IMEI", example = "716335458")
            @Nullable String clientId,
            @Schema(description = "At most 128 bytes", example = "425089") @Nullable String user,
            @Schema(description = "At most 256 bytes. Left out or `***`: the stored one is used, if host and user are "
                    + "still those it was given with; null: none is used and the stored one is deleted", type = "string", nullable = true, example = "secret")
            @Nullable JsonNode password) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Request[host=" + host + ", port=" + port + ", clientId=" + clientId + ", user=" + user + "]";
        }
    }

    @Schema(name = "ConnectionState")
    record State(@Schema(example = "0") int connectId,
            @Schema(description = "1 connecting or reconnecting, 2 connected, 3 disconnected; others are reserved",
                    example = "2") int state,
            @Schema(allowableValues = {"connecting", "connected", "disconnected", "unknown"}, example = "connected")
            String stateText) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "connect", summary = "Connect to an MQTT server",
            description = "Settled by the conn URC: `connected`, `refused` (3), or `failed` with its `connState`. The "
                    + "parameters are kept as desired, the password encrypted.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTCONN")))
    @ApiResponse(responseCode = "200", description = "Settled")
    @ApiResponse(responseCode = "202", description = "The URC is still due")
    ResponseEntity<CommandAnswer> connect(
            @Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = Waiting.DESCRIPTION) @RequestParam(defaultValue = Waiting.DEFAULT) int wait,
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        CommandOptions options = Waiting.of(m, connection, wait);
        String host = RequiredFields.require(m, connection.value(), "host", body.host(), "1-128 bytes of UTF-8");
        ConnectionCommands.Parameters to = new ConnectionCommands.Parameters(host, body.port(), body.clientId(),
                body.user(), OptionalText.secret(m, connection.value(), "password", body.password()));
        return CommandAnswer.of(m, Origin.call(origin, () -> commands.connect(m, connection, to, options)));
    }

    @GetMapping
    @Operation(operationId = "getConnectionState", summary = "Ask for the connection's state",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTSTATE")))
    @ApiResponse(responseCode = "200", description = "The state")
    State state(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        ConnectionState state = commands.state(m, connection);
        return new State(connection.value(), state.state(), state.text());
    }

    @DeleteMapping
    @Operation(operationId = "disconnect", summary = "Disconnect",
            description = "Settled by the conn URC with state 2.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTDISC")))
    @ApiResponse(responseCode = "200", description = "Settled")
    @ApiResponse(responseCode = "202", description = "The URC is still due")
    ResponseEntity<CommandAnswer> disconnect(
            @Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = Waiting.DESCRIPTION) @RequestParam(defaultValue = Waiting.DEFAULT) int wait)
            throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        return CommandAnswer.of(m, commands.disconnect(m, connection, Waiting.of(m, connection, wait)));
    }
}
