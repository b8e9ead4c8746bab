package org.modemfleet.onemo.profile;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The profiles of all models, read once from the data file beside this class. */
public final class ModelProfiles {

    private static final String FILE = "models.yaml";

    private final List<ModelProfile> all;
    private final Map<String, ModelProfile> byName = new LinkedHashMap<>();

    ModelProfiles(List<ModelProfile> all) {
        this.all = List.copyOf(all);
        this.all.forEach(profile -> byName.put(profile.model(), profile));
        this.all.forEach(profile -> byName.putIfAbsent(profile.series(), profile));
    }

    private static final class Loaded {
        private static final ModelProfiles PROFILES = new ModelProfiles(new ProfileFile(FILE).read());
    }

    /** The profiles of the data file. */
    public static ModelProfiles standard() {
        return Loaded.PROFILES;
    }

    /** Every sub-model, in the data file's order. */
    public List<ModelProfile> all() {
        return all;
    }

    /** A sub-model such as {@code ML307R-DC}, or the first one of a series such as {@code ML307R}; case counts. */
    public Optional<ModelProfile> find(String model) {
        return Optional.ofNullable(byName.get(model));
    }

    /**
     * The profile for what {@code AT+CGMM} answered. A sub-model that the data file does not know gets the profile of
     * its series, of which the longest name that fits counts ({@code MN316-S-X} is an MN316-S).
     */
    public Optional<ModelProfile> answeredBy(String cgmm) {
        String name = cgmm.strip();
        return find(name).or(() -> all.stream()
                .filter(profile -> name.startsWith(profile.series() + "-"))
                .max(Comparator.comparingInt(profile -> profile.series().length()))
                .flatMap(profile -> find(profile.series())));
    }
}
