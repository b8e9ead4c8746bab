package org.modemfleet.events.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.EventLogException;
import org.modemfleet.events.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Events as server-sent events (HTML Living Standard, 9.2). */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "Events")
class EventStreamController {

    private static final Logger LOG = LoggerFactory.getLogger(EventStreamController.class);

    private final EventFeed feed;
    private final StreamShutdown shutdown;
    private final StreamTimings timings;

    EventStreamController(EventFeed feed, StreamShutdown shutdown, ObjectProvider<StreamTimings> timings) {
        this.feed = feed;
        this.shutdown = shutdown;
        this.timings = timings.getIfAvailable(() -> StreamTimings.DEFAULT);
    }

    @GetMapping(path = "/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(operationId = "streamEvents", summary = "Events as server-sent events",
            description = "`id` is the event's cursor, `data` the event. Without a cursor: from now. With one: everything since, "
                    + "then live, without seam. A browser's EventSource goes on by itself with `Last-Event-ID`, which counts "
                    + "more than `after`; it cannot send a token and uses a ticket. Comments keep the connection alive.")
    @ApiResponse(responseCode = "200", description = "An endless stream.",
            content = @Content(mediaType = MediaType.TEXT_EVENT_STREAM_VALUE, schema = @Schema(type = "string",
                    example = "id:AAAAAAAAABGmZ4sK\ndata:{\"specversion\":\"1.0\",\"id\":\"sim-1/3/17\"}\n\n")))
    Mono<Void> stream(
            @Parameter(description = EventQuery.AFTER, example = EventQuery.CURSOR)
                    @RequestParam(required = false) @Nullable String after,
            @Parameter(description = EventQuery.MODULE, example = "[\"sim-1\"]")
                    @RequestParam(required = false) @Nullable List<String> module,
            @Parameter(description = EventQuery.TYPE, example = "[\"publish\"]")
                    @RequestParam(required = false) @Nullable List<String> type,
            @Parameter(description = "The cursor of the last event that was seen.")
                    @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String lastEventId,
            @Parameter(hidden = true) ServerHttpResponse response) {
        String cursor = lastEventId == null || lastEventId.isEmpty() ? after : lastEventId;
        EventQuery query = new EventQuery(cursor, module, type);
        long position = query.position(feed, feed.newest());
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(new MediaType(MediaType.TEXT_EVENT_STREAM, StandardCharsets.UTF_8));
        headers.setCacheControl("no-store");
        headers.set("X-Accel-Buffering", "no");
        Flux<DataBuffer> events = feed.after(position, query.filter())
                .map(event -> message(event, response.bufferFactory()));
        // The first comment sends the headers, so that a client knows that it is connected.
        Flux<DataBuffer> comments = Flux.interval(timings.comment()).onBackpressureDrop().map(_ -> comment(response))
                .startWith(comment(response));
        return response.writeAndFlushWith(Flux.merge(comments, events)
                .onErrorResume(EventLogException.class, EventStreamController::end)
                .takeUntilOther(shutdown.begun())
                .map(Mono::just));
    }

    /** The answer has begun, so there is no status to tell it by: the reader comes back with its last cursor. */
    private static Flux<DataBuffer> end(EventLogException cause) {
        LOG.warn("A stream of events ends, its reader may come back: {}", cause.getMessage());
        return Flux.empty();
    }

    private DataBuffer message(StoredEvent event, DataBufferFactory buffers) {
        byte[] begin = ("id:" + feed.cursor(event.position()) + "\ndata:").getBytes(StandardCharsets.US_ASCII);
        DataBuffer buffer = buffers.allocateBuffer(begin.length + event.json().length + 2);
        return buffer.write(begin).write(event.json()).write(new byte[] {'\n', '\n'});
    }

    private static DataBuffer comment(ServerHttpResponse response) {
        return response.bufferFactory().wrap(":\n\n".getBytes(StandardCharsets.US_ASCII));
    }
}
