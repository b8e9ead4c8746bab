package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.modemfleet.ModemFleetApplication;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.HttpApi.Answer;
import org.modemfleet.testsupport.Postgres;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The database goes away while the service runs. */
class FleetWithoutDatabaseTest {

    @Test
    void changesAreUnavailableAndQuestionsAreAnswered() {
        try (Postgres server = Postgres.start(); ConfigurableApplicationContext service =
                new SpringApplicationBuilder(ModemFleetApplication.class).profiles("servicetest")
                .run("--server.port=0", "--spring.datasource.url=" + server.newDatabase(), "--modemfleet.demo=true",
                        "--spring.datasource.hikari.connection-timeout=1000")) {
            HttpApi api = new HttpApi(Integer.parseInt(service.getEnvironment()
                    .getRequiredProperty("local.server.port")));
            assertThat(api.get("/api/v1/modules/sim-1").status()).isEqualTo(200);

            server.close();

            for (Answer change : new Answer[] {api.post("/api/v1/modules",
                    "{\"id\":\"x\",\"link\":\"tcp:127.0.0.1:1\"}"),
                    api.patch("/api/v1/modules/sim-1", "{\"name\":\"x\"}"),
                    api.delete("/api/v1/modules/sim-1?purge=true")}) {
                assertThat(change.status()).as(change.toString()).isEqualTo(503);
                assertThat(change.text("/type")).isEqualTo("urn:modemfleet:problem:storage-unavailable");
                assertThat(change.header("Retry-After")).matches("[1-9][0-9]*");
            }
            assertThat(api.get("/api/v1/modules").json().at("/items").size()).isEqualTo(3);
            assertThat(api.get("/api/v1/modules/sim-1").text("/name")).isEqualTo("Simulated ML307R");
            assertThat(api.get("/actuator/health/liveness").status()).isEqualTo(200);
        }
    }
}
