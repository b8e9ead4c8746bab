package org.modemfleet.fleet;

import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

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

    /**
     * The setting {@code modemfleet.simulator.model}, told at the start and not by each module.
     *
     * @throws InvalidConfigurationPropertyValueException if there is no such model
     */
    static void requireModel(String model, ModelProfiles models) {
        if (models.find(model).isEmpty()) {
            String known = models.all().stream().map(ModelProfile::series).distinct().collect(Collectors.joining(", "));
            throw new InvalidConfigurationPropertyValueException("modemfleet.simulator.model", model,
                    "there are the models " + known + " and their sub-models");
        }
    }

    private static ModuleSpec simulated(int number, String model, boolean stored, Instant now) {
        String id = "sim-" + number;
        return new ModuleSpec(id, "Simulated " + model, model, "sim:" + model, null, new TreeMap<>(), true, stored, now);
    }
}
