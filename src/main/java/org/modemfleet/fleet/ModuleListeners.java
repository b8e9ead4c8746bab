package org.modemfleet.fleet;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.ModuleSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the fleet's listeners of one module, in order, on a virtual thread: a listener may talk to the module. */
final class ModuleListeners {

    private static final Logger log = LoggerFactory.getLogger(ModuleListeners.class);

    private final String moduleId;
    private final List<FleetListener> listeners;
    private final ExecutorService teller;

    /** @param listeners may grow */
    ModuleListeners(String moduleId, List<FleetListener> listeners) {
        this.moduleId = moduleId;
        this.listeners = listeners;
        this.teller = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("listeners-" + moduleId).factory());
    }

    /** Something that has to be done before the listeners hear what follows. */
    void first(Runnable task) {
        tell(() -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                log.error("module {}: what it told could not be kept", moduleId, failed);
            }
        });
    }

    void ready(ModuleSession session) {
        tell(listener -> listener.ready(session));
    }

    void connectionTold(ModuleSession session, ConnectId connection, int connState) {
        tell(listener -> listener.connectionTold(session, connection, connState));
    }

    void lost() {
        tell(listener -> listener.lost(moduleId));
    }

    void reconnect(int connectId) {
        tell(listener -> listener.reconnect(moduleId, connectId));
    }

    /** What was told before is still heard. */
    void close() {
        teller.shutdown();
    }

    private void tell(Consumer<FleetListener> news) {
        tell(() -> listeners.forEach(listener -> tell(listener, news)));
    }

    private void tell(Runnable task) {
        if (!teller.isShutdown()) {
            teller.execute(task);
        }
    }

    /** One listener's failure is not the next one's. */
    private void tell(FleetListener listener, Consumer<FleetListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException failed) {
            log.error("module {}: {} failed", moduleId, listener.getClass().getSimpleName(), failed);
        }
    }
}
