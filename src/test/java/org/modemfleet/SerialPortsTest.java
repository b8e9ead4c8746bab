package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
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
    private static ConfigurableApplicationContext simulator;
    private static HttpApi control;

    private final HttpApi api;

    @Autowired
    SerialPortsTest(@LocalServerPort int port) {
        this.api = HttpApi.v1(port);
    }

    @DynamicPropertySource
    static void candidates(DynamicPropertyRegistry settings) {
        settings.add("modemfleet.serial.candidates", () -> directory.resolve("usb-*").toString());
    }

    /** Of the three ports only those of the first two are candidates, in the order of their names. */
    @BeforeAll
    static void plugIn() throws IOException {
        simulator = new SpringApplicationBuilder(SimulatorApplication.class).profiles(SimulatorApplication.PROFILE).run(
                "--modemfleet.simulator.modules=ML307R,MN316A,ML307R", "--modemfleet.simulator.pty-dir=" + directory.resolve("modems"),
                "--modemfleet.simulator.control-port=0");
        control = HttpApi.v1(simulator.getEnvironment().getRequiredProperty("local.server.port", Integer.class)).with("Authorization", null);
        plug("usb-0", 0);
        plug("usb-1", 1);
        plug("other-2", 2);
    }

    @AfterAll
    static void plugOut() {
        simulator.close();
    }

    @AfterEach
    void leaveNothing() {
        api.get("/modules").expect(200).json().path("items").forEach(module ->
                api.delete("/modules/" + module.path("id").asString() + "?purge=true").expect(204));
    }

    private static void plug(String port, int module) throws IOException {
        try (Stream<Path> modems = Files.list(directory.resolve("modems"))) {
            Path modem = modems.filter(path -> path.getFileName().toString().startsWith(module + "-")).findFirst().orElseThrow();
            Path prepared = directory.resolve("prepared");
            Files.createSymbolicLink(prepared, modem);
            Files.move(prepared, port(port), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Path port(String name) {
        return directory.resolve(name);
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

    private String imei(int simulated) throws IOException {
        String id = "asked-" + simulated;
        attach(id, "serial:" + port(simulated == 2 ? "other-2" : "usb-" + simulated));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(module(id).path("imei").asString("")).hasSize(15));
        String imei = module(id).path("imei").asString();
        api.delete("/modules/" + id + "?purge=true").expect(204);
        return imei;
    }

    private static List<String> commands(int module, long after) {
        return log(module, after).stream().filter(entry -> entry.path("kind").asString().equals("command"))
                .map(entry -> entry.path("text").asString().strip()).toList();
    }

    private static long newestEntry(int module) {
        List<JsonNode> log = log(module, 0);
        return log.isEmpty() ? 0 : log.getLast().path("sequence").asLong();
    }

    private static List<JsonNode> log(int module, long after) {
        JsonNode page = control.get("/modules/" + module + "/simulator/log?limit=1000&after=" + after).expect(200).json().path("items");
        assertThat(page.size()).as("all fits one page").isLessThan(1000);
        return page.valueStream().toList();
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
        long before0 = newestEntry(0);
        long before2 = newestEntry(2);

        attach("b", "serial:imei=" + imei);

        assertThat(module("b").path("imei").asString()).isEqualTo(imei);
        assertThat(module("b").path("model").asString()).startsWith("MN316A");
        assertThat(module("b").at("/port/path").asString()).isEqualTo(port("usb-1").toRealPath().toString());
        assertThat(api.post("/modules/b/at", "{\"command\":\"AT+CSQ\"}").expect(200).body()).contains("+CSQ: ");

        String fault = "/modules/1/simulator/faults/"
                + control.post("/modules/1/simulator/faults", "{\"type\":\"port-vanish\"}").expect(201).text("/id");
        awaitState("b", "lost");
        Files.delete(port("usb-1"));
        Files.delete(port("usb-0"));
        control.delete(fault).expect(204);
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            plug("usb-9", 1);
            return Files.exists(port("usb-9"));
        });
        plug("usb-0", 0);
        plug("usb-1", 0);

        awaitState("b", "ready");
        assertThat(module("b").at("/port/path").asString()).isEqualTo(port("usb-9").toRealPath().toString());
        assertThat(commands(0, before0)).as("of the other candidate").isSubsetOf(IDENTITY);
        assertThat(commands(2, before2)).as("of what is no candidate").isEmpty();

        Files.delete(port("usb-9"));
        plug("usb-1", 1);
    }

    @Test
    void theRateIsFound() throws IOException {
        attach("a", "serial:" + port("usb-0") + "?baud=auto");

        assertThat(module("a").at("/port/baud").asInt()).isEqualTo(115_200);
        assertThat(api.post("/modules/a/at", "{\"command\":\"AT+CSQ\"}").expect(200).body()).contains("+CSQ: ");
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
