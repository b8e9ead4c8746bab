package org.modemfleet.events.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.modemfleet.events.EventLogException;
import org.modemfleet.events.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One reader's WebSocket: events go out as fast as the peer takes them, pings beside them, until one end leaves. */
final class EventSocket implements WebSocketHandler {

    static final CloseStatus TOKEN_ENDED = new CloseStatus(1008, "the token has ended");
    static final CloseStatus RESTART = new CloseStatus(1012, "the service restarts");
    static final CloseStatus OVERLOAD = new CloseStatus(1013, "the event log cannot be read now");
    static final CloseStatus NO_PONG = new CloseStatus(1002, "no pong");

    private static final Logger LOG = LoggerFactory.getLogger(EventSocket.class);

    private final Flux<StoredEvent> events;
    private final Mono<Void> tokenEnded;
    private final Mono<Void> shutdown;
    private final StreamTimings timings;
    private final Runnable cut;
    private final Sinks.One<CloseStatus> end = Sinks.one();
    private final AtomicLong lastPong = new AtomicLong(System.nanoTime());
    private volatile boolean closes;

    /** @param cut closes the connection without a word, for a peer that does not even take a close frame */
    EventSocket(Flux<StoredEvent> events, Mono<Void> tokenEnded, Mono<Void> shutdown, StreamTimings timings, Runnable cut) {
        this.events = events;
        this.tokenEnded = tokenEnded;
        this.shutdown = shutdown;
        this.timings = timings;
        this.cut = cut;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        Mono<Void> outgoing = session.send(Flux.merge(eventMessages(session), pings(session)).takeUntilOther(end.asMono()))
                .doOnError(failure -> LOG.debug("A WebSocket cannot be written: {}", failure.toString()))
                .onErrorResume(_ -> Mono.fromRunnable(() -> end(CloseStatus.SERVER_ERROR)));
        // Ends when the peer has gone, with or without a close frame. While we close, that is no end: our own close frame
        // would be taken back.
        Mono<Void> incoming = session.receive().doOnNext(this::received).then().onErrorComplete()
                .then(Mono.defer(() -> closes ? Mono.never() : Mono.empty()));
        Mono<Void> reasons = Mono.firstWithSignal(
                shutdown.doOnSuccess(_ -> end(RESTART)), tokenEnded.doOnSuccess(_ -> end(TOKEN_ENDED)));
        return Mono.firstWithSignal(closing(session), incoming, outgoing.then(Mono.never()), reasons.then(Mono.never()));
    }

    private Flux<WebSocketMessage> eventMessages(WebSocketSession session) {
        return events
                .map(event -> new WebSocketMessage(WebSocketMessage.Type.TEXT, session.bufferFactory().wrap(event.json())))
                .onErrorResume(EventLogException.class, cause -> {
                    LOG.warn("A stream of events ends, its reader may come back: {}", cause.getMessage());
                    end(OVERLOAD);
                    return Flux.never();
                });
    }

    private Flux<WebSocketMessage> pings(WebSocketSession session) {
        return Flux.interval(timings.ping())
                .doOnNext(_ -> endWithoutPong())
                .onBackpressureDrop()
                .map(_ -> session.pingMessage(buffers -> buffers.wrap(new byte[0])));
    }

    private void endWithoutPong() {
        if (Duration.ofNanos(System.nanoTime() - lastPong.get()).compareTo(timings.pongLimit()) > 0) {
            end(NO_PONG);
        }
    }

    private void received(WebSocketMessage message) {
        if (message.getType() == WebSocketMessage.Type.PONG) {
            lastPong.set(System.nanoTime());
        }
    }

    private Mono<Void> closing(WebSocketSession session) {
        return end.asMono().flatMap(status -> session.close(status).timeout(timings.closeLimit()))
                .onErrorResume(tooLateOrGone -> Mono.fromRunnable(cut));
    }

    /** Of several reasons the first counts. */
    private void end(CloseStatus status) {
        closes = true;
        end.tryEmitValue(status);
    }
}
