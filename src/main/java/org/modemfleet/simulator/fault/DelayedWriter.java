package org.modemfleet.simulator.fault;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/** Writes at a later time, and never out of order. */
final class DelayedWriter {

    private final SimulatedTime time;
    private final Consumer<byte[]> line;
    private final Deque<Due> queue = new ArrayDeque<>(4);
    private SimulatedTime.@Nullable Timer timer;

    private record Due(Duration at, byte[] bytes) {}

    DelayedWriter(SimulatedTime time, Consumer<byte[]> line) {
        this.time = time;
        this.line = line;
    }

    /** @return how long until it is written */
    Duration write(byte[] bytes, Duration delay) {
        Duration now = time.now();
        Duration at = now.plus(delay);
        if (!queue.isEmpty() && queue.getLast().at().compareTo(at) > 0) {
            at = queue.getLast().at();
        }
        if (queue.isEmpty() && at.compareTo(now) <= 0) {
            line.accept(bytes);
        } else {
            queue.add(new Due(at, bytes));
            schedule();
        }
        return at.minus(now);
    }

    void clear() {
        queue.clear();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void schedule() {
        Due next = queue.peek();
        if (timer == null && next != null) {
            timer = time.schedule(next.at().minus(time.now()), this::due);
        }
    }

    private void due() {
        timer = null;
        while (!queue.isEmpty() && queue.getFirst().at().compareTo(time.now()) <= 0) {
            line.accept(queue.remove().bytes());
        }
        schedule();
    }
}
