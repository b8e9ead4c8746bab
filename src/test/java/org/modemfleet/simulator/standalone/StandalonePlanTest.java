package org.modemfleet.simulator.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modemfleet.ModemFleetProperties;

class StandalonePlanTest {

    @Test
    void modulesByNameThenManyOfOneModel() {
        StandalonePlan plan = plan(List.of("ML307R", " MN316A-DC"), 2, "MN319", 7001, null);
        assertThat(plan.modules()).extracting(StandalonePlan.Module::id, StandalonePlan.Module::name, module -> module.profile().model())
                .containsExactly(tuple("0", "ML307R", "ML307R-DC"), tuple("1", "MN316A-DC", "MN316A-DC"), tuple("2", "MN319", "MN319-DL"),
                        tuple("3", "MN319", "MN319-DL"));
    }

    @Test
    void withoutAnyThereIsOneThatCanBeReached() {
        StandalonePlan plan = plan(List.of(), 0, "ML307R", null, null);
        assertThat(plan.modules()).singleElement().extracting(StandalonePlan.Module::name).isEqualTo("ML307R");
        assertThat(plan.firstTcpPort()).isEqualTo(7001);
    }

    @Test
    void pseudoTerminalsAloneNeedNoPort() {
        assertThat(plan(List.of(), 1, "ML307R", null, "/tmp/modems").firstTcpPort()).isNull();
        assertThat(plan(List.of(), 1, "ML307R", 7001, "/tmp/modems/../m"))
                .returns(7001, StandalonePlan::firstTcpPort)
                .returns(Path.of("/tmp/m"), StandalonePlan::ptyDirectory);
    }

    @Test
    void whatCannotBeNamesItsSetting() {
        assertThatThrownBy(() -> plan(List.of("ML999"), 0, "ML307R", null, null)).isInstanceOf(StandaloneException.class)
                .hasMessageContainingAll("modemfleet.simulator.modules", "'ML999'", "ML307R");
        assertThatThrownBy(() -> plan(List.of(), 3, "ml307r", null, null)).isInstanceOf(StandaloneException.class)
                .hasMessageContainingAll("modemfleet.simulator.model ", "'ml307r'");
        assertThatThrownBy(() -> plan(List.of(), 600, "ML307R", 65000, null)).isInstanceOf(StandaloneException.class)
                .hasMessageContaining("modemfleet.simulator.tcp-port");
        assertThat(plan(List.of(), 536, "ML307R", 65000, null).modules()).hasSize(536);
    }

    private static StandalonePlan plan(List<String> modules, int count, String model, @Nullable Integer port, @Nullable String directory) {
        return StandalonePlan.of(new ModemFleetProperties.Simulator(1, count, model, modules, port, directory, null));
    }
}
