package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetApplication;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.HttpApi.Answer;
import org.modemfleet.testsupport.Postgres;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What the database keeps of the fleet from one start to the next. */
class StoredFleetTest {

    @TempDir
    private Path directory;

    @Test
    void entriesOutliveAStartOnH2() {
        entriesOutliveAStart("jdbc:h2:async:" + directory.resolve("fleet") + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
    }

    @Test
    void entriesOutliveAStartOnPostgres() {
        try (Postgres server = Postgres.start()) {
            entriesOutliveAStart(server.newDatabase());
        }
    }

    private void entriesOutliveAStart(String url) {
        try (ConfigurableApplicationContext service = start(url, 0)) {
            HttpApi api = api(service);
            assertThat(shown(api)).containsExactly("sim-1 ML307R sim:ML307R", "sim-2 ML307G sim:ML307G",
                    "sim-3 MN316 sim:MN316");

            assertThat(api.delete("/api/v1/modules/sim-2?purge=true").status()).isEqualTo(204);
            assertThat(api.post("/api/v1/modules", """
                    {"id":"well-7","name":"井 7 😀","model":"ML307R-DL","link":"tcp:127.0.0.1:1","imei":"862000000000009",
                     "labels":{"site":"a","town":"北京"},"enabled":false}""").status()).isEqualTo(201);
            assertThat(api.patch("/api/v1/modules/sim-1", "{\"name\":\"First\",\"labels\":{\"x\":\"1\",\"y\":\"2\"}}")
                    .status()).isEqualTo(200);
            assertThat(api.patch("/api/v1/modules/sim-1", "{\"labels\":{\"x\":null,\"y\":\"3\"}}").status())
                    .isEqualTo(200);
        }
        try (ConfigurableApplicationContext service = start(url, 2)) {
            HttpApi api = api(service);
            assertThat(shown(api)).containsExactly("sim-1 ML307R sim:ML307R", "sim-3 MN316 sim:MN316",
                    "sim-4 MN319 sim:MN319",
                    "sim-5 MN319 sim:MN319", "well-7 ML307R-DL tcp:127.0.0.1:1");
            Answer first = api.get("/api/v1/modules/sim-1");
            assertThat(first.text("/name")).isEqualTo("First");
            assertThat(first.json().get("labels").toString()).isEqualTo("{\"y\":\"3\"}");
            Answer well = api.get("/api/v1/modules/well-7");
            assertThat(well.text("/name")).isEqualTo("井 7 😀");
            assertThat(well.text("/imei")).isEqualTo("862000000000009");
            assertThat(well.text("/labels/town")).isEqualTo("北京");
            assertThat(well.text("/state")).isEqualTo("disabled");
            assertThat(api.patch("/api/v1/modules/sim-4", "{\"name\":\"not for long\"}").status()).isEqualTo(200);
            for (String id : List.of("sim-1", "sim-3", "sim-4", "well-7")) {
                assertThat(api.delete("/api/v1/modules/" + id + "?purge=true").status()).isEqualTo(204);
            }
        }
        try (ConfigurableApplicationContext service = start(url, 1)) {
            HttpApi api = api(service);
            assertThat(shown(api)).containsExactly("sim-4 MN319 sim:MN319");
            assertThat(api.get("/api/v1/modules/sim-4").text("/name")).isEqualTo("Simulated MN319");
        }
    }

    private ConfigurableApplicationContext start(String url, int simulated) {
        return new SpringApplicationBuilder(ModemFleetApplication.class).profiles("servicetest").run("--server.port=0",
                "--spring.datasource.url=" + url, "--modemfleet.demo=true", "--modemfleet.data-dir=" + directory,
                "--modemfleet.simulator.count=" + simulated, "--modemfleet.simulator.model=MN319");
    }

    private static HttpApi api(ConfigurableApplicationContext service) {
        return new HttpApi(Integer.parseInt(service.getEnvironment().getRequiredProperty("local.server.port")));
    }

    private static List<String> shown(HttpApi api) {
        return api.get("/api/v1/modules").json().at("/items").valueStream()
                .map(module -> module.get("id").asString() + " " + module.get("model").asString() + " "
                + module.get("link").asString())
                .toList();
    }
}
