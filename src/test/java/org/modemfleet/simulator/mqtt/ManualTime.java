package org.modemfleet.simulator.mqtt;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.modemfleet.simulator.time.SimulatedTime;

/** A clock that stands still until a test moves it. */
public final class ManualTime implements SimulatedTime {

    private record Due(Duration at, long order, Runnable task) {}

    private final EventExecutor loop;
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Duration now = Duration.ZERO;
    private long scheduled;

    public ManualTime(EventExecutor loop) {
        this.loop = loop;
    }

    @Override
    public Duration now() {
        return now;
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Due entry = new Due(now.plus(delay), scheduled++, task);
        due.add(entry);
        return () -> due.remove(entry);
    }

    /** Moves on, and runs what falls due on the way, each in its own turn of the loop at its own time. */
    public void advance(Duration by) {
        Duration target = loop.submit(() -> now.plus(by)).syncUninterruptibly().getNow();
        while (loop.submit(() -> step(target)).syncUninterruptibly().getNow()) {
            // One step a turn: what a task leaves for the next turn comes before the next task.
        }
    }

    public void advanceSeconds(long seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    private boolean step(Duration target) {
        Due next = due.peek();
        if (next == null || next.at().compareTo(target) > 0) {
            now = target;
            return false;
        }
        due.remove();
        now = next.at();
        next.task().run();
        return true;
    }
}
