package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.link.serial.SerialLinkProvider;
import org.modemfleet.link.tcp.TcpLinkProvider;
import org.modemfleet.simulator.Terminal;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.PackagedService;

/** The packaged jar in the profile {@code simulator}. */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class SimulatorIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TERMINATED = 128 + 15;
    private static final Pattern MODULE =
            Pattern.compile("Module (\\d+): (\\S+), IMEI (\\d{15}), TCP 127\\.0\\.0\\.1:(\\d+), pseudo-terminal (\\S+)");

    @TempDir
    private Path directory;

    @Test
    void modulesAreWhereTheStartSays() {
        try (PackagedService simulator = start("ML307R,MN316A")) {
            List<MatchResult> modules = modules(simulator);
            assertThat(modules).extracting(module -> module.group(2)).containsExactly("ML307R-DC", "MN316A-D");
            assertThat(modules).extracting(module -> module.group(5)).containsExactly(links().resolve("0-ML307R").toString(),
                    links().resolve("1-MN316A").toString());
            for (MatchResult module : modules) {
                try (Terminal te = serial(module)) {
                    te.rows("AT+CGMM", module.group(2)).rows("AT+CGSN", module.group(3)).does("AT+CMEE=2");
                }
                awaitFree(module);
                try (Terminal te = tcp(module)) {
                    te.rows("AT+CGSN", module.group(3)).rows("AT+CMEE?", "+CMEE: 2");
                }
            }
            simulator.stop();
            assertThat(simulator.awaitExit()).isEqualTo(TERMINATED);
            assertThat(links()).isEmptyDirectory();
            assertThat(directory.resolve("data")).as("there is no database").doesNotExist();
            assertThat(simulator.output()).doesNotContain(" ERROR ", " WARN ", "Exception");
        }
    }

    @Test
    void theControlPortServesFaultsWithoutToken() {
        try (PackagedService simulator = start("ML307R")) {
            HttpApi control = HttpApi.v1(simulator.httpPort()).with("Authorization", null);
            MatchResult module = modules(simulator).getFirst();
            try (Terminal te = tcp(module)) {
                te.does("AT");
                String fault = control.post("/modules/0/simulator/faults", """
                        {"type":"command-error","code":606}""").expect(201).text("/id");
                te.refused("AT+MQTTSTATE=0", 606);
                control.delete("/modules/0/simulator/faults/" + fault).expect(204);
                te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
                control.post("/modules/0/simulator/faults", "{\"type\":\"port-vanish\",\"durationMs\":500}").expect(201);
                await().atMost(SOON).until(te::isClosed);
            }
            await().atMost(SOON).ignoreExceptions().until(() -> {
                try (Terminal te = tcp(module)) {
                    te.does("AT");
                    return true;
                }
            });
            control.get("/modules/1/simulator/faults").expect(404);
            control.post("/modules/0/simulator/faults", "{\"type\":\"none\"}").expect(422);
            control.get("/modules").expect(404);
        }
    }

    @Test
    void itsModulesConnectToAnyBroker() {
        try (Mosquitto broker = Mosquitto.start(); PackagedService simulator = start("ML307R")) {
            try (Terminal te = serial(modules(simulator).getFirst())) {
                te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"alone\"").urc("+MQTTURC: \"conn\",0,0")
                        .rows("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,1")
                        .rows("AT+MQTTPUB=0,\"a\",0,0,0,2,\"hi\"", "+MQTTPUB: 0,2,7")
                        .urc("+MQTTURC: \"publish\",0,0,\"a\",2,2,hi");
            }
        }
    }

    @Test
    void theLinksOfAKilledSimulatorAreReplaced() {
        PackagedService killed = start("ML307R,MN316A");
        killed.kill();
        assertThat(Files.isSymbolicLink(links().resolve("1-MN316A"))).isTrue();
        try (PackagedService simulator = start("ML307R")) {
            assertThat(Files.isSymbolicLink(links().resolve("1-MN316A"))).isFalse();
            try (Terminal te = serial(modules(simulator).getFirst())) {
                te.rows("AT+CGMM", "ML307R-DC");
            }
            try (PackagedService second = launch("ML307R")) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.output()).contains("Cannot start: ", "another simulator uses it", "modemfleet.simulator.pty-dir");
            }
        }
    }

    @Test
    void theServiceDrivesItOverItsSerialLink() {
        try (PackagedService simulator = start("ML307R");
                PackagedService service = PackagedService.start(directory, "--modemfleet.demo=false",
                        "--modemfleet.admin-token=" + HttpApi.TOKEN).awaitReady()) {
            MatchResult module = modules(simulator).getFirst();
            HttpApi api = HttpApi.v1(service.httpPort());
            api.post("/modules", "{\"id\":\"serial\",\"link\":\"serial:" + module.group(5) + "\"}").expect(201);
            await().atMost(SOON).untilAsserted(() -> assertThat(api.get("/modules/serial").text("/state")).isEqualTo("ready"));
            assertThat(api.get("/modules/serial").text("/identity/imei")).isEqualTo(module.group(3));
            assertThat(api.post("/modules/serial/mqtt/0/connection", """
                    {"host":"127.0.0.1","port":%d,"clientId":"serial"}""".formatted(service.mqttPort())).expect(200).text("/outcome"))
                    .isEqualTo("connected");
            assertThat(api.post("/modules/serial/mqtt/0/subscriptions", """
                    {"topics":[{"topic":"a","qos":1}]}""").expect(200).text("/outcome")).isEqualTo("acknowledged");
            assertThat(api.post("/modules/serial/mqtt/0/messages", """
                    {"topic":"a","qos":1,"payload":"over a pseudo-terminal"}""").expect(200).text("/outcome")).isEqualTo("acknowledged");
            await().atMost(SOON).untilAsserted(() -> assertThat(api.get("/modules/serial/mqtt/0/messages").text("/items/0/payload"))
                    .isEqualTo("over a pseudo-terminal"));
        }
    }

    private PackagedService start(String models) {
        return launch(models).awaitReady();
    }

    private PackagedService launch(String models) {
        return PackagedService.start(directory, "--spring.profiles.active=simulator", "--modemfleet.simulator.modules=" + models,
                "--modemfleet.simulator.tcp-port=0", "--modemfleet.simulator.pty-dir=" + links(), "--modemfleet.simulator.control-port=0");
    }

    private Path links() {
        return directory.resolve("modems");
    }

    private static List<MatchResult> modules(PackagedService simulator) {
        List<MatchResult> modules = new ArrayList<>(MODULE.matcher(simulator.output()).results().toList());
        assertThat(modules).as(simulator.output()).isNotEmpty();
        return modules;
    }

    private static Terminal serial(MatchResult module) {
        return new Terminal(new SerialLinkProvider(), module.group(1), "serial:" + module.group(5));
    }

    private static Terminal tcp(MatchResult module) {
        return new Terminal(new TcpLinkProvider(), module.group(1), "tcp:127.0.0.1:" + module.group(4));
    }

    /** The line is free once it has been noticed that the program has left; until then whoever comes is hung up on. */
    private static void awaitFree(MatchResult module) {
        await().atMost(SOON).ignoreExceptions().until(() -> {
            try (Terminal te = tcp(module)) {
                return te.sends("AT\r\n").readTo("\r\n").equals("\r\n");
            }
        });
    }
}
