package org.modemfleet.events.web;

import io.netty.channel.Channel;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.ReaderAuthority;
import org.modemfleet.events.StoredEvent;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Events over a WebSocket (RFC 6455). What is wrong with the request is told as a problem, before the upgrade. */
@RestController
@RequestMapping("/api/v1/events")
@Tag(name = "Events")
class EventSocketController {

    private final EventFeed feed;
    private final StreamShutdown shutdown;
    private final StreamTimings timings;
    private final ReaderAuthority authority;
    private final WebSocketService sockets = new HandshakeWebSocketService(new ReactorNettyRequestUpgradeStrategy());

    EventSocketController(EventFeed feed, StreamShutdown shutdown, ObjectProvider<StreamTimings> timings,
            ObjectProvider<ReaderAuthority> authority) {
        this.feed = feed;
        this.shutdown = shutdown;
        this.timings = timings.getIfAvailable(() -> StreamTimings.DEFAULT);
        this.authority = authority.getIfAvailable(() -> _ -> Mono.never());
    }

    @GetMapping("/ws")
    @Operation(operationId = "openEventSocket", summary = "Events over a WebSocket",
            description = "One text frame per event. Without `after`: from now. With it: everything since, then live, without "
                    + "seam. Text from the client is ignored. The server pings; without a pong for 60 s it closes. Close codes: "
                    + "1008 the token or ticket has ended, 1012 the service restarts, 1013 overload: come back later with the "
                    + "last cursor. Browsers cannot send a token and use a ticket.")
    @ApiResponse(responseCode = "101", description = "Switching protocols.", content = @Content)
    Mono<Void> open(
            @Parameter(description = EventQuery.AFTER, example = EventQuery.CURSOR)
                    @RequestParam(required = false) @Nullable String after,
            @Parameter(description = EventQuery.MODULE, example = "[\"sim-1\"]")
                    @RequestParam(required = false) @Nullable List<String> module,
            @Parameter(description = EventQuery.TYPE, example = "[\"publish\"]")
                    @RequestParam(required = false) @Nullable List<String> type,
            @Parameter(hidden = true) ServerWebExchange exchange) {
        EventQuery query = new EventQuery(after, module, type);
        Flux<StoredEvent> events = feed.after(query.position(feed, feed.newest()), query.filter());
        Channel channel = channel(exchange.getRequest());
        Mono<Void> tokenEnded = exchange.getPrincipal().switchIfEmpty(Mono.never()).flatMap(authority::ended);
        return sockets.handleRequest(exchange,
                new EventSocket(events, tokenEnded, shutdown.begun(), timings, channel::close));
    }

    private static Channel channel(ServerHttpRequest request) {
        HttpServerRequest netty = ServerHttpRequestDecorator.getNativeRequest(request);
        AtomicReference<Channel> channel = new AtomicReference<>();
        netty.withConnection(connection -> channel.set(connection.channel()));
        return channel.get();
    }
}
