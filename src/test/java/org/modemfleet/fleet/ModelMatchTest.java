package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

class ModelMatchTest {

    private final ModelMatch match = new ModelMatch(ModelProfiles.standard());

    @ParameterizedTest
    @CsvSource({
            "ML307R,          , ML307R-DC",
            "ML307R, ML307R-DL, ML307R-DL",
            "ML307R, ML307R,    ML307R-DC",
            "ML307R-DL, ML307R-DL, ML307R-DL",
            "ML307R-DL, ML307R, ML307R-DL",
            "      , MN316-DLVS, MN316-DLVS",
            "MN316-S, MN316-S-DLVS, MN316-S-DLVS",
    })
    void theAnsweredSubModelHoldsWhereItIsOfTheConfiguredSeries(String configured, String answered, String profile) {
        assertThat(match.profile("m", configured, answered)).map(ModelProfile::model).contains(profile);
    }

    @ParameterizedTest
    @CsvSource({"ML307R, ML307G-DL", "ML307R-DC, ML307R-DL", "MN316, MN316A-D", "ML307R, EC200", ", EC200"})
    void anotherModelIsAMismatch(String configured, String answered) {
        assertThatThrownBy(() -> match.profile("m", configured, answered))
                .isInstanceOf(FleetException.ModelMismatch.class)
                .hasMessageContaining(answered);
    }

    @ParameterizedTest
    @CsvSource(",")
    void withoutEitherNothingIsKnown(String configured, String answered) {
        assertThat(match.profile("m", configured, answered)).isEmpty();
    }
}
