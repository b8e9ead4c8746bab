package org.modemfleet.simulator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.modemfleet.simulator.fault.FaultType;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** Faults, scenarios and the log of simulated modules, as a script uses them; ten simulated seconds pass in one. */
@ServiceTest
@TestPropertySource(properties = "modemfleet.simulator.time-scale=10")
class SimulatorOverHttpTest {

    private static int made;

    private final HttpApi http;
    private final String module = "faulty-" + ++made;
    private final String simulator = "/modules/" + module + "/simulator";

    SimulatorOverHttpTest(@LocalServerPort int port) {
        http = HttpApi.v1(port);
    }

    @BeforeEach
    void module() {
        http.post("/modules", "{\"id\":\"" + module + "\",\"link\":\"sim:ML307R\"}").expect(201);
        await().until(() -> http.get("/modules/" + module).text("/state").equals("ready"));
    }

    private HttpApi.Answer at(String command) {
        return http.post("/modules/" + module + "/at", "{\"command\":\"" + command + "\",\"timeoutMs\":500}");
    }

    @Test
    void aFaultIsInjectedListedAndEnded() {
        HttpApi.Answer begun = http.post(simulator + "/faults", "{\"type\":\"command-error\",\"code\":605,\"command\":\"+CSQ\",\"seed\":7}").expect(201);
        assertThat(begun.header("Location")).isEqualTo("/api/v1" + simulator + "/faults/f1");
        assertThat(begun.body()).isEqualTo("{\"id\":\"f1\",\"type\":\"command-error\",\"seed\":7,\"code\":605,\"command\":\"+CSQ\",\"struck\":0}");
        assertThat(at("AT+CSQ").text("/final")).isEqualTo("+CME ERROR: 605");
        assertThat(http.get(simulator + "/faults").json().at("/items/0/struck").intValue()).isEqualTo(1);
        http.delete(simulator + "/faults/f1").expect(204);
        assertThat(http.get(simulator + "/faults").body()).isEqualTo("{\"items\":[],\"next\":null}");
        assertThat(at("AT+CSQ").text("/final")).isEqualTo("OK");
        assertThat(http.delete(simulator + "/faults/f1").expect(404).text("/type")).isEqualTo("urn:modemfleet:problem:not-found");
    }

    /** Each type, with no more than it must have; what it does not take is not shown. */
    @ParameterizedTest
    @EnumSource
    void everyTypeIsTaken(FaultType type) {
        String must = switch (type) {
            case LOST_ACK, DELAYED_ACK -> ",\"ack\":\"SUBACK\"";
            case CONNACK_REFUSED -> ",\"code\":5";
            case COMMAND_ERROR -> ",\"code\":608";
            default -> "";
        };
        HttpApi.Answer begun = http.post(simulator + "/faults", "{\"type\":\"" + type.code() + "\"" + must + "}").expect(201);
        assertThat(begun.text("/type")).isEqualTo(type.code());
        assertThat(begun.body()).contains(must).doesNotContain("null");
        boolean moment = List.of(FaultType.POWER_CYCLE, FaultType.REBOOT, FaultType.TCP_RESET).contains(type);
        assertThat(http.get(simulator + "/faults").json().at("/items").size()).isEqualTo(moment ? 0 : 1);
        http.delete(simulator + "/faults/" + begun.text("/id")).expect(moment ? 404 : 204);
    }

    @Test
    void aLostFinalResultIsIndeterminate() {
        http.post(simulator + "/faults", "{\"type\":\"lost-final\",\"count\":1,\"command\":\"+CGATT\"}").expect(201);
        assertThat(at("AT+CGATT?").expect(504).text("/outcome")).isEqualTo("indeterminate");
        assertThat(at("AT+CGATT?").expect(200).text("/rows/0")).isEqualTo("+CGATT: 1");
    }

    @Test
    void aPortThatVanishesIsALostModuleUntilItIsBack() {
        http.post(simulator + "/faults", "{\"type\":\"port-vanish\",\"durationMs\":20000}").expect(201);
        await().until(() -> http.get("/modules/" + module).text("/state").equals("lost"));
        await().until(() -> http.get("/modules/" + module).text("/state").equals("ready"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"wedged"}                           | 422 | type
            {}                                          | 422 | type
            {"type":"wedge","count":3}                  | 422 | count
            {"type":"lost-final","count":0}             | 422 | count
            {"type":"lost-final","durationMs":0}        | 422 | durationMs
            {"type":"lost-ack"}                         | 422 | ack
            {"type":"lost-ack","ack":"CONNECT"}         | 422 | ack
            {"type":"connack-refused","code":6}         | 422 | code
            {"type":"reboot","durationMs":5}            | 422 | durationMs
            {"type":"garbled-bytes","probability":2.0}  | 422 | probability
            {"type":"command-error","code":1}           | 422 | code
            {"type":"lost-final","command":"MQTTPUB"}   | 422 | command
            """)
    void badFaults(String body, int status, String field) {
        HttpApi.Answer answer = http.post(simulator + "/faults", body).expect(status);
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:invalid-parameter");
        assertThat(answer.text("/errors/0/field")).isEqualTo(field);
    }

    @Test
    void aFieldThatAFaultDoesNotHaveIsToldInWords() {
        assertThat(http.post(simulator + "/faults", "{\"type\":\"wedge\",\"count\":1}").expect(422).text("/detail"))
                .isEqualTo("count: allowed is no value, for wedge has no such field");
    }

    @Test
    void unreadableFaults() {
        assertThat(http.post(simulator + "/faults", "{\"type\":\"wedge\",\"colour\":1}").expect(400).text("/field")).isEqualTo("colour");
        assertThat(http.post(simulator + "/faults", "{\"type\":\"wedge\",\"durationMs\":\"5\"}").expect(400).text("/field")).isEqualTo("durationMs");
    }

    @Test
    void whatIsNotSimulated() {
        http.post("/modules", "{\"id\":\"real-" + module + "\",\"link\":\"tcp:127.0.0.1:1\"}").expect(201);
        for (String id : List.of("real-" + module, "nobody")) {
            String type = "urn:modemfleet:problem:not-simulated";
            String path = "/modules/" + id + "/simulator";
            assertThat(http.post(path + "/faults", "{\"type\":\"wedge\"}").expect(404).text("/type")).isEqualTo(type);
            assertThat(http.get(path + "/faults").expect(404).text("/type")).isEqualTo(type);
            assertThat(http.delete(path + "/faults/f1").expect(404).text("/type")).isEqualTo(type);
            assertThat(http.post(path + "/scenarios", "{}").expect(404).text("/type")).isEqualTo(type);
            assertThat(http.get(path + "/log").expect(404).text("/type")).isEqualTo(type);
        }
    }

    @Test
    void theLogTellsWhatTheModuleSaw() {
        at("AT+CMEE?").expect(200);
        assertThat(http.get(simulator + "/log?limit=1000").json().at("/items").toString())
                .contains("\"kind\":\"command\",\"text\":\"AT+CMEE?\"").contains("\"kind\":\"answer\",\"text\":\"+CMEE: 1\\r\\n\\r\\nOK\"");
        String next = http.get(simulator + "/log?limit=1000").text("/next");
        at("AT+CSQ").expect(200);
        assertThat(http.get(simulator + "/log?after=" + next).json().at("/items/0/text").asString()).isEqualTo("AT+CSQ");
        http.get(simulator + "/log?limit=0").expect(400);
    }

    @Test
    void aScenarioInYamlPlays() {
        HttpApi yaml = http.with("Content-Type", "application/yaml");
        HttpApi.Answer begun = yaml.post(simulator + "/scenarios", """
                # radio is lost for ten seconds, and two messages are for no connection
                steps:
                  - atMs: 1000
                    modules: ["%s"]
                    fault: {type: radio-loss, durationMs: 10000}
                  - atMs: 2000
                    inbound: {connectId: 0, topic: world, payload: "00ff", payloadEncoding: hex, count: 2, everyMs: 500}
                """.formatted(module)).expect(201);
        assertThat(begun.json().at("/steps").intValue()).isEqualTo(3);
        String run = simulator + "/scenarios/" + begun.text("/id");
        assertThat(begun.header("Location")).isEqualTo("/api/v1" + run);
        await().until(() -> http.get(run).json().at("/done").intValue() == 3);
        assertThat(http.get(run).json().at("/missed").intValue()).isEqualTo(2);
        assertThat(http.get(simulator + "/log?limit=1000").body()).contains("fault radio-loss begins");
        await().untilAsserted(() -> assertThat(http.get(simulator + "/log?limit=1000").body()).contains("fault radio-loss ends"));
        http.delete(run).expect(204);
        assertThat(http.get(simulator + "/scenarios").json().at("/items")).isEmpty();
        http.get(run).expect(404);
    }

    @Test
    void aScenarioIsStopped() {
        HttpApi.Answer begun = http.post(simulator + "/scenarios", "{\"steps\":[{\"atMs\":600000,\"fault\":{\"type\":\"reboot\"}}]}").expect(201);
        http.delete(simulator + "/scenarios/" + begun.text("/id")).expect(204);
        assertThat(http.get(simulator + "/scenarios").json().at("/items/0/stopped").booleanValue()).isTrue();
        http.delete(simulator + "/scenarios/s999").expect(404);
    }

    @Test
    void badScenarios() {
        HttpApi yaml = http.with("Content-Type", "application/yaml");
        yaml.post(simulator + "/scenarios", "steps: [").expect(400);
        yaml.post(simulator + "/scenarios", "# nothing").expect(400);
        HttpApi.Answer nobody = yaml.post(simulator + "/scenarios", "steps: [{atMs: 1, modules: [nobody], fault: {type: wedge}}]").expect(422);
        assertThat(nobody.text("/errors/0/field")).isEqualTo("steps[0].modules");
        assertThat(nobody.text("/errors/0/value")).isEqualTo("nobody");
        yaml.post(simulator + "/scenarios", "steps: [{atMs: 1, modules: [null], fault: {type: wedge}}]").expect(422);
        yaml.post(simulator + "/scenarios", "steps:\n- {atMs: 1, fault: {type: wedge}}\nsteps: []").expect(400);
        assertThat(yaml.post(simulator + "/scenarios", "stages: []").expect(400).text("/field")).isEqualTo("stages");
        assertThat(yaml.post(simulator + "/scenarios", "steps: []").expect(422).text("/errors/0/field")).isEqualTo("steps");
        assertThat(yaml.post(simulator + "/scenarios", "steps: [{atMs: -1, fault: {type: wedge}}]").expect(422)
                .text("/errors/0/field")).isEqualTo("steps[0].atMs");
        assertThat(yaml.post(simulator + "/scenarios", "steps: [{atMs: 1, fault: {type: wedge, count: 1}}]").expect(422)
                .text("/errors/0/field")).isEqualTo("steps[0].fault.count");
        assertThat(yaml.post(simulator + "/scenarios", "steps: [{atMs: 1, inbound: {topic: 'a/#'}}]").expect(422)
                .text("/errors/0/field")).isEqualTo("steps[0].inbound.topic");
        String many = "{atMs: 1, inbound: {topic: a, count: 60000}}";
        assertThat(yaml.post(simulator + "/scenarios", "steps: [" + many + ", " + many + "]").expect(422)
                .text("/errors/0/field")).isEqualTo("steps");
    }
}
