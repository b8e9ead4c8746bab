package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.session.TranscriptEntry;
import org.modemfleet.session.Transcripts;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/modules/{m}/transcript}: what went over a module's line. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/transcript", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Transcripts", description = "What went over a module's line, byte for byte, both ways.")
class TranscriptController {

    private static final int LONGEST_MINUTES = 24 * 60;

    private final Fleet fleet;
    private final Transcripts transcripts;

    TranscriptController(Fleet fleet, Transcripts transcripts) {
        this.fleet = fleet;
        this.transcripts = transcripts;
    }

    /** {@code next} is what to give as {@code since} for what follows. */
    @Schema(name = "Transcript")
    record Page(List<Item> items, String next) {}

    @Schema(name = "TranscriptEntry", description = "Bytes in one piece, as they were written or came; secrets are ***")
    record Item(long sequence, Instant time, @Schema(allowableValues = {"out", "in"}) String direction, String data,
            @Schema(allowableValues = {"text", "base64"}) String dataEncoding) {

        static Item of(TranscriptEntry entry) {
            EncodedBytes encoded = EncodedBytes.of(entry.bytes());
            return new Item(entry.sequence(), entry.time(), entry.direction().name().toLowerCase(Locale.ROOT), encoded.value(),
                    encoded.encoding());
        }
    }

    @Schema(name = "RecordingRequest")
    record RecordingBody(@Schema(description = "1-1440", example = "10", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable Integer minutes) {}

    @GetMapping
    @Operation(operationId = "readTranscript", summary = "Read the newest bytes of the line",
            description = "To the microsecond. As much is kept in memory as `modemfleet.transcript-bytes` says.")
    @ApiResponse(responseCode = "200", description = "Oldest first")
    Page read(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @Parameter(description = "A time (ISO 8601), or the `next` of the page before.", example = "2026-11-22T06:56:20Z")
            @RequestParam(defaultValue = "0") String since,
            @Parameter(description = "At most so many, 1 to 10000.") @RequestParam(defaultValue = "1000") @Min(1) @Max(10_000) int limit) {
        fleet.requireModule(m);
        boolean cursor = since.matches("[0-9]{1,18}");
        List<TranscriptEntry> entries = transcripts.read(m, cursor ? Long.parseLong(since) : 0, cursor ? Instant.MIN : time(since), limit);
        // Without entries one goes on from the same place: what may come before a time to come is still too old.
        return new Page(entries.stream().map(Item::of).toList(),
                entries.isEmpty() ? since : String.valueOf(entries.getLast().sequence()));
    }

    private static Instant time(String since) {
        try {
            return Instant.parse(since);
        } catch (DateTimeParseException neither) {
            throw new FleetException.BadCursor(since);
        }
    }

    @PutMapping(path = "/recording", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "recordTranscript", summary = "Record the line to a file",
            description = "In the directory `transcripts` of the data directory, a JSON object a line, for so many minutes or 64 MiB.")
    @ApiResponse(responseCode = "200", description = "It is under way; one before it has ended")
    Transcripts.Recording record(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true) @RequestBody(required = false) @Nullable RecordingBody body) {
        fleet.requireModule(m);
        Integer minutes = body == null ? null : body.minutes();
        if (minutes == null || minutes < 1 || minutes > LONGEST_MINUTES) {
            throw new FleetException.Invalid(m, List.of(new FleetException.Violation("minutes", minutes, "1-" + LONGEST_MINUTES)));
        }
        return transcripts.record(m, Duration.ofMinutes(minutes));
    }

    @GetMapping("/recording")
    @Operation(operationId = "getRecording", summary = "Show the recording that is under way")
    @ApiResponse(responseCode = "200", description = "Its file and size")
    @ApiResponse(responseCode = "404", description = "There is none")
    Transcripts.Recording recording(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m) {
        fleet.requireModule(m);
        return transcripts.recording(m).orElseThrow(() -> new FleetException.NoRecording(m));
    }

    @DeleteMapping("/recording")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "stopRecording", summary = "End the recording", description = "The file stays.")
    @ApiResponse(responseCode = "204", description = "It is over and its file is whole, or there was none")
    void stop(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m) {
        fleet.requireModule(m);
        transcripts.stop(m);
    }
}
