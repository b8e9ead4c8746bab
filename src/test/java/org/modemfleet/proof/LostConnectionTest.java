package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.Mosquitto;

/** What {@code GET /modules/{m}} says of a connection that the broker or the network ends; nothing is asked of the module for it. */
class LostConnectionTest extends WholeService {

    private static final int RECONNECTING = 1;
    private static final int CONNECTED = 2;
    private static final int DISCONNECTED = 3;

    private int state(String module) {
        return user.http().get("/modules/" + module).expect(200).json().at("/connections/0/state").intValue();
    }

    /** Those of its conn URCs. */
    private List<Integer> told(String module) {
        return user.events(module).stream().filter(event -> event.path("type").asString().endsWith(".conn"))
                .map(event -> event.at("/data/connState").intValue()).toList();
    }

    private void awaitTold(String module, int connState, int state) {
        await().untilAsserted(() -> assertThat(told(module)).contains(connState));
        assertThat(state(module)).isEqualTo(state);
    }

    @Test
    void aBrokerThatCloses() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = Mosquitto.start()) {
            user.set(module, 0, "reconn", "{\"reconnTimes\":1,\"reconnInterval\":20,\"mode\":0}");
            user.connect(module, 0, broker.port());
            assertThat(state(module)).isEqualTo(CONNECTED);

            broker.stop();
            awaitTold(module, 1, RECONNECTING);

            user.disconnect(module, 0);
            awaitTold(module, 2, DISCONNECTED);
        }
    }

    @Test
    void aBrokerThatClosesForGood() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = Mosquitto.start()) {
            user.set(module, 0, "reconn", "{\"reconnTimes\":0,\"reconnInterval\":20,\"mode\":0}");
            user.connect(module, 0, broker.port());

            broker.kill();

            awaitTold(module, 4, DISCONNECTED);
        }
    }

    @Test
    void aNetworkThatDrops() {
        String module = user.module("sim:ML307R");
        try (Mosquitto broker = Mosquitto.start()) {
            user.set(module, 0, "reconn", "{\"reconnTimes\":0,\"reconnInterval\":20,\"mode\":0}");
            user.connect(module, 0, broker.port());

            user.http().post("/modules/" + module + "/simulator/faults", "{\"type\":\"radio-loss\",\"durationMs\":1000}").expect(201);

            awaitTold(module, 6, DISCONNECTED);
        }
    }
}
