package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.CommandOptions;
import org.modemfleet.command.Origin;
import org.modemfleet.command.PublishCommands;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.Publication;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST …/mqtt/{c}/messages}: +MQTTPUB. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/messages", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Messages")
@CommandProblems
class PublishController {

    private final PublishCommands commands;

    PublishController(PublishCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "PublishRequest", example = """
            {"topic":"world","qos":1,"retain":0,"dup":0,"payload":"3242","payloadEncoding":"text"}""")
    record Request(
            @Schema(description = "A topic name, without + and #; needed unless `resend` is given", example = "world")
            @Nullable String topic,
            @Schema(description = "0-2", defaultValue = "0", example = "1") @Nullable Integer qos,
            @Schema(description = "0-1", defaultValue = "0", example = "0") @Nullable Integer retain,
            @Schema(description = "1 for a message that is sent again", defaultValue = "0", example = "0")
            @Nullable Integer dup,
            @Schema(description = "Any bytes, as many as the model takes", defaultValue = "", example = "3242")
            @Nullable String payload,
            @Schema(description = "How `payload` is written", allowableValues = {"text", "hex", "base64"},
                    defaultValue = "text")
            @Nullable String payloadEncoding,
            @Schema(description = "Instead of all other fields: the id of a publish of this connection at QoS 1 or 2 whose outcome "
                    + "is `indeterminate` or `timeout`. The same message is sent again with dup 1; it gets another packet "
                    + "identifier, so a receiver may see it twice.", example = "0000019aa8e2d4000009c1f3")
            @Nullable String resend) {

        boolean saysMoreThanResend() {
            return Stream.of(topic, qos, retain, dup, payload, payloadEncoding).anyMatch(Objects::nonNull);
        }
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "publish", summary = "Publish a message",
            description = "QoS 0 is `accepted` at once; else settled by puback, by pubcomp, or by `timeout`. The input "
                    + "format in force is used, or data mode where the model has it and the payload is not plain text. "
                    + "Where only another format can carry the payload, the encoding is switched and restored around it; "
                    + "`at` shows all lines.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTPUB")))
    @ApiResponse(responseCode = "200", description = "Settled")
    @ApiResponse(responseCode = "202", description = "A URC is still due")
    ResponseEntity<CommandAnswer> publish(
            @Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = Waiting.DESCRIPTION) @RequestParam(defaultValue = Waiting.DEFAULT) int wait,
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        CommandOptions options = Waiting.of(m, connection, wait);
        if (body.resend() != null) {
            if (body.saysMoreThanResend()) {
                throw new CommandException.Invalid(m, connection.value(), List.of(new CommandException.Violation("resend", body.resend(),
                        "no other field beside it, for the message is sent as it was")));
            }
            String lost = body.resend();
            return CommandAnswer.of(m, Origin.call(origin, () -> commands.resend(m, connection, lost, options)));
        }
        String topic = RequiredFields.require(m, connection.value(), "topic", body.topic(), "a topic name");
        byte[] payload = GivenBytes.of(m, connection.value(), "payload", body.payload() == null ? "" : body.payload(),
                body.payloadEncoding());
        Publication publication = new Publication(connection, topic, orZero(body.qos()), orZero(body.retain()),
                orZero(body.dup()));
        return CommandAnswer.of(m, Origin.call(origin, () -> commands.publish(m, connection, publication, payload, options)));
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
