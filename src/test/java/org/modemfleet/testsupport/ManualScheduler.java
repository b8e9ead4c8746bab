package org.modemfleet.testsupport;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A clock and scheduler whose time passes only in {@link #advance}, which runs what is due on the caller's thread. */
public final class ManualScheduler extends AbstractExecutorService implements ScheduledExecutorService, InstantSource {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Task<?>> tasks = new ArrayList<>();
    private long now;
    private long order;
    private volatile boolean shutdown;

    /** Nanoseconds since this scheduler began, for what wants {@link System#nanoTime}. */
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Instant instant() {
        return BEGIN.plusNanos(now);
    }

    /** Lets time pass; each task runs at its own moment. */
    public void advance(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        for (Task<?> task = next(end); task != null; task = next(end)) {
            task.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    /** How long until the next task is due; a negative duration if there is none. */
    public synchronized Duration untilNext() {
        return tasks.stream().filter(task -> !task.isDone()).min(Comparator.<Task<?>>naturalOrder())
                .map(task -> Duration.ofNanos(Math.max(0, task.due - now))).orElse(Duration.ofNanos(-1));
    }

    private synchronized Task<?> next(long end) {
        tasks.removeIf(FutureTask::isDone);
        Task<?> first = tasks.stream().min(Comparator.<Task<?>>naturalOrder()).orElse(null);
        if (first == null || first.due > end) {
            return null;
        }
        tasks.remove(first);
        now = Math.max(now, first.due);
        return first;
    }

    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
        private final long due;
        private final long number;

        private Task(Callable<V> callable, long due, long number) {
            super(callable);
            this.due = due;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Task<?> task = (Task<?>) other;
            return due != task.due ? Long.compare(due, task.due) : Long.compare(number, task.number);
        }
    }

    @Override
    public synchronized <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        Task<V> task = new Task<>(callable, now + Math.max(0, unit.toNanos(delay)), order++);
        tasks.add(task);
        return task;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return schedule(() -> {
            command.run();
            return null;
        }, delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(command, initial, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
        return schedule(() -> {
            command.run();
            scheduleWithFixedDelay(command, delay, delay, unit);
        }, initial, unit);
    }

    @Override
    public void execute(Runnable command) {
        schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return left;
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
