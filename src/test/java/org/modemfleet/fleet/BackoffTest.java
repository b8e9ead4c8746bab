package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesFromOneSecondToAMinute() {
        Backoff steady = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), () -> 0);

        assertThat(IntStream.of(1, 2, 3, 4, 5, 6, 7, 8, 1_000_000).mapToLong(n -> steady.after(n).toSeconds()))
                .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
    }

    @Test
    void jitterTakesAwayAtMostAQuarter() {
        Random random = new Random(7);
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), random::nextDouble);

        for (int i = 0; i < 1000; i++) {
            assertThat(backoff.after(3)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        }
    }
}
