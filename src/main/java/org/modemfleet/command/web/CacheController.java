package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CacheCommands;
import org.modemfleet.command.Origin;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.onemo.CachedMessage;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QueryCache;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code …/mqtt/{c}/cache}: +MQTTREAD. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/cache", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Cache", description = "Messages that a module keeps until they are read (`cached`); not on the MN family.")
@CommandProblems
class CacheController {

    private final CacheCommands commands;

    CacheController(CacheCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "CacheFill")
    record Fill(@Schema(example = "0") int connectId,
            @Schema(description = "Messages in the cache", example = "2") int storeMsgs,
            @Schema(description = "Bytes of their payloads", example = "16") int totalLen) {}

    @Schema(name = "CacheRead")
    record Request(@Schema(description = "From 1 to the number of stored messages",
            requiredMode = Schema.RequiredMode.REQUIRED, example = "2") @Nullable Integer count) {}

    @Schema(name = "CachedMessage")
    record Message(@Schema(description = "The packet identifier, 0 for QoS 0", example = "45") int mid,
            @Schema(example = "hello") String topic,
            @Schema(example = "hello world") String payload,
            @Schema(allowableValues = {"text", "base64"}, example = "text") String payloadEncoding,
            @Schema(description = "Bytes of the payload", example = "11") int size) {

        static Message of(CachedMessage message) {
            EncodedBytes payload = EncodedBytes.of(message.payload());
            return new Message(message.mid(), message.topic(), payload.value(), payload.encoding(),
                    message.payload().length);
        }
    }

    @Schema(name = "CacheMessages")
    record Answer(@Schema(description = "Its id in the command history", example = "0000019aa8e2d4000009c1f3")
            String commandId, @Schema(example = "0") int connectId,
            @Schema(description = "Oldest first") List<Message> items, AtAnswer at) {}

    @GetMapping
    @Operation(operationId = "getCache", summary = "Ask how full the cache is",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTREAD")))
    @ApiResponse(responseCode = "200", description = "Messages and bytes in the cache")
    Fill fill(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        QueryCache.Fill fill = commands.fill(m, connection);
        return new Fill(connection.value(), fill.storeMsgs(), fill.totalLen());
    }

    @PostMapping(path = "/read", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "readCache", summary = "Read messages out of the cache",
            description = "They leave the module's cache; the event log, from which the inbox takes them, has them before this answers.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTREAD")))
    @ApiResponse(responseCode = "200", description = "The messages")
    Answer read(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        int count = RequiredFields.require(m, connection.value(), "count", body.count(),
                "1 to the number of stored messages");
        CacheCommands.Messages messages = Origin.call(origin, () -> commands.read(m, connection, count));
        return new Answer(messages.commandId(), connection.value(),
                messages.items().stream().map(Message::of).toList(), AtAnswer.of(messages.at()));
    }
}
