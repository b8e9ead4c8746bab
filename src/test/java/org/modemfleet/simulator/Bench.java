package org.modemfleet.simulator;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.modemfleet.simulator.mqtt.ManualTime;

/** Simulated modules on a table: their clocks stand still until a test moves them, or run. */
final class Bench implements AutoCloseable {

    private final Map<EventExecutor, ManualTime> clocks = new ConcurrentHashMap<>();
    private final SimulatedModules modules;
    private final SimLinkProvider provider;

    private Bench(boolean running) {
        modules = running
                ? new SimulatedModules(1)
                : new SimulatedModules(loop -> clocks.computeIfAbsent(loop, ManualTime::new));
        provider = new SimLinkProvider(modules);
    }

    static Bench withStandingClock() {
        return new Bench(false);
    }

    static Bench withRunningClock() {
        return new Bench(true);
    }

    /** A terminal at the module {@code te-<model>}. */
    Terminal terminal(String model) {
        return terminal("te-" + model, model);
    }

    Terminal terminal(String moduleId, String model) {
        return new Terminal(provider, moduleId, "sim:" + model);
    }

    /** A terminal that hears at once what a module prints at once. */
    Terminal directTerminal(String model) {
        return new Terminal(new DirectLinkProvider(modules), "te-" + model, "direct:" + model);
    }

    SimulatedModule module(String model) {
        return modules.find("te-" + model).orElseThrow();
    }

    SimulatedModules modules() {
        return modules;
    }

    SimLinkProvider provider() {
        return provider;
    }

    /** Simulated time passes for all modules. */
    void advance(int seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    void advance(Duration time) {
        clocks.values().forEach(clock -> clock.advance(time));
    }

    @Override
    public void close() {
        modules.close();
    }
}
