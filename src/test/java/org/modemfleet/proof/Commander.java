package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/**
 * Gives a module one command after the other while something else goes on, and holds every answer to be what the
 * command asked: connection 0 is connected, connection 1 never.
 */
final class Commander implements AutoCloseable {

    private static final int SHORTEST_KEEPALIVE = 60;

    private final FleetUser user;
    private final String module;
    private final String imei;
    private final Set<Integer> mids = new HashSet<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int laps;
    private volatile boolean running = true;

    Commander(FleetUser user, String module) {
        this.user = user;
        this.module = module;
        this.imei = user.http().get("/modules/" + module).expect(200).json().at("/identity/imei").asString();
        Thread.ofVirtual().name("commander").start(this::run);
    }

    /** Ends it; fails if any answer was not its command's own. Gives the number of messages published with QoS 1. */
    int published() {
        running = false;
        end.join();
        assertThat(laps).isPositive();
        return laps;
    }

    @Override
    public void close() {
        running = false;
    }

    private void run() {
        try {
            do {
                lap();
                laps++;
            } while (running);
            end.complete(null);
        } catch (RuntimeException | AssertionError failure) {
            end.completeExceptionally(failure);
        }
    }

    private void lap() {
        HttpApi http = user.http();
        assertThat(user.state(module, 0)).isEqualTo(2);
        int keepalive = SHORTEST_KEEPALIVE + laps;
        assertThat(user.set(module, 1, "keepalive", "{\"keepaliveTime\":" + keepalive + "}")
                .at("/reported/keepaliveTime").intValue())
                .isEqualTo(keepalive);
        JsonNode asked = http.get(FleetUser.mqtt(module, 1) + "/config/keepalive").expect(200).json();
        assertThat(asked.at("/reported/keepaliveTime").intValue()).as(asked.toString()).isEqualTo(keepalive);
        JsonNode raw = http.post("/modules/" + module + "/at", "{\"command\":\"AT+CGSN\"}").expect(200).json();
        assertThat(raw.path("rows").toString() + raw.path("final").asString()).isEqualTo("[\"" + imei + "\"]OK");
        JsonNode refused = http.post("/modules/" + module + "/at", "{\"command\":\"AT+MQTTDISC=1\"}").expect(200)
                .json();
        assertThat(refused.path("rows").toString() + refused.path("final").asString()).isEqualTo("[]+CME ERROR: 602");
        JsonNode published = user.publish(module, 0, "commander/" + module, 1, HostilePayloads.bytes("lap " + laps));
        assertThat(mids.add(published.path("mid").intValue())).as("a mid of its own: %s", published).isTrue();
    }
}
