package org.modemfleet.simulator.standalone;

import org.modemfleet.ModemFleetProperties;
import org.modemfleet.simulator.SimulatedModules;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The modules exist from the start on, each with its lines. */
@Configuration(proxyBeanMethods = false)
@Profile("simulator")
class StandaloneConfiguration {

    @Bean
    StandaloneModules standaloneModules(ModemFleetProperties settings, SimulatedModules modules) {
        return StandaloneModules.open(StandalonePlan.of(settings.simulator()), modules);
    }
}
