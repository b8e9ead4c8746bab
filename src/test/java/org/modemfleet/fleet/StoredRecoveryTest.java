package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetApplication;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Postgres;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What a restart of the service leaves of a module's recovery. */
class StoredRecoveryTest {

    private static final String RECOVERY = "/modules/m/recovery";

    @TempDir
    private Path directory;

    @Test
    void whereALadderStandsOutlivesAStartOnH2() {
        outlivesAStart("jdbc:h2:async:" + directory.resolve("fleet") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void whereALadderStandsOutlivesAStartOnPostgres() {
        try (Postgres server = Postgres.start()) {
            outlivesAStart(server.newDatabase());
        }
    }

    private void outlivesAStart(String url) {
        JsonNode before;
        try (ConfigurableApplicationContext service = start(url, true)) {
            HttpApi api = api(service);
            api.post("/modules", "{\"id\":\"m\",\"link\":\"tcp:127.0.0.1:" + FreePorts.next() + "\"}").expect(201);
            api.put(RECOVERY, """
                    {"steps":[{"step":"reopen","waitSeconds":1},{"step":"hook","attempts":2,"waitSeconds":1}],"patienceSeconds":1,
                     "bucketSize":1,"refillSeconds":604800,"hook":{"command":["/bin/true","a b","","c"],"timeoutSeconds":3}}""").expect(200);
            await().until(() -> api.get(RECOVERY).text("/state").equals("givenUp"));
            before = api.get(RECOVERY).json();
            assertThat(before.path("tokens").asInt()).isZero();
            assertThat(before.at("/settings/hook/command").toString()).isEqualTo("[\"/bin/true\",\"a b\",\"\",\"c\"]");
        }
        try (ConfigurableApplicationContext service = start(url, false)) {
            HttpApi api = api(service);
            await().untilAsserted(() -> assertThat(api.get("/modules/m").text("/state")).isEqualTo("lost"));
            assertThat(api.get(RECOVERY).json()).isEqualTo(before);

            api.post(RECOVERY, "{\"action\":\"reset\"}").expect(200);
            await().until(() -> api.get(RECOVERY).text("/state").equals("givenUp"));
            assertThat(api.get("/events?after=0&limit=1000&module=m&type=failed").expect(200).text("/items/0/data/detail"))
                    .as("programs are not allowed any more").contains("allow-commands");
        }
    }

    private ConfigurableApplicationContext start(String url, boolean programs) {
        return new SpringApplicationBuilder(ModemFleetApplication.class).profiles("servicetest").run("--server.port=0",
                "--spring.datasource.url=" + url, "--modemfleet.data-dir=" + directory, "--modemfleet.recovery.allow-commands=" + programs);
    }

    private static HttpApi api(ConfigurableApplicationContext service) {
        return HttpApi.v1(Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port")));
    }
}
