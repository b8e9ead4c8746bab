package org.modemfleet.desired;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What is to be done for a module in a while, each on a virtual thread of its own. */
@Component
class Timers implements SmartLifecycle {

    private record Due(Future<?> timer, Runnable cancelled) {}

    private final ScheduledExecutorService scheduler;
    private final Map<String, Due> due = new ConcurrentHashMap<>();
    private volatile boolean running;

    @Autowired
    Timers() {
        this(Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("desired-timers").daemon().factory()));
    }

    /** @param scheduler only ever starts threads */
    Timers(ScheduledExecutorService scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Does it after a pause. What is due under the same name already stays instead.
     *
     * @param name begins with the module and a slash
     * @param cancelled if it will not be done
     */
    void after(String name, Duration pause, Runnable work, Runnable cancelled) {
        boolean[] added = {false};
        due.computeIfAbsent(name, _ -> {
            try {
                Due next = new Due(scheduler.schedule(() -> start(name, work), pause.toMillis(), TimeUnit.MILLISECONDS), cancelled);
                added[0] = true;
                return next;
            } catch (RejectedExecutionException serviceStops) {
                return null;
            }
        });
        if (!added[0]) {
            cancelled.run();
        }
    }

    private void start(String name, Runnable work) {
        due.remove(name);
        Thread.ofVirtual().name("desired-" + name).start(work);
    }

    /** All that is due for a module. */
    void cancel(String module) {
        due.keySet().stream().filter(name -> name.startsWith(module + "/")).toList().forEach(name -> {
            Due gone = due.remove(name);
            if (gone != null && gone.timer().cancel(false)) {
                gone.cancelled().run();
            }
        });
    }

    @Override
    public void start() {
        running = true;
    }

    /** What is due is not done any more. */
    @Override
    public void stop() {
        running = false;
        scheduler.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
