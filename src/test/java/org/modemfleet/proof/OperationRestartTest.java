package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Postgres;

/** An operation that a restart interrupts: it is told so, and a retry does what was not done, and no more. */
class OperationRestartTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path dataDir;

    @Test
    void onH2() {
        interrupt();
    }

    @Test
    void onPostgres() {
        try (Postgres server = Postgres.start()) {
            interrupt("--spring.datasource.url=" + server.newDatabase());
        }
    }

    private void interrupt(String... settings) {
        List<String> modules;
        String path;
        try (OwnService service = OwnService.start(dataDir, settings)) {
            FleetUser user = service.user();
            modules = List.of(user.module("sim:ML307R"), user.module("sim:ML307R"), user.module("sim:MN316"));
            HttpApi http = user.http();
            path = "/operations/" + http.post("/bulk", "{\"command\":{\"method\":\"PATCH\",\"path\":\"/mqtt/1/config\",\"body\":"
                    + "{\"keepalive\":{\"keepaliveTime\":88}}},\"modules\":{\"ids\":[\"" + String.join("\",\"", modules) + "\"]},"
                    + "\"rate\":0.2}").expect(202).text("/id");
            await().atMost(LONG).until(() -> http.get(path).json().at("/counts/done").intValue() == 1);
        }
        try (OwnService service = OwnService.start(dataDir, settings)) {
            HttpApi http = service.user().http();
            HttpApi.Answer interrupted = http.get(path).expect(200);
            assertThat(interrupted.text("/state")).isEqualTo("interrupted");
            assertThat(interrupted.json().at("/counts/waiting").intValue()).isEqualTo(2);
            modules.forEach(module -> service.user().awaitState(module, "ready"));
            http.post(path + "/retry", null).expect(202);
            await().atMost(Duration.ofSeconds(60)).until(() -> http.get(path).text("/state").equals("done"));
            assertThat(http.get(path).json().at("/counts/done").intValue()).isEqualTo(3);
            assertThat(modules).allSatisfy(module -> assertThat(service.user().history(module))
                    .filteredOn(command -> command.path("origin").isMissingNode()).hasSize(1));
        }
    }
}
