package org.modemfleet.simulator.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    private final List<Standing> standing = new ArrayList<>();
    private @Nullable PtyDirectory directory;
    private @Nullable PseudoTerminals terminals;

    /** A module that can be reached. */
    private record Standing(SimulatedModule module, @Nullable TcpPort tcp, @Nullable PtyPort pty) {}

    private StandaloneModules() {}

    /** @throws StandaloneException if a line cannot be had; then none is left open */
    static StandaloneModules open(StandalonePlan plan, SimulatedModules modules) {
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

    private void usePseudoTerminals(Path links) {
        directory = PtyDirectory.open(links);
        try {
            terminals = PseudoTerminals.start();
        } catch (IOException e) {
            throw new StandaloneException("there are no pseudo-terminals (" + e.getMessage() + "); leave modemfleet.simulator.pty-dir unset", e);
        }
    }

    private void stand(StandalonePlan.Module planned, StandalonePlan plan, SimulatedModules modules) {
        SimulatedModule module = modules.findOrCreate(planned.id(), planned.profile());
        Integer first = plan.firstTcpPort();
        TcpPort tcp = first == null ? null : TcpPort.open(module, first == 0 ? 0 : first + planned.index());
        PtyPort pty = directory == null || terminals == null ? null
                : new PtyPort(module, terminals, directory, planned.index() + "-" + planned.name());
        standing.add(new Standing(module, tcp, pty));
        LOG.info("Module {}: {}, IMEI {}{}{}", planned.id(), planned.profile().model(), module.imei(),
                tcp == null ? "" : ", TCP 127.0.0.1:" + tcp.number(),
                pty == null ? "" : ", pseudo-terminal " + linked(pty, planned, plan.modules().size()));
    }

    private Path linked(PtyPort pty, StandalonePlan.Module planned, int count) {
        try {
            return pty.open();
        } catch (IOException e) {
            throw new StandaloneException("the pseudo-terminal of module " + planned.id() + ", of " + count + ", cannot be made ("
                    + e.getMessage() + "); see modemfleet.simulator.pty-dir", e);
        }
    }

    TcpPort tcp(int index) {
        return Objects.requireNonNull(standing.get(index).tcp());
    }

    PtyPort pty(int index) {
        return Objects.requireNonNull(standing.get(index).pty());
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        String control = event.getApplicationContext().getEnvironment().getProperty("local.server.port");
        LOG.info("Ready{}: {} simulated modules", control == null ? "" : " on http://127.0.0.1:" + control, standing.size());
    }

    @Override
    public void close() {
        for (Standing one : standing) {
            if (one.tcp() != null) {
                one.tcp().close();
            }
            if (one.pty() != null) {
                one.pty().close();
            }
        }
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
