package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileLimitTest {

    @Test
    void thereIsRoomUpToTheLimit() {
        assertThat(FileLimit.problem(1000, 3, 3000 + FileLimit.RESERVE)).isEmpty();
        assertThat(FileLimit.problem(0, 3, 1024)).isEmpty();
    }

    @Test
    void beyondItTheOperatorIsToldWhatToDo() {
        assertThat(FileLimit.problem(5000, 1, 4096)).hasValueSatisfying(problem -> assertThat(problem)
                .startsWith("5000 simulated modules need up to 5256 open files").contains("may open only 4096", "conn state 6")
                .endsWith("ulimit -n 5256"));
        assertThat(FileLimit.problem(1000, 3, 2999 + FileLimit.RESERVE)).isPresent();
    }
}
