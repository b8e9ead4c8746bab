package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
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
    private static ConfigurableApplicationContext simulator;
    private static HttpApi control;

    private final HttpApi api;

    @Autowired
    MovedModulesTest(@LocalServerPort int port) {
        this.api = HttpApi.v1(port);
    }

    @BeforeAll
    static void plugIn() {
        simulator = new SpringApplicationBuilder(SimulatorApplication.class).profiles(SimulatorApplication.PROFILE).run(
                "--modemfleet.simulator.modules=ML307R,ML307R", "--modemfleet.simulator.pty-dir=" + directory.resolve("modems"),
                "--modemfleet.simulator.control-port=0");
        control = HttpApi.v1(simulator.getEnvironment().getRequiredProperty("local.server.port", Integer.class)).with("Authorization", null);
    }

    @AfterAll
    static void plugOut() {
        simulator.close();
    }

    @AfterEach
    void leaveNothing() {
        for (String id : List.of("a", "b")) {
            api.delete("/modules/" + id + "?purge=true").expect(204);
        }
    }

    @Test
    void modulesWhosePortsWereSwappedHearNothingThatWasMeantForTheOther() throws IOException {
        plug("port-a", 0);
        plug("port-b", 1);
        attach("a", "serial:" + port("port-a"));
        attach("b", "serial:" + port("port-b"));
        String imeiOfA = module("a").path("imei").asString();
        String imeiOfB = module("b").path("imei").asString();
        assertThat(imeiOfA).matches("[0-9]{15}").isNotEqualTo(imeiOfB);

        List<String> faults = List.of(vanish(0), vanish(1));
        awaitState("a", "lost");
        awaitState("b", "lost");
        plug("port-a", 1);
        plug("port-b", 0);
        long before0 = newestEntry(0);
        long before1 = newestEntry(1);
        comeBack(faults);

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
        assertThat(commands(0, before0)).isNotEmpty().isSubsetOf(FOR_ANYBODY);
        assertThat(commands(1, before1)).isNotEmpty().isSubsetOf(FOR_ANYBODY);

        assertThat(api.patch("/modules/a", "{\"imei\":null}").expect(200).json().path("imei").isNull()).isTrue();
        awaitState("a", "ready");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module("a").path("imei").asString("")).isEqualTo(imeiOfB));
        assertThat(module("a").path("problem").isNull()).isTrue();

        plug("port-b", 0);
        api.patch("/modules/b", "{\"imei\":\"" + imeiOfA + "\"}").expect(200);
        awaitState("b", "ready");
    }

    /** Makes the port a name of the simulated module's pseudo-terminal, wherever that will be. */
    private void plug(String port, int module) throws IOException {
        Path prepared = directory.resolve("prepared");
        Files.createSymbolicLink(prepared, directory.resolve("modems/" + module + "-ML307R"));
        Files.move(prepared, port(port), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path port(String name) {
        return directory.resolve(name);
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

    private static String vanish(int module) {
        return "/modules/" + module + "/simulator/faults/"
                + control.post("/modules/" + module + "/simulator/faults", "{\"type\":\"port-vanish\"}").expect(201).text("/id");
    }

    private static void comeBack(List<String> faults) {
        faults.forEach(fault -> control.delete(fault).expect(204));
    }

    private static long newestEntry(int module) {
        List<JsonNode> log = log(module, 0);
        return log.isEmpty() ? 0 : log.getLast().path("sequence").asLong();
    }

    private static List<String> commands(int module, long after) {
        return log(module, after).stream().filter(entry -> entry.path("kind").asString().equals("command"))
                .map(entry -> entry.path("text").asString().strip()).toList();
    }

    private static List<JsonNode> log(int module, long after) {
        List<JsonNode> all = new ArrayList<>();
        long from = after;
        while (true) {
            List<JsonNode> page = control.get("/modules/" + module + "/simulator/log?limit=1000&after=" + from).expect(200).json()
                    .path("items").valueStream().toList();
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            from = page.getLast().path("sequence").asLong();
        }
    }
}
