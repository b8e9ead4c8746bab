package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What arrived against what was sent, once each. */
final class Deliveries {

    private Deliveries() {}

    /**
     * The embedded broker swaps neighbours now and then, which is a bug of Artemis (ARTEMIS-6191); what comes through it
     * is compared without its order. Through any other broker messages of one topic and QoS keep their order.
     */
    static void assertDelivered(List<String> received, List<String> sent, boolean embeddedBroker) {
        if (embeddedBroker) {
            assertThat(received).containsExactlyInAnyOrderElementsOf(sent);
        } else {
            assertThat(received).isEqualTo(sent);
        }
    }
}
