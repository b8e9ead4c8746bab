package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PacketIdentifiersTest {

    private final PacketIdentifiers identifiers = new PacketIdentifiers();

    @Test
    void countFromOneTo65535AndThenFromOneAgain() {
        for (int mid = 1; mid <= 65535; mid++) {
            assertThat(identifiers.take(_ -> false)).isEqualTo(mid);
        }
        assertThat(identifiers.take(_ -> false)).isEqualTo(1);
    }

    @Test
    void skipWhatIsInFlightAlsoAcrossTheWrap() {
        for (int i = 0; i < 65534; i++) {
            identifiers.take(_ -> false);
        }
        assertThat(identifiers.take(Set.of(65535, 1, 2)::contains)).isEqualTo(3);
    }

    @Test
    void startAnewAfterPowerOn() {
        identifiers.take(_ -> false);
        identifiers.reset();
        assertThat(identifiers.take(_ -> false)).isEqualTo(1);
    }
}
