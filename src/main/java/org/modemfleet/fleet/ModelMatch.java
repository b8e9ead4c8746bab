package org.modemfleet.fleet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/** Compares the model that was configured with the one that the module answered. */
record ModelMatch(ModelProfiles models) {

    /**
     * The profile that holds: of the answered sub-model, else of the configured one; empty while neither is known.
     *
     * @param configured a sub-model, which must be the answered one, or a series, which must be the answered one's
     * @param answered by {@code AT+CGMM}; some firmware answers just the series
     * @throws FleetException.ModelMismatch if they differ, or nothing was configured and the answer has no profile
     */
    Optional<ModelProfile> profile(String moduleId, @Nullable String configured, @Nullable String answered) {
        Optional<ModelProfile> expected = Optional.ofNullable(configured).flatMap(models::find);
        if (answered == null || answered.isBlank()) {
            return expected;
        }
        ModelProfile actual = models.answeredBy(answered)
                .orElseThrow(() -> new FleetException.ModelMismatch(moduleId, configured, answered));
        if (expected.isEmpty()) {
            return Optional.of(actual);
        }
        ModelProfile profile = expected.get();
        boolean anyOfSeries = profile.series().equals(configured) || profile.series().equals(answered.strip());
        if (!profile.series().equals(actual.series()) || !anyOfSeries && !profile.model().equals(actual.model())) {
            throw new FleetException.ModelMismatch(moduleId, configured, answered);
        }
        return Optional.of(profile.series().equals(configured) ? actual : profile);
    }
}
