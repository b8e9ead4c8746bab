package org.modemfleet.simulator.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.pty.PseudoTerminals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** The modules of the standalone simulator with their lines, each named by its number. */
final class StandaloneModules implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandaloneModules.class);

    private final List<TcpPort> tcpPorts = new ArrayList<>();
    private final List<PtyPort> ptyPorts = new ArrayList<>();
    private int count;
    private @Nullable PtyDirectory directory;
    private @Nullable PseudoTerminals terminals;

    private StandaloneModules() {}

    /** @throws StandaloneException if a line cannot be had; then none is left open */
    static StandaloneModules open(StandalonePlan plan, SimulatedModules modules) {
        modules.expect(plan.modules().size(), filesEach(plan));
        StandaloneModules all = new StandaloneModules();
        try {
            if (plan.ptyDirectory() != null) {
                all.usePseudoTerminals(plan.ptyDirectory());
            }
            plan.modules().forEach(planned -> all.stand(planned, plan, modules));
            return all;
        } catch (StandaloneException e) {
            all.close();
            throw e;
        }
    }

    /** Its connection to a broker; a listening socket and the client; the two ends of a pseudo-terminal. */
    private static int filesEach(StandalonePlan plan) {
        return 1 + (plan.firstTcpPort() == null ? 0 : 2) + (plan.ptyDirectory() == null ? 0 : 2);
    }

    private void usePseudoTerminals(Path links) {
        directory = PtyDirectory.open(links);
        try {
            terminals = PseudoTerminals.start();
        } catch (IOException e) {
            throw new StandaloneException("there are no pseudo-terminals (" + e.getMessage()
                    + "); leave modemfleet.simulator.pty-dir unset", e);
        }
    }

    private void stand(StandalonePlan.Module planned, StandalonePlan plan, SimulatedModules modules) {
        SimulatedModule module = modules.findOrCreate(planned.id(), planned.profile());
        Integer first = plan.firstTcpPort();
        StringBuilder lines = new StringBuilder();
        if (first != null) {
            TcpPort port = TcpPort.open(module, first == 0 ? 0 : first + planned.index());
            tcpPorts.add(port);
            lines.append(", TCP 127.0.0.1:").append(port.number());
        }
        if (directory != null && terminals != null) {
            PtyPort port = ptyPort(module, planned, terminals, directory);
            ptyPorts.add(port);
            lines.append(", pseudo-terminal ").append(port.path());
        }
        count++;
        LOG.info("Module {}: {}, IMEI {}{}", planned.id(), planned.profile().model(), module.imei(), lines);
    }

    private static PtyPort ptyPort(SimulatedModule module, StandalonePlan.Module planned, PseudoTerminals terminals,
            PtyDirectory directory) {
        try {
            return PtyPort.open(module, terminals, directory, planned.index() + "-" + planned.name());
        } catch (IOException e) {
            throw new StandaloneException("the pseudo-terminal of module " + planned.id() + " cannot be made (" + e.getMessage()
                    + "); see modemfleet.simulator.pty-dir", e);
        }
    }

    /** Of the modules, in order; none if they have no TCP. */
    List<TcpPort> tcpPorts() {
        return tcpPorts;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        String control = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
        LOG.info("Ready{}: {} simulated {}", control == null ? "" : " on http://127.0.0.1:" + control, count, count == 1 ? "module" : "modules");
    }

    @Override
    public void close() {
        tcpPorts.forEach(TcpPort::close);
        ptyPorts.forEach(PtyPort::close);
        try {
            if (terminals != null) {
                terminals.close();
            }
            if (directory != null) {
                directory.close();
            }
        } catch (IOException e) {
            LOG.warn("Pseudo-terminals could not be ended in order", e);
        }
    }
}
