package org.modemfleet.operation;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Begins the parts of one operation: no faster than its rate, no more at once than its concurrency, the canaries first. One virtual
 * thread begins them; each runs on one of its own. The lock is never held while a module or the database is waited for.
 */
final class OperationRun {

    /** Does what belongs to a module; never fails. */
    interface Worker {
        ModuleResult work(OperationView.Item item);
    }

    /** Hears of every end, one at a time. */
    interface Watcher {
        void ended(OperationView.Item item, ModuleResult result, OperationView.Counts counts);
    }

    /** How it ended. */
    record End(OperationState state, @Nullable String reason) {}

    private final OperationView plan;
    private final Worker worker;
    private final Watcher watcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ReentrantLock watching = new ReentrantLock();
    private OperationView.Counts counts;
    private int underWay;
    private int notDone;
    private @Nullable End end;

    OperationRun(OperationView plan, Worker worker, Watcher watcher) {
        this.plan = plan;
        this.worker = worker;
        this.watcher = watcher;
        this.counts = plan.counts();
    }

    /** Begins no others. @return false if it is at its end anyway */
    boolean end(OperationState state, String reason) {
        lock.lock();
        try {
            if (end != null) {
                return false;
            }
            end = new End(state, reason);
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns when what was begun has ended, and nothing more will be begun. */
    End run(List<OperationView.Item> items) {
        Iterator<OperationView.Item> left = items.iterator();
        int canaries = Math.min(plan.canary(), items.size());
        long pause = (long) (TimeUnit.SECONDS.toNanos(1) / plan.rate());
        long next = System.nanoTime();
        for (int begun = 0; left.hasNext(); begun++) {
            boolean goOn = awaitTurn(begun == canaries && canaries > 0, next);
            if (!goOn) {
                break;
            }
            next = Math.max(next, System.nanoTime() - pause) + pause;
            OperationView.Item item = left.next();
            Thread.ofVirtual().name("operation-" + item.module()).start(() -> work(item));
        }
        return awaitLast();
    }

    /** @param all whether all that was begun must have been done first */
    private boolean awaitTurn(boolean all, long notBefore) {
        lock.lock();
        try {
            while (end == null && (underWay >= plan.concurrency() || all && underWay > 0)) {
                changed.awaitUninterruptibly();
            }
            if (all && notDone > 0 && end == null) {
                end = new End(OperationState.STOPPED, notDone + " of the first " + plan.canary() + " modules were not done");
            }
            long wait = notBefore - System.nanoTime();
            while (end == null && wait > 0) {
                wait = awaitNanos(wait);
            }
            if (end != null) {
                return false;
            }
            underWay++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private long awaitNanos(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException nobodyDoes) {
            throw new IllegalStateException("nobody interrupts this thread", nobodyDoes);
        }
    }

    private void work(OperationView.Item item) {
        ModuleResult result = worker.work(item);
        watching.lock();
        try {
            watcher.ended(item, result, count(result));
        } finally {
            watching.unlock();
            left();
        }
    }

    private OperationView.Counts count(ModuleResult result) {
        lock.lock();
        try {
            counts = counts.with(result.state());
            if (result.state() != ItemState.DONE) {
                notDone++;
                Integer most = plan.stopAfterFailures();
                if (most != null && notDone >= most && end == null) {
                    end = new End(OperationState.STOPPED, notDone + " modules were not done");
                }
            }
            return counts;
        } finally {
            lock.unlock();
        }
    }

    private void left() {
        lock.lock();
        try {
            underWay--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private End awaitLast() {
        lock.lock();
        try {
            while (underWay > 0) {
                changed.awaitUninterruptibly();
            }
            if (end == null || end.state() == OperationState.STOPPED && counts.waiting() == 0) {
                end = new End(OperationState.DONE, null);
            }
            return end;
        } finally {
            lock.unlock();
        }
    }
}
