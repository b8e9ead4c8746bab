package org.modemfleet.fleet;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.modemfleet.events.EventLog;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.link.Links;
import org.modemfleet.link.PortCatalog;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.session.Transcripts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the fleet together. */
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {

    private static final int LINKS_OPENED_AT_ONCE = 32;

    @Bean
    Recoveries recoveries(RecoveryStore store, EventLog events, HookRunner hooks, ObjectProvider<InstantSource> clock) {
        return new Recoveries(store, events, hooks, clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    ModuleRegistry fleet(ModuleStore store, SessionOpener sessions, ModemFleetProperties settings, Links links,
            PortCatalog ports, Recoveries recoveries, ObjectProvider<InstantSource> clock) {
        SimulatedFleet.requireModel(settings.simulator().model(), ModelProfiles.standard());
        Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60),
                () -> ThreadLocalRandom.current().nextDouble());
        FleetServices services = new FleetServices(sessions, ModelProfiles.standard(), backoff,
                new Semaphore(LINKS_OPENED_AT_ONCE), new CopyOnWriteArrayList<>(List.of(recoveries)), recoveries);
        return new ModuleRegistry(store, services, settings, links, ports, clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    SessionOpener sessionOpener(Links links, EventLog events, ObjectProvider<InstantSource> clock, Transcripts transcripts) {
        return new LiveSessions(links, events, clock.getIfAvailable(InstantSource::system), transcripts);
    }
}
