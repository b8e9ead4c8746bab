package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modemfleet.link.LinkProvider;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SimulatorConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(SimulatorConfiguration.class);

    @Test
    void offersLinksToSimulatedModules() {
        runner.run(context -> {
            assertThat(context.getBean(LinkProvider.class).scheme()).isEqualTo("sim");
            assertThat(context.getBean(SimulatorProperties.class).timeScale()).isEqualTo(1);
        });
    }

    @Test
    void timeScaleIsPositive() {
        runner.withPropertyValues("modemfleet.simulator.time-scale=60")
                .run(context -> assertThat(context.getBean(SimulatorProperties.class).timeScale()).isEqualTo(60));
        runner.withPropertyValues("modemfleet.simulator.time-scale=0").run(context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("modemfleet.simulator")
                        .hasMessageContaining("timeScale"));
    }
}
