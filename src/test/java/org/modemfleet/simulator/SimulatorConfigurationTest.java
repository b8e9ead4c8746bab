package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.link.LinkProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class SimulatorConfigurationTest {

    @EnableConfigurationProperties(ModemFleetProperties.class)
    static class Settings {}

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withUserConfiguration(Settings.class, SimulatorConfiguration.class);

    @Test
    void offersLinksToSimulatedModules() {
        runner.run(context -> {
            assertThat(context.getBeansOfType(LinkProvider.class).values()).extracting(LinkProvider::scheme)
                    .containsExactlyInAnyOrder("sim", "replay");
            assertThat(context.getBean(ModemFleetProperties.class).simulator().timeScale()).isEqualTo(1);
        });
    }

    @Test
    void timeScaleIsPositive() {
        runner.withPropertyValues("modemfleet.simulator.time-scale=60")
                .run(context -> assertThat(context.getBean(ModemFleetProperties.class).simulator().timeScale()).isEqualTo(60));
        runner.withPropertyValues("modemfleet.simulator.time-scale=0").run(context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("modemfleet.simulator")
                        .hasMessageContaining("timeScale"));
    }
}
