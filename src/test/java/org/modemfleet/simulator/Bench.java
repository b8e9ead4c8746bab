package org.modemfleet.simulator;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.modemfleet.simulator.mqtt.ManualTime;

/** Simulated modules on a table: their clocks stand still until a test moves them, or run. */
public final class Bench implements AutoCloseable {

    private final Map<EventExecutor, ManualTime> clocks = new ConcurrentHashMap<>();
    private final SimulatedModules modules;
    private final SimLinkProvider provider;

    private Bench(boolean running) {
        modules = running
                ? new SimulatedModules(1)
                : new SimulatedModules(loop -> clocks.computeIfAbsent(loop, ManualTime::new));
        provider = new SimLinkProvider(modules);
    }

    public static Bench withStandingClock() {
        return new Bench(false);
    }

    public static Bench withRunningClock() {
        return new Bench(true);
    }

    /** A terminal at the module {@code te-<model>}. */
    public Terminal terminal(String model) {
        return terminal("te-" + model, model);
    }

    public Terminal terminal(String moduleId, String model) {
        return new Terminal(provider, moduleId, "sim:" + model);
    }

    /** A terminal that hears at once what a module prints at once. */
    public Terminal directTerminal(String model) {
        return new Terminal(new DirectLinkProvider(modules), "te-" + model, "direct:" + model);
    }

    public SimulatedModule module(String model) {
        return modules.find("te-" + model).orElseThrow();
    }

    public SimulatedModules modules() {
        return modules;
    }

    SimLinkProvider provider() {
        return provider;
    }

    /** Simulated time passes for all modules. */
    public void advance(int seconds) {
        advance(Duration.ofSeconds(seconds));
    }

    /** Simulated time passes for all modules. */
    public void advance(Duration by) {
        clocks.values().forEach(clock -> clock.advance(by));
    }

    @Override
    public void close() {
        modules.close();
    }
}
