package org.modemfleet.simulator;

import org.modemfleet.ModemFleetProperties;
import org.modemfleet.simulator.replay.ReplayLinkProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The simulated modules of the service. */
@Configuration(proxyBeanMethods = false)
class SimulatorConfiguration {

    @Bean
    SimulatedModules simulatedModules(ModemFleetProperties settings) {
        SimulatedModules modules = new SimulatedModules(settings.simulator().timeScale());
        modules.expect(settings.simulator().count(), 1);
        return modules;
    }

    @Bean
    SimLinkProvider simLinkProvider(SimulatedModules modules) {
        return new SimLinkProvider(modules);
    }

    @Bean
    ReplayLinkProvider replayLinkProvider(ModemFleetProperties settings, SimulatedModules modules) {
        return new ReplayLinkProvider(settings.dataDirectory().resolve("transcripts"), modules::loop);
    }
}
