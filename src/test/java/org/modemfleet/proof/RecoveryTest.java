package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** Simulated modules that fall ill, and what is done about it. */
@TestPropertySource(properties = "modemfleet.recovery.allow-commands=true")
class RecoveryTest extends WholeService {

    private static final int CONNECTED = 2;
    private static final String EACH_A_SECOND = """
            {"steps":[{"step":"resynchronize","waitSeconds":1},{"step":"reopen","attempts":2,"waitSeconds":1},{"step":"radio","waitSeconds":1},
             {"step":"reboot","attempts":2,"waitSeconds":1}],"patienceSeconds":1,"bucketSize":%d,"coolDownSeconds":0}""";

    @TempDir
    private Path directory;

    private void recovery(String module, String settings) {
        user.http().put("/modules/" + module + "/recovery", settings).expect(200);
    }

    private JsonNode state(String module) {
        return user.http().get("/modules/" + module + "/recovery").expect(200).json();
    }

    private void awaitState(String module, String state) {
        await().untilAsserted(() -> assertThat(state(module).path("state").asString()).isEqualTo(state));
    }

    private String fault(String module, String json) {
        return user.http().post("/modules/" + module + "/simulator/faults", json).expect(201).text("/id");
    }

    private void endFault(String module, String fault) {
        user.http().delete("/modules/" + module + "/simulator/faults/" + fault).expect(204);
    }

    /** Has the line's loss be noticed now, and not at the next heartbeat. */
    private void ask(String module) {
        user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+CSQ\",\"timeoutMs\":100}");
    }

    /** The events of the ladder: type and step. */
    private List<String> told(String module) {
        return user.events(module).stream().filter(event -> FleetUser.type(event).startsWith("recovery."))
                .map(event -> (FleetUser.type(event).substring("recovery.".length()) + " " + event.at("/data/step").asString("")).strip())
                .toList();
    }

    private List<JsonNode> events(String module, String type) {
        return FleetUser.ofType(user.events(module), "recovery." + type);
    }

    /** What was written to the module. */
    private String written(String module) {
        return user.transcript(module).stream().filter(entry -> entry.path("direction").asString().equals("out"))
                .map(entry -> entry.path("data").asString()).collect(Collectors.joining());
    }

    @Test
    void aWedgedModuleIsMetStepByStepAndGivenUpAndOthersAreNotSlowed() {
        String other = user.module("sim:ML307G");
        String wedged = user.module("sim:ML307R");
        recovery(wedged, EACH_A_SECOND.formatted(10));
        String wedge = fault(wedged, "{\"type\":\"wedge\"}");
        ask(wedged);

        long slowest = 0;
        int asked = 0;
        while (!state(wedged).path("state").asString().equals("givenUp")) {
            long begin = System.nanoTime();
            user.http().post("/modules/" + other + "/at", "{\"command\":\"AT+CSQ\"}").expect(200);
            slowest = Math.max(slowest, System.nanoTime() - begin);
            asked++;
            assertThat(told(wedged)).hasSizeLessThan(20);
        }

        assertThat(told(wedged)).containsExactly("step resynchronize", "step reopen", "step reopen", "step radio", "step reboot", "step reboot",
                "stopped");
        assertThat(events(wedged, "stopped").getFirst().at("/data/detail").asString()).isEqualTo("every step was taken");
        assertThat(events(wedged, "step")).allSatisfy(step -> assertThat(step.at("/data/reason").asString()).isNotBlank());
        assertThat(written(wedged)).contains("AT+CFUN=0\r\n", "AT+CFUN=1\r\n", "AT+MREBOOT\r\n");
        assertThat(told(other)).isEmpty();
        assertThat(asked).isGreaterThan(10);
        assertThat(Duration.ofNanos(slowest)).as("of %d answers of the other module", asked).isLessThan(Duration.ofSeconds(2));

        endFault(wedged, wedge);
        user.awaitState(wedged, "ready");
        await().untilAsserted(() -> assertThat(told(wedged)).endsWith("stopped", "succeeded"));
        assertThat(state(wedged).path("state").asString()).isEqualTo("idle");
    }

    @Test
    void withAnEmptyBucketItStopsUntilSomebodyBeginsAnew() {
        String module = user.module("sim:ML307R");
        recovery(module, EACH_A_SECOND.formatted(2));
        String wedge = fault(module, "{\"type\":\"wedge\"}");
        ask(module);

        awaitState(module, "givenUp");
        assertThat(told(module)).containsExactly("step resynchronize", "step reopen", "step reopen", "step radio", "step reboot", "stopped");
        assertThat(state(module).path("tokens").asInt()).isZero();
        assertThat(state(module).path("reason").asString()).startsWith("it loops: the bucket is empty until ");

        user.http().post("/modules/" + module + "/recovery", "{\"action\":\"reset\"}").expect(200);
        await().untilAsserted(() -> assertThat(told(module)).startsWith("step resynchronize", "step reopen", "step reopen", "step radio",
                "step reboot", "stopped", "reset", "step resynchronize"));
        endFault(module, wedge);
        user.awaitState(module, "ready");
    }

    @Test
    void aModuleThatHearsButDoesNotAnswerIsRebooted() {
        String module = user.module("sim:ML307R");
        recovery(module, "{\"steps\":[{\"step\":\"radio\",\"waitSeconds\":1},{\"step\":\"reboot\",\"waitSeconds\":60}],\"patienceSeconds\":1}");
        String deaf = fault(module, "{\"type\":\"lost-final\"}");
        ask(module);

        await().until(() -> heard(module).contains("AT+MREBOOT"));
        // What the reboot mends.
        endFault(module, deaf);

        user.awaitState(module, "ready");
        await().untilAsserted(() -> assertThat(told(module)).containsExactly("step radio", "step reboot", "succeeded reboot"));
        assertThat(FleetUser.ofType(user.events(module), "urc.matready")).hasSize(1);
        assertThat(heard(module)).containsSubsequence("AT+CFUN=0", "AT+CFUN=1", "AT+MREBOOT");
        assertThat(state(module).path("state").asString()).isEqualTo("coolingDown");
        assertThat(state(module).path("tokens").asInt()).isEqualTo(8);
    }

    /** Command lines, in the order in which the module took them. */
    private String heard(String module) {
        return user.http().get("/modules/" + module + "/simulator/log?limit=1000").expect(200).body();
    }

    @Test
    void aConnectionThatCannotBeMadeIsMendedByTheRadio() {
        String module = user.module("sim:ML307R");
        recovery(module, """
                {"steps":[{"step":"reconnect","attempts":1,"waitSeconds":1},{"step":"radio","waitSeconds":60},{"step":"reboot"}],"patienceSeconds":1}""");
        flightMode(module);

        await().untilAsserted(() -> assertThat(told(module)).containsExactly("step reconnect", "step radio", "succeeded radio"));
        assertThat(user.state(module, 0)).isEqualTo(CONNECTED);
        assertThat(events(module, "step")).allSatisfy(step -> {
            assertThat(step.path("subject").asString()).isEqualTo("mqtt/0");
            assertThat(step.at("/data/trouble").asString()).isEqualTo("connection");
        });
    }

    @Test
    void aConnectionThatCannotBeMadeIsMendedByAReboot() {
        String module = user.module("sim:ML307R");
        recovery(module, """
                {"steps":[{"step":"reconnect","attempts":1,"waitSeconds":1},{"step":"reboot","waitSeconds":60}],"patienceSeconds":1}""");
        flightMode(module);

        await().untilAsserted(() -> assertThat(told(module)).containsExactly("step reconnect", "step reboot", "succeeded reboot"));
        assertThat(user.state(module, 0)).isEqualTo(CONNECTED);
        assertThat(FleetUser.ofType(user.events(module), "urc.matready")).hasSize(1);
    }

    /** Takes the network from a module that is connected; without attempts of its own each failure is told at once. */
    private void flightMode(String module) {
        user.set(module, 0, "reconn", "{\"reconnTimes\":0,\"reconnInterval\":20}");
        user.connect(module, 0, broker.port());
        user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+CFUN=4\"}").expect(200);
    }

    @Test
    void aConnectionThatIsRefusedIsLeftToTheOperator() {
        String module = user.module("sim:ML307R");
        recovery(module, """
                {"steps":[{"step":"reconnect","attempts":9,"waitSeconds":1},{"step":"reboot"}],"patienceSeconds":1}""");
        flightMode(module);
        await().untilAsserted(() -> assertThat(told(module)).contains("step reconnect"));

        // Every connection is refused from now on.
        fault(module, "{\"type\":\"connack-refused\",\"code\":5}");
        user.http().post("/modules/" + module + "/at", "{\"command\":\"AT+CFUN=1\"}").expect(200);

        await().untilAsserted(() -> assertThat(told(module)).last().isEqualTo("stopped"));
        assertThat(events(module, "stopped").getFirst().at("/data/detail").asString()).isEqualTo("the server refused the connection (conn 3)");
    }

    @Test
    void aRelayBehindAnAddressIsTheLastStep() throws IOException {
        String module = user.module("sim:ML307R");
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        String wedge = fault(module, "{\"type\":\"wedge\"}");
        HttpServer relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.createContext("/", exchange -> {
            requests.add(exchange.getRequestURI() + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            endFault(module, wedge);
            fault(module, "{\"type\":\"power-cycle\"}");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        relay.start();
        try {
            String address = "127.0.0.1:" + relay.getAddress().getPort();
            recovery(module, """
                    {"steps":[{"step":"resynchronize","waitSeconds":1},{"step":"hook","waitSeconds":60}],"patienceSeconds":1,
                     "hook":{"url":"http://pump:secret@%s/relay/3?key=secret"}}""".formatted(address));
            ask(module);

            await().untilAsserted(() -> assertThat(told(module)).containsExactly("step resynchronize", "step hook", "succeeded hook"));
            user.awaitState(module, "ready");
            assertThat(requests.poll()).startsWith("/relay/3?key=secret {").contains("\"module\":\"" + module + "\"");
            assertThat(requests).isEmpty();
            assertThat(events(module, "step").getLast().at("/data/hook").asString()).isEqualTo("http://" + address);
            assertThat(user.events(module).toString()).doesNotContain("secret");

            // What is shown may be sent back.
            JsonNode settings = state(module).path("settings");
            assertThat(settings.toString()).contains("http://***@" + address + "/relay/3?key=***");
            recovery(module, settings.toString());
            fault(module, "{\"type\":\"wedge\"}");
            user.http().post("/modules/" + module + "/recovery", "{\"action\":\"reset\"}").expect(200);
            ask(module);
            await().untilAsserted(() -> assertThat(requests).singleElement().asString().startsWith("/relay/3?key=secret {"));
        } finally {
            relay.stop(0);
        }
    }

    @Test
    void aRelayBehindAProgramIsTheLastStepAndItsFailureIsTold() throws IOException {
        String module = user.module("sim:ML307R");
        Path told = directory.resolve("told");
        recovery(module, """
                {"steps":[{"step":"hook","attempts":2,"waitSeconds":1}],"patienceSeconds":1,
                 "hook":{"command":["/bin/sh","-c","echo \\"$1 $MODEMFLEET_MODULE\\" >> %s; exit 7","relay","3"]}}""".formatted(told));
        fault(module, "{\"type\":\"wedge\"}");
        ask(module);

        awaitState(module, "givenUp");
        assertThat(Files.readAllLines(told)).containsExactly("3 " + module, "3 " + module);
        assertThat(told(module)).containsExactly("step hook", "failed hook", "step hook", "failed hook", "stopped");
        assertThat(events(module, "failed")).allSatisfy(failed -> assertThat(failed.at("/data/detail").asString()).isEqualTo("exit status 7"));
        assertThat(events(module, "step").getFirst().at("/data/hook").asString()).isEqualTo("/bin/sh");
    }
}
