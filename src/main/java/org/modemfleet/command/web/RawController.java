package org.modemfleet.command.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.Origin;
import org.modemfleet.command.RawCommands;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /modules/{m}/at}: a command line as typed. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/at", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Raw AT", description = "Any AT command line, as typed.")
@CommandProblems
class RawController {

    private static final int DEFAULT_TIMEOUT_MS = 5000;

    private final RawCommands commands;

    RawController(RawCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "RawCommand")
    record Request(
            @Schema(description = "The command line, AT included: at most 8192 bytes, no control characters",
                    requiredMode = Schema.RequiredMode.REQUIRED, example = "AT+CSQ")
            @Nullable String command,
            @Schema(description = "What answers a prompt") @Nullable String data,
            @Schema(description = "How `data` is written", allowableValues = {"text", "hex", "base64"},
                    defaultValue = "text")
            @Nullable String dataEncoding,
            @Schema(description = "How long to wait for the final result", minimum = "100", maximum = "180000",
                    defaultValue = "5000")
            @Nullable Integer timeoutMs) {}

    @Schema(name = "RawAnswer")
    record Answer(
            @Schema(description = "Its id in the command history", example = "0000019aa8e2d4000009c1f3")
            String commandId,
            @ArraySchema(schema = @Schema(oneOf = {String.class, EncodedBytes.class}),
                    arraySchema = @Schema(description = "The lines of the answer", example = "[\"+CSQ: 22,99\"]"))
            List<Object> rows,
            @JsonProperty("final")
            @Schema(description = "The final result, also when it is an error", example = "OK")
            String finalResult,
            @ArraySchema(schema = @Schema(oneOf = {String.class, EncodedBytes.class}),
                    arraySchema = @Schema(description = "Lines with a URC prefix that this command does not declare",
                            example = "[]"))
            List<Object> urcs,
            @Schema(example = "12") long elapsedMs) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "sendRawCommand", summary = "Send an AT command line",
            description = "An error result is an answer too (200). What it sets is not recorded as desired. After E, "
                    + "CMEE, IPR, CFUN, Z, &F and MREBOOT the session synchronizes anew.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT")))
    @ApiResponse(responseCode = "200", description = "The module gave a final result")
    Answer send(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) throws SessionException {
        String line = RequiredFields.require(m, null, "command", body.command(), "a command line that begins with AT");
        byte[] data = body.data() == null ? null
                : GivenBytes.of(m, null, "data", body.data(), body.dataEncoding());
        int timeoutMs = body.timeoutMs() == null ? DEFAULT_TIMEOUT_MS : body.timeoutMs();
        RawCommands.Answer answer = Origin.call(origin, () -> commands.send(m, line, data, Duration.ofMillis(timeoutMs)));
        return new Answer(answer.commandId(), answer.rows(), answer.finalResult(), answer.urcs(), answer.elapsedMs());
    }
}
