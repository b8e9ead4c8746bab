package org.modemfleet.events.web;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Ends all streams before the web server begins to wait for its open requests, of which they would be some. */
@Component
final class StreamShutdown implements SmartLifecycle {

    private volatile Sinks.Empty<Void> begun = Sinks.empty();
    private volatile boolean running;

    /** Completes when the service begins to stop. */
    Mono<Void> begun() {
        return begun.asMono();
    }

    @Override
    public void start() {
        begun = Sinks.empty();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        begun.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}
