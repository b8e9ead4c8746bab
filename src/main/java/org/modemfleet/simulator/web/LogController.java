package org.modemfleet.simulator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.modemfleet.simulator.LogEntry;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/modules/{m}/simulator/log}. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/simulator/log", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Simulator")
class LogController {

    private final SimulatedPath simulated;

    LogController(SimulatedPath simulated) {
        this.simulated = simulated;
    }

    /** {@code next} is what to give as {@code after} for what follows. */
    record LogPage(List<LogItem> items, String next) {}

    @Schema(name = "SimulatorLogEntry")
    record LogItem(long sequence, Instant time,
            @Schema(allowableValues = {"command", "answer", "prompt", "urc", "state"}) String kind, String text,
            @Schema(description = "text, or base64 where the bytes are no text") String textEncoding) {

        static LogItem of(LogEntry entry) {
            String kind = entry.kind().name().toLowerCase(Locale.ROOT);
            try {
                String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(entry.text())).toString();
                if (text.chars().allMatch(c -> c >= ' ' && c != 0x7f || c == '\r' || c == '\n' || c == '\t')) {
                    return new LogItem(entry.sequence(), entry.at(), kind, text, "text");
                }
            } catch (CharacterCodingException noText) {
                // shown as the bytes that it is
            }
            return new LogItem(entry.sequence(), entry.at(), kind, Base64.getEncoder().encodeToString(entry.text()), "base64");
        }
    }

    @GetMapping
    @Operation(operationId = "readSimulatorLog", summary = "Read what the module was told and said",
            description = "Before any fault touched it; the newest entries are kept. Passwords and keys are `***`.")
    @ApiResponse(responseCode = "200", description = "Oldest first")
    LogPage read(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @Parameter(description = "The `next` of the page before; 0: from the oldest kept.")
            @RequestParam(defaultValue = "0") @Min(0) long after,
            @Parameter(description = "At most so many, 1 to 1000.") @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit) {
        List<LogItem> items = simulated.module(m).log(after, limit).join().stream().map(LogItem::of).toList();
        return new LogPage(items, String.valueOf(items.isEmpty() ? after : items.getLast().sequence()));
    }
}
