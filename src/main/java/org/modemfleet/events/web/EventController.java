package org.modemfleet.events.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.EventPage;
import org.modemfleet.events.StoredEvent;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events by pull. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "Events", description = "Everything that modules told and that happened to them, in one order, committed before "
        + "anybody sees it.")
class EventController {

    private final EventFeed feed;

    EventController(EventFeed feed) {
        this.feed = feed;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listEvents", summary = "Events, oldest first",
            description = "Go on with `after=<next>`: nothing is left out and nothing comes twice. `after=0`, or no `after`: from "
                    + "the oldest event kept. If events behind the cursor are no longer kept, the first item is a `gap` event "
                    + "that says how many are missing.")
    @ApiResponse(responseCode = "200", description = "The events; `next` is never null.",
            content = @Content(schema = @Schema(implementation = EventJson.Page.class)))
    byte[] list(
            @Parameter(description = EventQuery.AFTER, example = EventQuery.CURSOR)
                    @RequestParam(required = false) @Nullable String after,
            @Parameter(description = EventQuery.MODULE, example = "[\"sim-1\"]")
                    @RequestParam(required = false) @Nullable List<String> module,
            @Parameter(description = EventQuery.TYPE, example = "[\"publish\"]")
                    @RequestParam(required = false) @Nullable List<String> type,
            @Parameter(description = "How many events at most.")
                    @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit) {
        EventQuery query = new EventQuery(after, module, type);
        EventPage page = feed.page(query.position(feed, feed.oldest()), query.filter(), limit);
        return json(page);
    }

    /** The events as they were encoded once, side by side. */
    private byte[] json(EventPage page) {
        ByteArrayOutputStream json = new ByteArrayOutputStream(64 + page.events().stream().mapToInt(e -> e.json().length + 1).sum());
        json.writeBytes("{\"items\":[".getBytes(StandardCharsets.US_ASCII));
        String separator = "";
        for (StoredEvent event : page.events()) {
            json.writeBytes(separator.getBytes(StandardCharsets.US_ASCII));
            json.writeBytes(event.json());
            separator = ",";
        }
        json.writeBytes(("],\"next\":\"" + feed.cursor(page.next()) + "\"}").getBytes(StandardCharsets.US_ASCII));
        return json.toByteArray();
    }
}
