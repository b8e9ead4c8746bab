package org.modemfleet.channel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the listener, in the order in which their reasons came about. They are put in under the channel's lock and
 * made without it; who delivers waits until all that was put in before has been taken by the listener.
 */
final class Notices {

    private static final Logger log = LoggerFactory.getLogger(Notices.class);

    private final ChannelListener listener;
    private final Queue<Consumer<ChannelListener>> queue = new ConcurrentLinkedQueue<>();
    private final ReentrantLock delivering = new ReentrantLock();

    Notices(ChannelListener listener) {
        this.listener = listener;
    }

    void put(Consumer<ChannelListener> call) {
        queue.add(call);
    }

    /** Without the channel's lock. A call from inside the listener returns at once: the outer one goes on. */
    void deliver() {
        if (delivering.isHeldByCurrentThread()) {
            return;
        }
        delivering.lock();
        try {
            for (Consumer<ChannelListener> call = queue.poll(); call != null; call = queue.poll()) {
                deliver(call);
            }
        } finally {
            delivering.unlock();
        }
    }

    private void deliver(Consumer<ChannelListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            // The line must go on: what one listener makes of one line does not concern the next.
            log.error("the channel's listener failed", e);
        }
    }
}
