package org.modemfleet.fleet;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The modules that nobody had to enter. */
final class SimulatedFleet {

    private static final List<String> DEMO_MODELS = List.of("ML307R", "ML307G", "MN316");

    private SimulatedFleet() {}

    /** {@code sim-1} to {@code sim-3}: made once, in an empty database. */
    static List<ModuleSpec> demo(Instant now) {
        return IntStream.rangeClosed(1, DEMO_MODELS.size())
                .mapToObj(i -> simulated(i, DEMO_MODELS.get(i - 1), true, now)).toList();
    }

    /** {@code sim-4} and on: made at each start, never stored. */
    static List<ModuleSpec> unstored(int count, String model, Instant now) {
        int first = DEMO_MODELS.size() + 1;
        return IntStream.range(first, first + count).mapToObj(i -> simulated(i, model, false, now)).toList();
    }

    private static ModuleSpec simulated(int number, String model, boolean stored, Instant now) {
        String id = "sim-" + number;
        return new ModuleSpec(id, "Simulated " + model, model, "sim:" + model, null, new TreeMap<>(), true, stored, now);
    }
}
