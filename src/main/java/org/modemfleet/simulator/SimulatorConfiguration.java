package org.modemfleet.simulator;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The simulated modules of the service. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SimulatorProperties.class)
class SimulatorConfiguration {

    @Bean
    SimulatedModules simulatedModules(SimulatorProperties properties) {
        return new SimulatedModules(properties.timeScale());
    }

    @Bean
    SimLinkProvider simLinkProvider(SimulatedModules modules) {
        return new SimLinkProvider(modules);
    }
}
