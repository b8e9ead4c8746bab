package org.modemfleet.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OperationRunTest {

    private static final ModuleResult DONE = new ModuleResult(200, "accepted", "c", null, null);
    private static final ModuleResult FAILED = new ModuleResult(409, null, null, "not-connected", null);

    private final List<OperationView.Counts> told = Collections.synchronizedList(new ArrayList<>());

    private static OperationView plan(int total, double rate, int concurrency, int canary, Integer stopAfter) {
        return new OperationView("id", "POST", "/at", rate, concurrency, canary, stopAfter, OperationState.RUNNING, null,
                new OperationView.Counts(total, total, 0, 0, 0), Instant.EPOCH, null);
    }

    private static List<OperationView.Item> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new OperationView.Item(number, "m-" + number, ItemState.WAITING, 1, null, null)).toList();
    }

    private OperationRun run(OperationView plan, OperationRun.Worker worker) {
        return new OperationRun(plan, worker, (_, _, counts) -> told.add(counts));
    }

    @Test
    void noMoreThanItsConcurrencyAreUnderWayAndAsManyAre() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        // Each three meet: fewer at once would wait for ever.
        CyclicBarrier three = new CyclicBarrier(3);
        OperationRun run = run(plan(12, 1000, 3, 0, null), _ -> {
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            try {
                three.await(20, TimeUnit.SECONDS);
            } catch (Exception alone) {
                return FAILED;
            } finally {
                underWay.decrementAndGet();
            }
            return DONE;
        });

        assertThat(run.run(items(12)).state()).isEqualTo(OperationState.DONE);

        assertThat(most.get()).isEqualTo(3);
        assertThat(told.getLast()).isEqualTo(new OperationView.Counts(12, 0, 12, 0, 0));
        assertThat(told.stream().map(OperationView.Counts::done)).as("told one at a time, in order")
                .isEqualTo(IntStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void noFasterThanItsRate() {
        long begin = System.nanoTime();

        run(plan(5, 20, 16, 0, null), _ -> DONE).run(items(5));

        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    }

    @Test
    void theOthersWaitForAllCanaries() {
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        OperationRun run = run(plan(5, 1000, 16, 2, null), item -> {
            begun.add(item.module());
            return item.number() == 1 ? FAILED : DONE;
        });

        OperationRun.End end = run.run(items(5));

        assertThat(begun).containsExactlyInAnyOrder("m-0", "m-1");
        assertThat(end).isEqualTo(new OperationRun.End(OperationState.STOPPED, "1 of the first 2 modules were not done"));
    }

    @Test
    void whatNobodyKnowsCountsAsNotDone() {
        OperationRun run = run(plan(5, 1000, 1, 0, 2), item -> item.number() == 0
                ? new ModuleResult(504, "indeterminate", "c", "no-response", null) : FAILED);

        assertThat(run.run(items(5)).state()).isEqualTo(OperationState.STOPPED);
        assertThat(told.getLast()).isEqualTo(new OperationView.Counts(5, 3, 0, 1, 1));
    }

    @Test
    void afterItsEndNothingIsBegun() {
        OperationRun run = run(plan(5, 1000, 1, 0, null), _ -> DONE);
        assertThat(run.end(OperationState.CANCELLED, "on request")).isTrue();
        assertThat(run.end(OperationState.CANCELLED, "again")).isFalse();

        assertThat(run.run(items(5)).state()).isEqualTo(OperationState.CANCELLED);
        assertThat(told).isEmpty();
    }
}
