package org.modemfleet.simulator.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatedModules;
import org.modemfleet.simulator.time.SimulatedTime;

/** A scenario under way. Its clock is that of the module that it was given to; any thread may ask or stop it. */
public final class ScenarioRun {

    private final String id;
    private final SimulatedModule home;
    private final SimulatedModules modules;
    private final int steps;
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger missed = new AtomicInteger();
    private final List<SimulatedTime.Timer> timers = new ArrayList<>();
    private volatile boolean stopped;

    /**
     * @param steps how much there is to do; each message of a step counts
     * @param done how much of it is done, misses included
     * @param missed for how many modules that were not there, or whose connection was not connected, something was due
     */
    public record Progress(String id, int steps, int done, int missed, boolean stopped) {}

    ScenarioRun(String id, SimulatedModule home, SimulatedModules modules, Scenario scenario) {
        this.id = id;
        this.home = home;
        this.modules = modules;
        this.steps = scenario.steps().stream().mapToInt(Scenario.Step::times).sum();
        home.loop().execute(() -> scenario.steps().forEach(this::schedule));
    }

    private void schedule(Scenario.Step step) {
        for (int i = 0; i < step.times() && !stopped; i++) {
            Duration at = step.inbound() == null ? step.at() : step.at().plus(step.inbound().every().multipliedBy(i));
            timers.add(home.schedule(at, () -> perform(step)));
        }
    }

    private void perform(Scenario.Step step) {
        Collection<SimulatedModule> there = step.modules().contains(Scenario.EVERY_MODULE) ? modules.all()
                : step.modules().isEmpty() ? List.of(home) : step.modules().stream().flatMap(named -> modules.find(named).stream()).toList();
        missed.addAndGet(Math.max(0, step.modules().size() - there.size()));
        CompletableFuture<?>[] effects = there.stream().map(module -> perform(step, module)).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(effects).thenRun(this::stepDone);
    }

    private void stepDone() {
        if (done.incrementAndGet() == steps) {
            home.loop().execute(timers::clear);
        }
    }

    private CompletableFuture<?> perform(Scenario.Step step, SimulatedModule module) {
        Scenario.Inbound inbound = step.inbound();
        if (inbound == null) {
            return module.inject(Objects.requireNonNull(step.fault()));
        }
        return module.deliver(inbound.connectId(), inbound.topic(), inbound.payload())
                .thenAccept(delivered -> missed.addAndGet(delivered ? 0 : 1));
    }

    public Progress progress() {
        return new Progress(id, steps, done.get(), missed.get(), stopped);
    }

    boolean isUnderWay() {
        return !stopped && done.get() < steps;
    }

    /** Of one that is under way: what has not happened yet does not happen; faults that are active stay. */
    void stop() {
        stopped = true;
        home.loop().execute(() -> timers.forEach(SimulatedTime.Timer::cancel));
    }
}
