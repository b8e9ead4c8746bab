package org.modemfleet.simulator.scenario;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.fault.Fault;

/** What is to happen, and when; steps of the same moment in their order. */
public record Scenario(List<Step> steps) {

    /** Stands for every simulated module that there is at that moment. */
    public static final String EVERY_MODULE = "*";

    public Scenario {
        steps = List.copyOf(steps);
    }

    /**
     * One of {@code fault} and {@code inbound}.
     *
     * @param at since the start, in simulated time
     * @param modules ids, or {@link #EVERY_MODULE}; empty: the module that the scenario was given to
     */
    public record Step(Duration at, List<String> modules, @Nullable Fault fault, @Nullable Inbound inbound) {
        public Step {
            modules = List.copyOf(modules);
        }

        int times() {
            return inbound == null ? 1 : inbound.count();
        }
    }

    /**
     * Messages that come in as if the server had sent them at QoS 0.
     *
     * @param count how many, one {@code every} so long
     */
    public record Inbound(int connectId, String topic, byte[] payload, int count, Duration every) {}
}
