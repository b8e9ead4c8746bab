package org.modemfleet.command;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Ends all waits for URCs before the web server begins to wait for its open requests: what is still due is answered as
 * pending, instead of a connection that is cut.
 */
@Component
class WaitsShutdown implements SmartLifecycle {

    private volatile CompletableFuture<@Nullable Void> begun = new CompletableFuture<>();
    private volatile boolean running;

    /** Completes when the service begins to stop. */
    CompletableFuture<@Nullable Void> begun() {
        return begun;
    }

    @Override
    public void start() {
        begun = new CompletableFuture<>();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        begun.complete(null);
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
