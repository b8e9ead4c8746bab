package org.modemfleet.simulator.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaledTimeTest {

    private final EventExecutor loop = new DefaultEventExecutor();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void runsAsManyTimesAsFast() {
        SimulatedTime time = SimulatedTime.scaled(loop, 1000);
        Duration simulated = time.now();
        long real = System.nanoTime();
        CompletableFuture<Duration> ran = new CompletableFuture<>();
        time.schedule(Duration.ofSeconds(100), () -> ran.complete(time.now()));
        assertThat(ran.join().minus(simulated)).isGreaterThanOrEqualTo(Duration.ofSeconds(100));
        assertThat(Duration.ofNanos(System.nanoTime() - real)).isBetween(Duration.ofMillis(99), Duration.ofSeconds(20));
    }

    @Test
    void aTaskRunsOnTheLoopAndNotBeforeItsTimeOfItsOwnClock() {
        SimulatedTime time = SimulatedTime.scaled(loop, 0.5);
        Duration start = time.now();
        CompletableFuture<Boolean> ran = new CompletableFuture<>();
        time.schedule(Duration.ofMillis(20), () -> ran.complete(loop.inEventLoop()
                && time.now().minus(start).compareTo(Duration.ofMillis(20)) >= 0));
        assertThat(ran.join()).isTrue();
    }

    @Test
    void aCancelledTaskDoesNotRunEvenIfItIsDue() {
        SimulatedTime time = SimulatedTime.scaled(loop, 1);
        AtomicInteger ran = new AtomicInteger();
        loop.submit(() -> {
            SimulatedTime.Timer timer = time.schedule(Duration.ZERO, ran::incrementAndGet);
            timer.cancel();
            timer.cancel();
            time.schedule(Duration.ofMillis(1), () -> ran.addAndGet(10));
        }).syncUninterruptibly();
        await().untilAsserted(() -> assertThat(ran).hasValue(10));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void aScaleThatIsNotPositiveIsRefused(double scale) {
        assertThatIllegalArgumentException().isThrownBy(() -> SimulatedTime.scaled(loop, scale))
                .withMessageContaining("time-scale");
    }
}
