package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/**
 * Modules on pseudo-terminals that come back behind another name, or another's name: the service finds out who is there, and what it
 * sent to whom is in the simulator's own log.
 */
@ServiceTest
class MovedModulesTest {

    /** What anybody may be sent: the last three bring the line in step. */
    private static final Set<String> FOR_ANYBODY = Set.of("AT", "ATE0", "AT+CMEE=1", "AT+CMEE?", "AT+CGSN", "AT+CGSN=1",
            "AT+CFUN?", "AT+CGATT?", "AT+IPR?");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;
    private static PluggedModules modems;

    private final HttpApi api;

    @Autowired
    MovedModulesTest(@LocalServerPort int port) {
        this.api = HttpApi.v1(port);
    }

    @BeforeAll
    static void simulate() {
        modems = new PluggedModules(directory, "ML307R", "ML307R");
    }

    @AfterAll
    static void end() {
        modems.close();
    }

    @AfterEach
    void leaveNothing() {
        for (String id : List.of("a", "b")) {
            api.delete("/modules/" + id + "?purge=true").expect(204);
        }
        modems.unplugAll();
    }

    @Test
    void modulesWhosePortsWereSwappedHearNothingThatWasMeantForTheOther() {
        modems.plug("port-a", 0);
        modems.plug("port-b", 1);
        attach("a", "serial:" + modems.port("port-a"));
        attach("b", "serial:" + modems.port("port-b"));
        String imeiOfA = module("a").path("imei").asString();
        String imeiOfB = module("b").path("imei").asString();
        assertThat(imeiOfA).matches("[0-9]{15}").isNotEqualTo(imeiOfB);

        modems.vanish(0);
        modems.vanish(1);
        awaitState("a", "lost");
        awaitState("b", "lost");
        modems.plug("port-a", 1);
        modems.plug("port-b", 0);
        long before0 = modems.newestEntry(0);
        long before1 = modems.newestEntry(1);
        modems.comeBack();

        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpApi.Answer refused = api.post("/modules/a/at", "{\"command\":\"AT+MQTTDISC=0\"}");
            assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
            assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:identity-mismatch");
            assertThat(refused.text("/expected")).isEqualTo(imeiOfA);
            assertThat(refused.text("/answered")).isEqualTo(imeiOfB);
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module("b").at("/problem/code").asString(""))
                .isEqualTo("identity-mismatch"));
        assertThat(module("a").path("state").asString()).isIn("lost", "opening", "synchronizing");
        assertThat(api.get("/events?after=0&module=a&type=identity-mismatch").text("/items/0/data/answered")).isEqualTo(imeiOfB);
        assertThat(modems.commands(0, before0)).isNotEmpty().isSubsetOf(FOR_ANYBODY);
        assertThat(modems.commands(1, before1)).isNotEmpty().isSubsetOf(FOR_ANYBODY);

        assertThat(api.patch("/modules/a", "{\"imei\":null}").expect(200).json().path("imei").isNull()).isTrue();
        awaitState("a", "ready");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module("a").path("imei").asString("")).isEqualTo(imeiOfB));
        assertThat(module("a").path("problem").isNull()).isTrue();

        modems.plug("port-b", 0);
        api.patch("/modules/b", "{\"imei\":\"" + imeiOfA + "\"}").expect(200);
        awaitState("b", "ready");
    }

    private void attach(String id, String link) {
        api.post("/modules", "{\"id\":\"%s\",\"link\":\"%s\"}".formatted(id, link)).expect(201);
        awaitState(id, "ready");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module(id).path("imei").isNull()).isFalse());
    }

    private JsonNode module(String id) {
        return api.get("/modules/" + id).expect(200).json();
    }

    private void awaitState(String id, String state) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module(id).path("state").asString()).as(module(id).toString()).isEqualTo(state));
    }
}
