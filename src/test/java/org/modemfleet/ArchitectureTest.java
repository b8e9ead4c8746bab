package org.modemfleet;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ArchitectureTest {

    @Test
    void roomsUseOnlyTheRoomsTheyMay() {
        ApplicationModules.of(ModemFleetApplication.class).verify();
    }
}
