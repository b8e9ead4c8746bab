package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Modules on pseudo-terminals, listed, and found by their IMEI wherever they are. */
@ServiceTest
@EnabledOnOs(OS.LINUX)
class SerialPortsTest {

    /** What a port may be asked by whoever looks for a module. */
    private static final Set<String> IDENTITY = Set.of("AT", "AT+CGSN", "AT+CGSN=1");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;
    private static PluggedModules modems;

    private final HttpApi api;

    @Autowired
    SerialPortsTest(@LocalServerPort int port) {
        this.api = HttpApi.v1(port);
    }

    @DynamicPropertySource
    static void candidates(DynamicPropertyRegistry settings) {
        settings.add("modemfleet.serial.candidates", () -> directory.resolve("usb-*").toString());
    }

    @BeforeAll
    static void simulate() {
        modems = new PluggedModules(directory, "ML307R", "MN316A", "ML307R");
    }

    @AfterAll
    static void end() {
        modems.close();
    }

    /** Of the three ports only those of the first two are candidates, in the order of their names. */
    @BeforeEach
    void plugIn() {
        modems.plug("usb-0", 0);
        modems.plug("usb-1", 1);
        modems.plug("other-2", 2);
    }

    @AfterEach
    void leaveNothing() {
        api.get("/modules").expect(200).json().path("items").forEach(module ->
                api.delete("/modules/" + module.path("id").asString() + "?purge=true").expect(204));
        modems.unplugAll();
    }

    private static Path port(String name) {
        return modems.port(name);
    }

    private JsonNode module(String id) {
        return api.get("/modules/" + id).expect(200).json();
    }

    private void awaitState(String id, String state) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module(id).path("state").asString()).as(module(id).toString()).isEqualTo(state));
    }

    private void attach(String id, String link) {
        api.post("/modules", "{\"id\":\"%s\",\"link\":\"%s\"}".formatted(id, link)).expect(201);
        awaitState(id, "ready");
    }

    private String imei(int simulated) {
        String id = "asked-" + simulated;
        attach(id, "serial:" + port(simulated == 2 ? "other-2" : "usb-" + simulated));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module(id).path("imei").asString("")).hasSize(15));
        String imei = module(id).path("imei").asString();
        api.delete("/modules/" + id + "?purge=true").expect(204);
        return imei;
    }

    private JsonNode listed(Path port) throws IOException {
        String device = port.toRealPath().toString();
        return api.get("/ports").expect(200).json().path("items").valueStream().filter(item -> item.path("path").asString().equals(device))
                .findFirst().orElseThrow();
    }

    @Test
    void aPortTellsWhichModuleHoldsIt() throws IOException {
        attach("a", "serial:" + port("usb-0"));

        JsonNode held = listed(port("usb-0"));
        assertThat(held.path("module").asString()).isEqualTo("a");
        assertThat(held.path("links").valueStream().map(JsonNode::asString)).contains(port("usb-0").toString());
        assertThat(held.path("usb").isNull()).isTrue();
        assertThat(held.path("process").isNull()).isTrue();
        assertThat(module("a").at("/port/path").asString()).isEqualTo(port("usb-0").toRealPath().toString());
        assertThat(module("a").at("/port/baud").asInt()).isEqualTo(115_200);
    }

    @Test
    void aPortTellsWhichForeignProcessHoldsItAndSoDoesTheModuleThatWantsIt() throws IOException {
        Process foreign = new ProcessBuilder("sleep", "600").redirectInput(port("usb-1").toFile()).start();
        try {
            String holder = "sleep (pid " + foreign.pid() + ")";
            await().atMost(PATIENCE).until(() -> ProcessHandle.of(foreign.pid()).flatMap(process -> process.info().command())
                    .filter(command -> command.endsWith("sleep") || command.endsWith("coreutils") || command.endsWith("busybox")).isPresent());
            api.post("/modules", "{\"id\":\"b\",\"link\":\"serial:%s\"}".formatted(port("usb-1"))).expect(201);

            await().atMost(PATIENCE).untilAsserted(() -> {
                HttpApi.Answer refused = api.post("/modules/b/at", "{\"command\":\"AT\"}");
                assertThat(refused.status()).as(refused.toString()).isEqualTo(409);
                assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:port-in-use");
                assertThat(refused.text("/detail")).contains(holder);
            });
            JsonNode held = listed(port("usb-1"));
            assertThat(held.path("module").isNull()).isTrue();
            assertThat(held.at("/process/name").asString() + " (pid " + held.at("/process/pid").asLong() + ")").isEqualTo(holder);
        } finally {
            foreign.destroyForcibly();
        }
        awaitState("b", "ready");
    }

    @Test
    void aModuleIsFoundByItsImeiAndFoundAgainWhereItHasMovedTo() throws IOException {
        String imei = imei(1);
        long before0 = modems.newestEntry(0);
        long before2 = modems.newestEntry(2);

        attach("b", "serial:imei=" + imei);

        assertThat(module("b").path("imei").asString()).isEqualTo(imei);
        assertThat(module("b").path("model").asString()).startsWith("MN316A");
        assertThat(module("b").at("/port/path").asString()).isEqualTo(port("usb-1").toRealPath().toString());
        assertThat(api.post("/modules/b/at", "{\"command\":\"AT+CSQ\"}").expect(200).body()).contains("+CSQ: ");

        modems.vanish(1);
        awaitState("b", "lost");
        modems.unplug("usb-1");
        modems.unplug("usb-0");
        modems.comeBack();
        modems.plug("usb-9", 1);
        await().atMost(PATIENCE).until(() -> Files.exists(port("usb-9")));
        modems.plug("usb-0", 0);
        modems.plug("usb-1", 0);

        awaitState("b", "ready");
        assertThat(module("b").at("/port/path").asString()).isEqualTo(port("usb-9").toRealPath().toString());
        assertThat(modems.commands(0, before0)).as("of the other candidate").isSubsetOf(IDENTITY);
        assertThat(modems.commands(2, before2)).as("of what is no candidate").isEmpty();
    }

    @Test
    void theRateIsFound() throws IOException {
        attach("a", "serial:" + port("usb-0") + "?baud=auto");

        assertThat(module("a").at("/port/baud").asInt()).isEqualTo(115_200);
        assertThat(api.post("/modules/a/at", "{\"command\":\"AT+CSQ\"}").expect(200).body()).contains("+CSQ: ");
    }

    @Test
    void aFileIsNoPort() throws IOException {
        Path file = directory.resolve("file");
        api.post("/modules", "{\"id\":\"f\",\"link\":\"serial:%s\"}".formatted(file)).expect(201);
        Files.writeString(file, "text");

        HttpApi.Answer refused = api.post("/modules", "{\"id\":\"x\",\"link\":\"serial:%s\"}".formatted(file)).expect(422);

        assertThat(refused.text("/detail")).contains("no character device");
        assertThat(api.get("/ports").expect(200).json().path("items").valueStream().map(port -> port.path("path").asString()))
                .doesNotContain(file.toRealPath().toString());
        Files.delete(file);
    }

    @Test
    void whatCannotBeAnImeiOrARateIsRefused() {
        for (String link : List.of("serial:imei=86200000000000", "serial:imei=8620000000000zz", "serial:imei=862000000000009&parity=even",
                "serial:/dev/ttyUSB2?baud=fast", "serial:imei=862000000000009&baud=1")) {
            HttpApi.Answer refused = api.post("/modules", "{\"id\":\"x\",\"link\":\"%s\"}".formatted(link));
            assertThat(refused.status()).as(link).isEqualTo(422);
            assertThat(refused.text("/errors/0/field")).as(link).isEqualTo("link");
        }
        HttpApi.Answer other = api.post("/modules", "{\"id\":\"x\",\"link\":\"serial:imei=862000000000009\",\"imei\":\"862000000000017\"}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.text("/errors/0/field")).isEqualTo("imei");
        assertThat(api.get("/modules").expect(200).json().path("items")).isEmpty();
    }
}
