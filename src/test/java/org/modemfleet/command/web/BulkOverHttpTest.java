package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** One command to many modules. */
class BulkOverHttpTest extends OverHttp {

    private static final String KEEPALIVE = "{\"method\":\"PUT\",\"path\":\"/mqtt/0/config/keepalive\",\"body\":{\"keepaliveTime\":77}}";

    /** So many modules, all with a label that nobody else has. */
    private List<String> modules(String site, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = module("sim:ML307R");
            http.patch("/api/v1/modules/" + id, "{\"labels\":{\"site\":\"" + site + "\"}}").expect(200);
            ids.add(id);
        }
        return ids;
    }

    private static String site() {
        return UUID.randomUUID().toString();
    }

    private HttpApi.Answer begin(String command, String modules, String more) {
        return http.post("/api/v1/bulk", "{\"command\":" + command + ",\"modules\":" + modules + more + "}");
    }

    private static String labelled(String site) {
        return "{\"labels\":{\"site\":\"" + site + "\"}}";
    }

    private static String ids(List<String> ids) {
        return "{\"ids\":[\"" + String.join("\",\"", ids) + "\"]}";
    }

    private HttpApi.Answer awaitState(HttpApi.Answer begun, String state) {
        String path = begun.expect(202).header("Location");
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(http.get(path).text("/state")).isEqualTo(state));
        return http.get(path).expect(200);
    }

    private static String counts(HttpApi.Answer operation) {
        JsonNode c = operation.json().at("/counts");
        return c.at("/total").intValue() + ": " + c.at("/waiting").intValue() + " waiting, " + c.at("/done").intValue() + " done, "
                + c.at("/failed").intValue() + " failed, " + c.at("/indeterminate").intValue() + " indeterminate";
    }

    private List<String> states(HttpApi.Answer operation) {
        return http.get("/api/v1/operations/" + operation.text("/id") + "/modules").json().at("/items").valueStream()
                .map(item -> item.at("/module").asString() + " " + item.at("/state").asString()).toList();
    }

    private long given(String module) {
        return http.get("/api/v1/modules/" + module + "/commands").json().at("/items").size();
    }

    @Test
    void everyModuleWithTheLabelGetsTheCommandAndItsEndIsTold() {
        String site = site();
        List<String> modules = modules(site, 3);

        HttpApi.Answer done = awaitState(begin(KEEPALIVE, labelled(site), ",\"rate\":100"), "done");

        assertThat(counts(done)).isEqualTo("3: 0 waiting, 3 done, 0 failed, 0 indeterminate");
        assertThat(done.body()).as("the body may hold secrets").doesNotContain("keepaliveTime");
        for (String module : modules) {
            assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/reported/keepaliveTime").intValue()).isEqualTo(77);
            assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/desired/keepaliveTime").intValue()).isEqualTo(77);
        }
        HttpApi.Answer page = http.get("/api/v1/operations/" + done.text("/id") + "/modules?limit=2");
        assertThat(page.json().at("/items").size()).isEqualTo(2);
        HttpApi.Answer rest = http.get("/api/v1/operations/" + done.text("/id") + "/modules?limit=2&after=" + page.text("/next"));
        assertThat(rest.json().at("/items").size()).isEqualTo(1);
        assertThat(rest.json().at("/next").isNull()).isTrue();
        JsonNode item = rest.json().at("/items/0");
        http.get("/api/v1/modules/" + item.at("/module").asString() + "/commands/" + item.at("/commandId").asString()).expect(200);
        assertThat(item.at("/status").intValue()).isEqualTo(200);
        assertThat(item.at("/outcome").asString()).isEqualTo("accepted");
        await().untilAsserted(() -> {
            List<JsonNode> told = http.get("/api/v1/events?after=0&limit=1000&type=org.modemfleet.operation.progress").json().at("/items")
                    .valueStream().filter(event -> event.at("/data/operationId").asString().equals(done.text("/id"))).toList();
            assertThat(told.stream().map(event -> event.at("/data/done").intValue())).containsExactly(1, 2, 3, 3);
            assertThat(told.getLast().at("/data/operationState").asString()).isEqualTo("done");
        });
        assertThat(http.get("/api/v1/operations?limit=1").text("/items/0/id")).isNotEmpty();
    }

    @Test
    void aCanaryThatFailsStopsTheOthersAndARetryGoesOn() {
        List<String> modules = modules(site(), 3);
        http.patch("/api/v1/modules/" + modules.getFirst(), "{\"enabled\":false}").expect(200);

        HttpApi.Answer stopped = awaitState(begin(KEEPALIVE, ids(modules), ",\"canary\":1,\"rate\":100"), "stopped");

        assertThat(states(stopped)).containsExactly(modules.get(0) + " failed", modules.get(1) + " waiting", modules.get(2) + " waiting");
        assertThat(stopped.text("/reason")).isEqualTo("1 of the first 1 modules were not done");
        JsonNode failed = http.get("/api/v1/operations/" + stopped.text("/id") + "/modules?state=failed").json().at("/items/0");
        assertThat(failed.at("/problem").asString()).isEqualTo("module-unavailable");
        assertThat(given(modules.get(1))).isZero();

        http.patch("/api/v1/modules/" + modules.getFirst(), "{\"enabled\":true}").expect(200);
        awaitState(modules.getFirst(), "ready");
        HttpApi.Answer done = awaitState(http.post("/api/v1/operations/" + stopped.text("/id") + "/retry", null), "done");
        assertThat(counts(done)).isEqualTo("3: 0 waiting, 3 done, 0 failed, 0 indeterminate");
        assertThat(modules).allSatisfy(module -> assertThat(given(module)).isEqualTo(1));
        HttpApi.Answer nothing = http.post("/api/v1/operations/" + stopped.text("/id") + "/retry", null).expect(409);
        assertThat(nothing.text("/type")).isEqualTo("urn:modemfleet:problem:wrong-operation-state");
    }

    @Test
    void whatIsNotWantedIsAFailureAndSoManyStopIt() {
        List<String> modules = modules(site(), 4);
        String publish = "{\"method\":\"POST\",\"path\":\"/mqtt/0/messages\",\"body\":{\"topic\":\"t\"}}";

        HttpApi.Answer stopped = awaitState(begin(publish, ids(modules), ",\"concurrency\":1,\"stopAfterFailures\":2,\"rate\":100"), "stopped");

        assertThat(counts(stopped)).isEqualTo("4: 2 waiting, 0 done, 2 failed, 0 indeterminate");
        JsonNode first = http.get("/api/v1/operations/" + stopped.text("/id") + "/modules").json().at("/items/0");
        assertThat(first.at("/status").intValue()).isEqualTo(409);
        assertThat(first.at("/problem").asString()).isEqualTo("not-connected");
    }

    @Test
    void aCancelledOperationBeginsNoOthersAndARetryDoesTheRestOnly() {
        List<String> modules = modules(site(), 3);
        HttpApi.Answer begun = begin(KEEPALIVE, ids(modules), ",\"rate\":0.05");
        String path = begun.expect(202).header("Location");
        await().untilAsserted(() -> assertThat(http.get(path).json().at("/counts/done").intValue()).isEqualTo(1));
        assertThat(http.post(path + "/retry", null).expect(409).text("/detail")).contains("is running");

        http.delete(path).expect(200);

        assertThat(counts(awaitState(begun, "cancelled"))).isEqualTo("3: 2 waiting, 1 done, 0 failed, 0 indeterminate");
        assertThat(http.delete(path).expect(409).text("/detail")).contains("has ended");
        assertThat(given(modules.get(0))).isEqualTo(1);
        assertThat(given(modules.get(1))).isZero();
        HttpApi.Answer again = http.post(path + "/retry", "{}").expect(202);
        await().untilAsserted(() -> assertThat(http.get(path).json().at("/counts/done").intValue()).isEqualTo(2));
        http.delete(path).expect(200);
        awaitState(again, "cancelled");
        assertThat(given(modules.get(0))).as("what was done is not done again").isEqualTo(1);
    }

    @Test
    void whereNobodyKnowsTheCommandIsGivenAgainOnlyOnRequest() throws Exception {
        try (AtPeer peer = new AtPeer()) {
            String line = "AT+MQTTPUB=0,\"t\",0,0,0,0,\"\"";
            String module = module(peer.link());
            peer.answers(line);
            String publish = "{\"method\":\"POST\",\"path\":\"/mqtt/0/messages\",\"body\":{\"topic\":\"t\"}}";
            HttpApi.Answer done = awaitState(begin(publish, ids(List.of(module)), ""), "done");
            assertThat(counts(done)).isEqualTo("1: 0 waiting, 0 done, 0 failed, 1 indeterminate");
            String retry = "/api/v1/operations/" + done.text("/id") + "/retry";

            http.post(retry, null).expect(409);
            assertThat(peer.heard().stream().filter(line::equals)).hasSize(1);

            peer.answers(line, "+MQTTPUB: 0,7,10", "OK");
            awaitState(module, "ready");
            HttpApi.Answer again = http.post(retry, "{\"includeIndeterminate\":true}").expect(202);
            assertThat(counts(awaitState(again, "done"))).isEqualTo("1: 0 waiting, 1 done, 0 failed, 0 indeterminate");
            assertThat(peer.heard().stream().filter(line::equals)).hasSize(2);
        }
    }

    @Test
    void aKeyBeginsOneOperation() {
        List<String> modules = modules(site(), 1);
        HttpApi keyed = http.with("Idempotency-Key", UUID.randomUUID().toString());
        String body = "{\"command\":" + KEEPALIVE + ",\"modules\":" + ids(modules) + "}";

        HttpApi.Answer first = keyed.post("/api/v1/bulk", body).expect(202);
        awaitState(first, "done");

        assertThat(keyed.post("/api/v1/bulk", body).expect(202).text("/id")).isEqualTo(first.text("/id"));
        assertThat(given(modules.getFirst())).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"method":"POST","path":"/mqtt/0/nothing"}                              | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"GET","path":"/mqtt/0/config"}                                | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"POST","path":"/simulator/faults","body":{}}                  | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"PUT","path":"/mqtt/0/config","body":{}}                      | {"model":"ML307R"}    |                    | 422 | command.path
            {"path":"/at"}                                                          | {"model":"ML307R"}    |                    | 422 | command.method
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {}                    |                    | 422 | modules
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"labels":{"no":"1"}} |                    | 422 | modules
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"ids":["nobody"]}    |                    | 422 | modules.ids
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"model":"ML307R"}    | ,"rate":0          | 422 | rate
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"model":"ML307R"}    | ,"concurrency":257 | 422 | concurrency
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"model":"ML307R"}    | ,"canary":-1       | 422 | canary
            {"method":"DELETE","path":"/mqtt/0/connection"}                         | {"model":"ML307R"}    | ,"stopAfterFailures":0 | 422 | stopAfterFailures
            {"method":"DELETE","path":"/mqtt/0/connection?wait=x"}                  | {"model":"ML307R"}    |                    | 400 | wait
            {"method":"DELETE","path":"/mqtt/0/connection?topic=a"}                 | {"model":"ML307R"}    |                    | 400 | topic
            {"method":"POST","path":"/mqtt/0/messages"}                             | {"model":"ML307R"}    |                    | 400 | body
            {"method":"POST","path":"/mqtt/0/messages","body":{"topic":"a","qos":"1"}} | {"model":"ML307R"} |                    | 400 | qos
            {"method":"POST","path":"/mqtt/0/messages","body":{"topik":"a"}}        | {"model":"ML307R"}    |                    | 400 | topik
            {"method":"POST","path":"/mqtt/0/messages","body":{"qos":1}}            | {"model":"ML307R"}    |                    | 422 | topic
            {"method":"POST","path":"/mqtt/0/messages","body":{"topic":"a","qos":3}} | {"model":"ML307R"}   |                    | 422 | qos
            {"method":"POST","path":"/mqtt/0/messages","body":{"topic":"a/#"}}      | {"model":"ML307R"}    |                    | 422 | topic
            {"method":"POST","path":"/mqtt/0/messages?wait=301","body":{"topic":"a"}} | {"model":"ML307R"}  |                    | 422 | wait
            {"method":"POST","path":"/mqtt/6/messages","body":{"topic":"a"}}        | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"POST","path":"/mqtt/0/connection","body":{"host":"h","port":65536}} | {"model":"ML307R"} |               | 422 | port
            {"method":"POST","path":"/mqtt/0/subscriptions","body":{"topics":[]}}   | {"model":"ML307R"}    |                    | 422 | topics
            {"method":"DELETE","path":"/mqtt/0/subscriptions"}                      | {"model":"ML307R"}    |                    | 422 | topic
            {"method":"POST","path":"/mqtt/0/cache/read","body":{"count":0}}        | {"model":"ML307R"}    |                    | 422 | count
            {"method":"PUT","path":"/mqtt/0/config/keepalive","body":{"keepaliveTime":1}} | {"model":"ML307R"} |                | 422 | keepaliveTime
            {"method":"PUT","path":"/mqtt/0/config/keepalive","body":{"keepaliveTime":"60"}} | {"model":"ML307R"} |             | 400 | keepaliveTime
            {"method":"PUT","path":"/mqtt/0/config/keepalive","body":{"seconds":60}} | {"model":"ML307R"}   |                    | 400 | seconds
            {"method":"PUT","path":"/mqtt/0/config/nothing","body":{}}              | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"PATCH","path":"/mqtt/0/config","body":{"reconn":{"mode":9}}} | {"model":"ML307R"}    |                    | 422 | reconn.mode
            {"method":"PUT","path":"/tls/0","body":{"auth":3}}                      | {"model":"ML307R"}    |                    | 422 | auth
            {"method":"PUT","path":"/tls/0","body":{"auth":1,"ca":"none"}}          | {"model":"ML307R"}    |                    | 422 | ca
            {"method":"PUT","path":"/tls/9","body":{"auth":0}}                      | {"model":"ML307R"}    |                    | 422 | command.path
            {"method":"POST","path":"/at","body":{"command":"+CSQ"}}                | {"model":"ML307R"}    |                    | 422 | command
            {"method":"POST","path":"/at","body":{"command":"AT","timeoutMs":1}}    | {"model":"ML307R"}    |                    | 422 | timeoutMs
            """)
    void whatCannotBeIsToldBeforeAnythingIsBegun(String command, String modules, String more, int status, String field) {
        module("sim:ML307R");
        int before = http.get("/api/v1/operations?limit=1000").json().at("/items").size();

        HttpApi.Answer answer = begin(command, modules, more == null ? "" : more).expect(status);

        assertThat(status == 422 ? answer.text("/errors/0/field") : answer.text("/detail")).contains(field);
        assertThat(answer.json().has("module")).isFalse();
        assertThat(http.get("/api/v1/operations?limit=1000").json().at("/items").size()).isEqualTo(before);
    }

    /** What some module might take, or has stored, is left to the modules. */
    @ParameterizedTest
    @ValueSource(strings = {
        "{\"method\":\"PUT\",\"path\":\"/tls/0\",\"body\":{\"auth\":1}}",
        "{\"method\":\"POST\",\"path\":\"/mqtt/0/messages\",\"body\":{\"resend\":\"0000019aa8e2d4000009c1f3\"}}",
        "{\"method\":\"PUT\",\"path\":\"/mqtt/0/config/encoding\",\"body\":{\"inputFormat\":2,\"outputFormat\":1}}",
        "{\"method\":\"PUT\",\"path\":\"/mqtt/0/config/willpayload\",\"body\":{\"willTopic\":\"t\",\"willMsg\":\"\\\\r\\\\n\"}}",
        "{\"method\":\"PUT\",\"path\":\"/mqtt/5/config/cached\",\"body\":{\"cachedMode\":1}}",
        "{\"method\":\"POST\",\"path\":\"/at\",\"body\":{\"command\":\"AT+CSQ\"}}",
    })
    void whatOneModelMightTakeIsBegun(String command) {
        String module = module("sim:ML307R");
        awaitState(begin(command, ids(List.of(module)), ""), "done");
    }

    @Test
    void anOperationThatIsNotThereIsNotFound() {
        http.get("/api/v1/operations/nothing").expect(404);
        http.get("/api/v1/operations/nothing/modules").expect(404);
        http.delete("/api/v1/operations/nothing").expect(404);
        http.post("/api/v1/operations/nothing/retry", null).expect(404);
        http.get("/api/v1/operations?after=17").expect(400);
    }
}
