package org.modemfleet.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MidWatchTest {

    private final MidWatch watch = new MidWatch();

    private List<Integer> backwardsAmong(Integer... mids) {
        return List.of(mids).stream().filter(watch::wentBackTo).toList();
    }

    @Test
    void aCounterThatBeginsAnewGoesBackwards() {
        assertThat(backwardsAmong(100, 101, 102, 104, 105, 1, 2)).containsExactly(1);
    }

    @Test
    void theWrapIsAStepForwards() {
        assertThat(backwardsAmong(65_531, 65_532, 65_533, 65_534, 65_535, 1, 2, 3)).isEmpty();
    }

    @Test
    void anIdentifierTakenUpAgainIsNotFarEnoughBack() {
        assertThat(backwardsAmong(10, 11, 12, 13, 14, 15, 13, 16)).isEmpty();
    }

    @Test
    void aModuleThatChoosesFreelyTellsNothing() {
        assertThat(backwardsAmong(18_798, 35_270, 2, 60_000, 7, 44_000, 43_000, 1)).isEmpty();
    }
}
