package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.proof.Deliveries.assertDelivered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.Postgres;
import tools.jackson.databind.JsonNode;

/** The whole line once on PostgreSQL instead of H2. */
class OnPostgresTest {

    @TempDir
    private Path dataDir;

    @Test
    void theWholeServiceRunsOnPostgres() {
        try (Postgres server = Postgres.start();
                OwnService service = OwnService.start(dataDir, "--spring.datasource.url=" + server.newDatabase())) {
            FleetUser user = service.user();
            String module = user.module("sim:ML307R");
            user.connect(module, 0, service.brokerPort());
            user.subscribe(module, 0, 2, "pg/#");
            user.set(module, 1, "keepalive", "{\"keepaliveTime\":300}");
            List<byte[]> payloads = HostilePayloads.all();
            try (OutsideClient outside = new OutsideClient(service.brokerPort())) {
                outside.subscribe("out");
                user.publish(module, 0, "out", 2, HostilePayloads.ofSize(1024));
                payloads.forEach(payload -> outside.publish("pg/in", 2, payload));
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    assertDelivered(user.payloads(module, 0, "pg/+"), HostilePayloads.exactly(payloads), true);
                    assertThat(outside.received("out"))
                            .containsExactly(FleetUser.exactly(HostilePayloads.ofSize(1024)));
                });
            }
            assertThat(user.history(module).stream().map(command -> command.path("kind").asString()))
                    .containsExactly("publish", "configure", "subscribe", "connect");
            assertThat(user.http().get(FleetUser.mqtt(module, 1) + "/config").expect(200).json()
                    .at("/desired/keepalive/keepaliveTime")
                    .intValue()).isEqualTo(300);
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(FleetUser.census(user.events(module)))
                    .containsEntry("message.stored", (long) payloads.size()).containsEntry("urc.conn", 1L)
                    .doesNotContainKey("urc.unknown"));
            deleted(user, module);
        }
    }

    private static void deleted(FleetUser user, String module) {
        List<JsonNode> events = user.events(module);
        assertThat(user.http().delete("/modules/" + module).expect(409).json().path("type").asString())
                .isEqualTo("urn:modemfleet:problem:has-messages");
        user.http().delete("/modules/" + module + "?purge=true").expect(204);
        user.http().get("/modules/" + module).expect(404);
        user.http().get(FleetUser.mqtt(module, 0) + "/messages").expect(404);
        assertThat(user.events(module)).as("its events stay").containsAll(events);
    }
}
