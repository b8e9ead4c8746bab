package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** The table of errors, as far as a command can cause them. */
class ErrorsOverHttpTest extends OverHttp {

    private static void assertProblem(HttpApi.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:" + code);
        assertThat(answer.json().at("/status").intValue()).isEqualTo(status);
        assertThat(answer.text("/title")).isNotEmpty();
        assertThat(answer.text("/detail")).isNotEmpty();
    }

    private static List<String> fields(HttpApi.Answer answer) {
        return answer.json().at("/errors").valueStream().map(error -> error.at("/field").stringValue()).toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            keepalive | {"keepaliveTime":"60"}     | keepaliveTime
            keepalive | {"keepaliveTime":60.5}     | keepaliveTime
            keepalive | {"keepaliveTime":60.0}     | keepaliveTime
            keepalive | {"keepaliveTime":true}     | keepaliveTime
            keepalive | {"keepaliveTime":null}     | keepaliveTime
            keepalive | {"keepAliveTime":60}       | keepAliveTime
            keepalive | {"keepaliveTime":60,"keepaliveTime":61} | keepaliveTime
            willpayload | {"willTopic":1}          | willTopic
            """)
    void aFieldOfAnotherTypeIsABadRequestWithItsName(String key, String body, String field) {
        String module = module("sim:ML307R");

        HttpApi.Answer answer = http.put(mqtt(module, 0) + "/config/" + key, body);

        assertProblem(answer, 400, "bad-request");
        assertThat(answer.body()).contains(field);
        assertThat(http.get("/api/v1/modules/" + module + "/commands").json().at("/items").size()).isZero();
    }

    @Test
    void otherBodiesAreReadAsStrictly() {
        String module = module("sim:ML307R");
        for (HttpApi.Answer answer : List.of(
                http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"a\",\"qos\":\"1\"}"),
                http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"a\",\"qos\":1.7}"),
                http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"a\",\"QoS\":1}"),
                http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"a\""),
                http.post(mqtt(module, 0) + "/messages", "[]"),
                http.post(mqtt(module, 0) + "/connection", "{\"host\":\"h\",\"password\":5}"),
                http.post(mqtt(module, 0) + "/connection", "{\"host\":\"h\",\"port\":\"1883\"}"),
                http.post(mqtt(module, 0) + "/subscriptions", "{\"topics\":[{\"topic\":\"a\",\"qos\":\"x\"}]}"),
                http.post(mqtt(module, 0) + "/cache/read", "{\"count\":1.5}"),
                http.patch(mqtt(module, 0) + "/config", "{\"nokey\":{}}"),
                http.patch(mqtt(module, 0) + "/config", "{\"clean\":{\"cleanSession\":\"1\"}}"),
                http.patch(mqtt(module, 0) + "/config", "{\"clean\":1}"),
                http.post("/api/v1/modules/" + module + "/at", "{\"command\":5}"))) {
            assertProblem(answer, 400, "bad-request");
        }
    }

    @Test
    void valuesOutsideTheProfileAreToldByFieldBeforeAnythingIsSent() {
        String module = module("sim:ML307R");
        HttpApi.Answer answer = http.put(mqtt(module, 0) + "/config/keepalive", "{\"keepaliveTime\":59}");
        assertProblem(answer, 422, "invalid-parameter");
        assertThat(answer.json().at("/errors").toString())
                .isEqualTo("[{\"field\":\"keepaliveTime\",\"value\":59,\"allowed\":\"0,60-65535\"}]");

        record Case(String method, String path, String body, String field) {}
        String c = mqtt(module, 0);
        for (Case wrong : List.of(
                new Case("PUT", c + "/config/version", "{\"version\":3}", "version"),
                new Case("PUT", c + "/config/retrans", "{\"retransInterval\":61}", "retransInterval"),
                new Case("PUT", c + "/config/keepalive", "{\"keepaliveTime\":99999999999}", "keepaliveTime"),
                new Case("PUT", c + "/config/willpayload", "{\"willTopic\":\"a\\\"b\",\"willMsg\":\"\"}", "willTopic"),
                new Case("PATCH", c + "/config", "{\"retrans\":{\"retryTimes\":4}}", "retrans.retryTimes"),
                new Case("POST", c + "/messages", "{\"topic\":\"a/+\"}", "topic"),
                new Case("POST", c + "/messages", "{\"topic\":\"\"}", "topic"),
                new Case("POST", c + "/messages", "{}", "topic"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\\rb\"}", "topic"),
                new Case("POST", c + "/messages", "{\"topic\":\"\\ud800\"}", "topic"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\",\"payload\":\"\\ud800\"}", "payload"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\",\"payload\":\"0g\",\"payloadEncoding\":\"hex\"}", "payload"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\",\"payloadEncoding\":\"rot13\"}", "payloadEncoding"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\",\"qos\":3,\"payload\":\"x\"}", "qos"),
                new Case("POST", c + "/messages?wait=301", "{\"topic\":\"a\"}", "wait"),
                new Case("POST", c + "/messages", "{\"topic\":\"a\",\"payload\":\"" + "x".repeat(1025) + "\"}", "payload"),
                new Case("POST", c + "/subscriptions", "{\"topics\":[]}", "topics"),
                new Case("POST", c + "/subscriptions", "{\"topics\":[{\"topic\":\"a#\",\"qos\":0}]}", "topics[0].topic"),
                new Case("POST", c + "/subscriptions", "{\"topics\":[{\"topic\":\"a\",\"qos\":3}]}", "topics[0].qos"),
                new Case("DELETE", c + "/subscriptions", null, "topic"),
                new Case("DELETE", c + "/subscriptions?topic=a&topic=b&topic=c&topic=d", null, "topic"),
                new Case("POST", c + "/connection", "{}", "host"),
                new Case("POST", c + "/connection", "{\"host\":\"h\",\"port\":65536}", "port"),
                new Case("POST", c + "/connection", "{\"host\":\"" + "h".repeat(129) + "\"}", "host"),
                new Case("POST", c + "/connection", "{\"host\":\"h\",\"password\":\"s3\\u0000\"}", "password"),
                new Case("POST", c + "/cache/read", "{\"count\":0}", "count"),
                new Case("POST", c + "/cache/read", "{}", "count"),
                new Case("POST", "/api/v1/modules/" + module + "/at", "{\"command\":\"CSQ\"}", "command"),
                new Case("POST", "/api/v1/modules/" + module + "/at", "{\"command\":\"AT\",\"timeoutMs\":99}", "timeoutMs"))) {
            HttpApi.Answer refused = http.send(wrong.method(), wrong.path(), wrong.body());
            assertProblem(refused, 422, "invalid-parameter");
            assertThat(fields(refused)).as(wrong.toString()).contains(wrong.field());
            assertThat(refused.body()).doesNotContain("s3");
        }
        assertThat(http.get("/api/v1/modules/" + module + "/commands").json().at("/items").size()).isZero();
    }

    @Test
    void whatIsNotThereIsNotFound() {
        String module = module("sim:ML307R");
        for (String path : List.of("/api/v1/modules/nobody/mqtt/0/connection", "/api/v1/modules/nobody/commands",
                mqtt(module, 0) + "/config/nokey", mqtt(module, 6) + "/config",
                "/api/v1/modules/" + module + "/commands/0000000000000000000000ff")) {
            assertProblem(http.get(path), 404, "not-found");
        }
        assertProblem(http.post("/api/v1/modules/nobody/at", "{\"command\":\"AT\"}"), 404, "not-found");
    }

    @Test
    void theModulesStateDecides() throws IOException {
        String module = module("sim:ML307R");
        String publish = "{\"topic\":\"a\",\"payload\":\"x\"}";
        HttpApi.Answer disconnected = http.post(mqtt(module, 0) + "/messages", publish);
        assertProblem(disconnected, 409, "not-connected");
        assertThat(disconnected.json().at("/cme").intValue()).isEqualTo(602);
        assertThat(disconnected.text("/meaning")).isEqualTo("not connected or connecting failed");
        assertThat(disconnected.text("/module")).isEqualTo(module);
        assertThat(disconnected.json().at("/connectId").intValue()).isZero();
        assertThat(disconnected.json().at("/at/sent").toString()).contains("AT+MQTTPUB=0");
        assertThat(disconnected.text("/at/final")).isEqualTo("+CME ERROR: 602");
        assertProblem(http.delete(mqtt(module, 0) + "/connection"), 409, "not-connected");

        connect(module, 0, broker.port());
        HttpApi.Answer again = http.post(mqtt(module, 0) + "/connection", "{\"host\":\"127.0.0.1\"}");
        assertProblem(again, 409, "already-connected");
        HttpApi.Answer late = http.put(mqtt(module, 0) + "/config/keepalive", "{\"keepaliveTime\":60}");
        assertProblem(late, 409, "wrong-state");
        HttpApi.Answer partly = http.patch(mqtt(module, 0) + "/config",
                "{\"pingreq\":{\"pingInterval\":60},\"encoding\":{\"outputFormat\":1},\"cached\":{\"cachedMode\":1}}");
        assertProblem(partly, 409, "wrong-state");
        assertThat(strings(partly, "/applied")).containsExactly("encoding");
        assertThat(strings(partly, "/notApplied")).containsExactly("pingreq", "cached");

        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpApi.Answer pending = http.post(mqtt(module, 1) + "/connection?wait=0",
                    "{\"host\":\"127.0.0.1\",\"port\":" + deaf.getLocalPort() + "}");
            assertThat(pending.status()).isEqualTo(202);
            HttpApi.Answer connecting = http.post(mqtt(module, 1) + "/messages", publish);
            assertProblem(connecting, 409, "connecting");
            assertThat(Integer.parseInt(connecting.header("Retry-After"))).isPositive();
        }
        assertProblem(http.post(mqtt(module, 2) + "/cache/read", "{\"count\":1}"), 422, "invalid-parameter");
    }

    @ParameterizedTest
    @CsvSource({"600,502,command-rejected", "605,502,command-rejected", "608,502,command-rejected",
            "606,507,module-storage", "601,422,invalid-parameter", "602,409,not-connected", "603,409,connecting",
            "604,409,already-connected", "607,409,wrong-state", "50,502,command-rejected", "10,502,command-rejected",
            "615,502,command-rejected"})
    void everyNumberHasItsProblem(int cme, int status, String code) throws IOException {
        try (AtPeer peer = new AtPeer()) {
            String module = module(peer.link());
            peer.answers("AT+MQTTCFG=\"pingresp\",0,1", "+CME ERROR: " + cme);

            HttpApi.Answer answer = http.put(mqtt(module, 0) + "/config/pingresp", "{\"pingack\":1}");

            assertProblem(answer, status, code);
            assertThat(answer.json().at("/cme").intValue()).isEqualTo(cme);
            assertThat(answer.text("/at/final")).isEqualTo("+CME ERROR: " + cme);
            JsonNode command = http.get("/api/v1/modules/" + module + "/commands").json().at("/items/0");
            assertThat(command.at("/state").stringValue()).isEqualTo("refused");
            assertThat(command.at("/cme").intValue()).isEqualTo(cme);
            http.delete("/api/v1/modules/" + module);
        }
    }

    @Test
    void aBareErrorIsRejectedWithoutNumber() throws IOException {
        try (AtPeer peer = new AtPeer()) {
            String module = module(peer.link());
            peer.answers("AT+MQTTSTATE=0", "ERROR");

            HttpApi.Answer answer = http.get(mqtt(module, 0) + "/connection");

            assertProblem(answer, 502, "command-rejected");
            assertThat(answer.json().has("cme")).isFalse();
            assertThat(answer.text("/at/final")).isEqualTo("ERROR");
            http.delete("/api/v1/modules/" + module);
        }
    }

    @Test
    void noFinalResultIsIndeterminateAndALostPortUnavailable() throws IOException {
        try (AtPeer peer = new AtPeer()) {
            String module = module(peer.link());
            // Nor does it tell yet what became of the command, which is asked about as soon as the line is in step.
            peer.answers("AT+MQTTDISC=0").answers("AT+MQTTSTATE=0");

            HttpApi.Answer answer = http.delete(mqtt(module, 0) + "/connection");

            assertProblem(answer, 504, "no-response");
            assertThat(answer.text("/outcome")).isEqualTo("indeterminate");
            assertThat(answer.json().at("/at/sent").toString()).contains("AT+MQTTDISC=0");
            assertThat(http.get("/api/v1/modules/" + module + "/commands").text("/items/0/state"))
                    .isEqualTo("indeterminate");

            peer.answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");
            await().untilAsserted(() -> assertThat(http.get("/api/v1/modules/" + module + "/commands").text("/items/0/settledBy"))
                    .isEqualTo("query"));
            awaitState(module, "ready");
            http.put(mqtt(module, 0) + "/config/clean", "{\"cleanSession\":1}");
            peer.hangUp();
            awaitState(module, "lost");
            HttpApi.Answer lost = http.delete(mqtt(module, 0) + "/connection");
            assertProblem(lost, 503, "module-unavailable");
            assertThat(Integer.parseInt(lost.header("Retry-After"))).isPositive();
            HttpApi.Answer config = http.get(mqtt(module, 0) + "/config");
            assertThat(config.status()).isEqualTo(200);
            assertThat(config.json().at("/reported").isNull()).isTrue();
            assertThat(config.json().at("/reportedAt").isNull()).isTrue();
            assertThat(config.json().at("/desired").toString()).isEqualTo("{\"clean\":{\"cleanSession\":1}}");
            http.delete("/api/v1/modules/" + module);
        }
    }

    @Test
    void topicsThatTheServerRefusesAreAnOutcomeAndNoError() throws Exception {
        try (AtPeer peer = new AtPeer(); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            String module = module(peer.link());
            String command = "AT+MQTTSUB=0,\"a\",1,\"b\",1";
            peer.answers(command, "+MQTTSUB: 0,7", "OK");
            for (String codes : List.of("128,128", "1,128")) {
                int asked = peer.heard().size();
                Future<HttpApi.Answer> answer = callers.submit(() -> subscribe(module, 0, "a", "b"));
                await().until(() -> peer.heard().subList(asked, peer.heard().size()).contains(command));
                peer.says("+MQTTURC: \"suback\",0,7," + codes);

                assertAt(answer.get(), List.of(command), List.of("+MQTTSUB: 0,7", "OK"),
                        List.of("+MQTTURC: \"suback\",0,7," + codes));
                assertThat(answer.get().text("/outcome")).isEqualTo(codes.startsWith("128") ? "rejected" : "partial");
                assertThat(answer.get().json().at("/results/1").toString())
                        .isEqualTo("{\"topic\":\"b\",\"mid\":7,\"code\":128}");
            }
            http.delete("/api/v1/modules/" + module);
        }
    }

    @Test
    void aDisabledModuleIsUnavailable() {
        String module = module("sim:ML307R");
        assertThat(http.patch("/api/v1/modules/" + module, "{\"enabled\":false}").status()).isEqualTo(200);

        assertProblem(http.get(mqtt(module, 0) + "/connection"), 503, "module-unavailable");
        assertProblem(http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT\"}"), 503,
                "module-unavailable");
        assertThat(http.get(mqtt(module, 0) + "/config").status()).isEqualTo(200);
    }

    @Test
    void aFullQueueIsBusy() throws Exception {
        try (AtPeer peer = new AtPeer(); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            String module = module(peer.link());
            peer.answers("AT+HOLD");
            Future<HttpApi.Answer> holding = callers.submit(() -> http.post("/api/v1/modules/" + module + "/at",
                    "{\"command\":\"AT+HOLD\",\"timeoutMs\":180000}"));
            await().untilAsserted(() -> assertThat(peer.heard()).contains("AT+HOLD"));
            Queue<HttpApi.Answer> busy = new ConcurrentLinkedQueue<>();
            List<Future<HttpApi.Answer>> others = new ArrayList<>();
            for (int i = 0; i < 280; i++) {
                others.add(callers.submit(() -> {
                    HttpApi.Answer answer = http.get(mqtt(module, 0) + "/connection");
                    if (answer.status() == 429) {
                        busy.add(answer);
                    }
                    return answer;
                }));
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> !busy.isEmpty());
            peer.hangUp();

            for (Future<HttpApi.Answer> answer : others) {
                assertThat(answer.get().status()).isIn(429, 503);
            }
            assertProblem(holding.get(), 504, "no-response");
            assertThat(busy).allSatisfy(answer -> {
                assertProblem(answer, 429, "busy");
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            });
            http.delete("/api/v1/modules/" + module);
        }
    }
}
