package org.modemfleet.simulator.standalone;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** The modules of the standalone simulator with their lines, each named by its number. */
final class StandaloneModules implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneModules.class);

    private final List<Standing> standing = new ArrayList<>();

    /** A module that can be reached. */
    private record Standing(SimulatedModule module, @Nullable TcpPort tcp) implements AutoCloseable {

        @Override
        public void close() {
            if (tcp != null) {
                tcp.close();
            }
        }
    }

    private StandaloneModules() {}

    /** @throws StandaloneException if a line cannot be had; then none is left open */
    static StandaloneModules open(StandalonePlan plan, SimulatedModules modules) {
        StandaloneModules all = new StandaloneModules();
        try {
            plan.modules().forEach(planned -> all.standing.add(stand(planned, plan, modules)));
        } catch (StandaloneException e) {
            all.close();
            throw e;
        }
        return all;
    }

    private static Standing stand(StandalonePlan.Module planned, StandalonePlan plan, SimulatedModules modules) {
        SimulatedModule module = modules.findOrCreate(planned.id(), planned.profile());
        Integer first = plan.firstTcpPort();
        TcpPort tcp = first == null ? null : TcpPort.open(module, first == 0 ? 0 : first + planned.index());
        Standing standing = new Standing(module, tcp);
        LOG.info("Module {}: {}, IMEI {}{}", planned.id(), planned.profile().model(), module.imei(),
                tcp == null ? "" : ", TCP 127.0.0.1:" + tcp.number());
        return standing;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        String control = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
        LOG.info("Ready{}: {} simulated modules", control == null ? "" : " on http://127.0.0.1:" + control, standing.size());
    }

    @Override
    public void close() {
        standing.forEach(Standing::close);
    }
}
