package org.modemfleet.desired.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.command.web.OverHttp;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.TestCertificates;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** What is wanted of a connection is shown, planned, and made so: by itself after a power cut and a lost connection, else on request. */
@TestPropertySource(properties = {"modemfleet.desired.retry=200ms", "modemfleet.desired.drift-check=1m"})
class DesiredOverHttpTest extends OverHttp {

    private static final Duration LONG = Duration.ofSeconds(30);

    private HttpApi.Answer desired(String module) {
        return http.get(mqtt(module, 0) + "/desired").expect(200);
    }

    private void awaitSync(String module, String state) {
        await().atMost(LONG).untilAsserted(() -> assertThat(desired(module).text("/reconciliation/state")).as(desired(module).body()).isEqualTo(state));
    }

    private void fault(String module, String fault) {
        http.post("/api/v1/modules/" + module + "/simulator/faults", fault).expect(201);
    }

    private void powerCut(String module) {
        long epoch = epoch(module);
        fault(module, "{\"type\":\"power-cycle\"}");
        await().atMost(LONG).until(() -> epoch(module) > epoch);
        awaitState(module, "ready");
    }

    private long epoch(String module) {
        JsonNode events = events(module, "gap");
        return events.isEmpty() ? 0 : Long.parseLong(events.get(events.size() - 1).at("/id").asString().split("/")[1]);
    }

    private JsonNode events(String module, String type) {
        return http.get("/api/v1/events?after=0&limit=1000&type=" + type + "&module=" + module).json().at("/items");
    }

    /** The lines that the module heard since, as it tells itself, without questions. */
    private List<String> heardSince(String module, long after) {
        return http.get("/api/v1/modules/" + module + "/simulator/log?limit=1000&after=" + after).json().at("/items").valueStream()
                .filter(entry -> entry.at("/kind").asString().equals("command")).map(entry -> entry.at("/text").asString())
                .filter(line -> line.matches("AT\\+(MQTT(CFG=\"[^q].*,\\d,.*|CONN=.*|DISC=.*|SUB=\\d,.*|UNSUB=.*)|MSSL\\w+=.*,\\d,.*)")).toList();
    }

    private HttpApi.Answer put(String module, String body) {
        return http.put(mqtt(module, 0) + "/desired", body);
    }

    private String connection() {
        return "{\"host\":\"127.0.0.1\",\"port\":" + broker.port() + ",\"clientId\":\"wanted-" + System.nanoTime() + "\"}";
    }

    /** Set by the endpoints of single commands. */
    private String connectedModule() {
        String module = module("sim:ML307R");
        http.put(mqtt(module, 0) + "/config/keepalive", "{\"keepaliveTime\":77}").expect(200);
        http.put(mqtt(module, 0) + "/config/willpayload", "{\"willTopic\":\"gone\",\"willMsg\":\"bye\"}").expect(200);
        http.put(mqtt(module, 0) + "/config/willoption", "{\"willFlag\":1,\"willQos\":1}").expect(200);
        connect(module, 0, broker.port());
        subscribe(module, 0, module + "/a", module + "/b", module + "/c").expect(200);
        subscribe(module, 0, module + "/d").expect(200);
        return module;
    }

    @Test
    void aModuleThatHadAPowerCutComesBackAsItWas() {
        String module = connectedModule();

        powerCut(module);
        awaitSync(module, "in-sync");

        assertThat(http.get(mqtt(module, 0) + "/connection").text("/stateText")).isEqualTo("connected");
        assertThat(http.get(mqtt(module, 0) + "/config").json().at("/differs")).isEmpty();
        assertThat(http.get(mqtt(module, 0) + "/subscriptions").json().at("/items").valueStream().map(item -> item.at("/topic").asString()))
                .containsExactly(module + "/a", module + "/b", module + "/c", module + "/d");
        JsonNode told = events(module, "reconciled").get(0).at("/data");
        assertThat(told.at("/outcome").asString()).isEqualTo("in-sync");
        assertThat(told.at("/cause").asString()).isEqualTo("ready");
        assertThat(told.at("/sent").valueStream().map(line -> line.asString().replaceAll("[=,].*", "")))
                .as("the will before its flag, settings before the connection, the connection before its subscriptions")
                .containsExactly("AT+MQTTCFG", "AT+MQTTCFG", "AT+MQTTCFG", "AT+MQTTCONN", "AT+MQTTSUB", "AT+MQTTSUB");
        assertThat(told.at("/sent/0").asString()).startsWith("AT+MQTTCFG=\"willpayload\"");
        List<JsonNode> commands = http.get("/api/v1/modules/" + module + "/commands").json().at("/items").valueStream().toList().reversed();
        assertThat(commands.stream().map(command -> command.at("/kind").asString() + " " + command.at("/state").asString() + " by "
                + command.at("/origin").asString("an operator"))).containsExactly("configure done by an operator", "configure done by an operator",
                "configure done by an operator", "connect done by an operator", "subscribe done by an operator", "subscribe done by an operator",
                "configure done by reconciler", "configure done by reconciler", "configure done by reconciler", "connect done by reconciler",
                "subscribe done by reconciler", "subscribe done by reconciler");
        assertThat(commands.subList(6, 12).stream().map(command -> command.at("/at/sent/0").asString()))
                .containsExactlyElementsOf(told.at("/sent").valueStream().map(JsonNode::asString).toList());
        Mqtt3BlockingClient outsider = outsider(broker.port());
        publish(outsider, module + "/d", "still there".getBytes(StandardCharsets.UTF_8));
        outsider.disconnect();
        assertThat(inbox(module, 0, 1).get(0).at("/payload").asString()).isEqualTo("still there");
    }

    @Test
    void aConnectionThatCannotBeMadeHoldsUpNoOtherOne() throws IOException {
        String module = connectedModule();
        try (ServerSocket mute = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            http.post(mqtt(module, 1) + "/connection?wait=1", "{\"host\":\"127.0.0.1\",\"port\":" + mute.getLocalPort() + "}").expect(202);

            powerCut(module);

            awaitSync(module, "in-sync");
            assertThat(http.post(mqtt(module, 0) + "/reconcile", null).expect(200).text("/outcome")).isEqualTo("in-sync");
            await().atMost(LONG).untilAsserted(() ->
                    assertThat(http.get(mqtt(module, 1) + "/desired").expect(200).text("/reconciliation/state")).isEqualTo("reconciling"));
            await().atMost(LONG).untilAsserted(() ->
                    assertThat(http.get(mqtt(module, 1) + "/connection").text("/stateText")).isEqualTo("connecting"));
        }
    }

    @Test
    void whatWasSeenIsOfWhatWasWantedThenAndOutlivesADeletionThatIsRefused() {
        String module = connectedModule();
        http.post(mqtt(module, 0) + "/reconcile", null).expect(200);
        Mqtt3BlockingClient outsider = outsider(broker.port());
        publish(outsider, module + "/d", "kept".getBytes(StandardCharsets.UTF_8));
        outsider.disconnect();
        assertThat(inbox(module, 0, 1)).hasSize(1);

        http.delete("/api/v1/modules/" + module).expect(409);
        assertThat(desired(module).text("/reconciliation/state")).isEqualTo("in-sync");

        subscribe(module, 0, module + "/e").expect(200);
        assertThat(desired(module).text("/reconciliation/state")).isEqualTo("unchecked");
        assertThat(desired(module).text("/reconciliation/reason")).isEqualTo("something else is wanted since then");
        http.post(mqtt(module, 0) + "/reconcile", null).expect(200);
        assertThat(desired(module).text("/reconciliation/state")).isEqualTo("in-sync");
    }

    @Test
    void whatIsToStayDisconnectedStaysSoAndGetsItsSettings() {
        String module = connectedModule();
        http.delete(mqtt(module, 0) + "/connection").expect(200);

        powerCut(module);
        awaitSync(module, "in-sync");

        assertThat(http.get(mqtt(module, 0) + "/connection").text("/stateText")).isEqualTo("disconnected");
        assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/reported/keepaliveTime").intValue()).isEqualTo(77);
    }

    @Test
    void aPlanShowsWhatReconcilingThenDoes() {
        String module = connectedModule();
        String etag = desired(module).header("ETag");
        assertThat(etag).isEqualTo("\"" + desired(module).text("/version") + "\"");
        assertThat(desired(module).text("/connection/wanted")).isEqualTo("connected");

        String body = "{\"settings\":{\"keepalive\":{\"keepaliveTime\":90},\"pingresp\":{\"pingack\":1}},\"connection\":" + connection()
                + ",\"subscriptions\":[{\"topic\":\"" + module + "/a\",\"qos\":2},{\"topic\":\"" + module + "/new\"}]}";
        assertThat(http.with("If-Match", "\"0\"").put(mqtt(module, 0) + "/desired", body).expect(412).text("/type"))
                .isEqualTo("urn:modemfleet:problem:precondition-failed");
        long before = newestLog(module);
        HttpApi.Answer stored = http.with("If-Match", etag).put(mqtt(module, 0) + "/desired", body).expect(200);
        assertThat(stored.header("ETag")).isNotEqualTo(etag);
        http.with("If-Match", etag).put(mqtt(module, 0) + "/desired", body).expect(412);

        HttpApi.Answer plan = http.post(mqtt(module, 0) + "/plan", null).expect(200);
        List<String> lines = plan.json().at("/steps").valueStream().map(step -> step.at("/at").asString()).toList();
        assertThat(lines).startsWith("AT+MQTTDISC=0", "AT+MQTTCFG=\"keepalive\",0,90", "AT+MQTTCFG=\"pingresp\",0,1")
                .last().isEqualTo("AT+MQTTSUB=0,\"" + module + "/a\",2,\"" + module + "/new\",0");
        assertThat(strings(plan, "/interrupts")).singleElement().asString().contains(module + "/d");
        assertThat(heardSince(module, before)).as("neither PUT nor plan sends anything that changes the module").isEmpty();

        HttpApi.Answer done = http.post(mqtt(module, 0) + "/reconcile", null).expect(200);

        assertThat(done.text("/outcome")).as(done.body()).isEqualTo("in-sync");
        assertThat(strings(done, "/sent")).isEqualTo(lines);
        assertThat(heardSince(module, before)).isEqualTo(lines);
        assertThat(http.post(mqtt(module, 0) + "/plan", null).json().at("/steps")).isEmpty();
        assertThat(http.post(mqtt(module, 0) + "/reconcile", null).json().at("/sent")).isEmpty();
        assertThat(desired(module).text("/reconciliation/version")).isEqualTo(desired(module).text("/version"));
    }

    private long newestLog(String module) {
        JsonNode items = http.get("/api/v1/modules/" + module + "/simulator/log?limit=1000").json().at("/items");
        return items.get(items.size() - 1).at("/sequence").asLong();
    }

    @Test
    void aTopicThatNobodyWantsIsUnsubscribedOnRequest() {
        String module = connectedModule();
        http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT+MQTTSUB=0,\\\"" + module + "/x\\\",1\"}").expect(200);
        awaitSync(module, "drifted");
        assertThat(strings(desired(module), "/reconciliation/drift/unexpected")).containsExactly(module + "/x");

        HttpApi.Answer done = http.post(mqtt(module, 0) + "/reconcile", null).expect(200);

        assertThat(strings(done, "/sent")).containsExactly("AT+MQTTUNSUB=0,\"" + module + "/x\"");
        assertThat(desired(module).text("/reconciliation/state")).isEqualTo("in-sync");
    }

    @Test
    void whatSomebodyElseChangesIsToldAndLeftSo() {
        String module = connectedModule();

        http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT+MQTTCFG=\\\"pingresp\\\",0,1\"}").expect(200);
        http.put(mqtt(module, 0) + "/config/cached", "{\"cachedMode\":1}").expect(200);
        http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT+MQTTCFG=\\\"cached\\\",0,0\"}").expect(200);
        http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT+MQTTDISC=0\"}").expect(200);

        awaitSync(module, "drifted");
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(strings(desired(module), "/reconciliation/drift/settings")).as("pingresp was never set through us").containsExactly("cached");
            assertThat(desired(module).text("/reconciliation/drift/connection")).isEqualTo("disconnected");
        });
        JsonNode drift = events(module, "drift");
        assertThat(drift.get(drift.size() - 1).at("/data/connection").asString()).isEqualTo("disconnected");
        assertThat(events(module, "reconciled")).as("nothing is done about it").isEmpty();

        assertThat(http.post(mqtt(module, 0) + "/reconcile", null).text("/outcome")).isEqualTo("in-sync");
        JsonNode over = events(module, "drift");
        assertThat(over.get(over.size() - 1).at("/data/inSync").asBoolean()).isTrue();
    }

    @Test
    void aLostConnectionIsMadeAgain() {
        String module = connectedModule();
        http.delete(mqtt(module, 0) + "/connection").expect(200);
        http.put(mqtt(module, 0) + "/config/reconn", "{\"reconnTimes\":0}").expect(200);
        connect(module, 0, broker.port());

        fault(module, "{\"type\":\"tcp-reset\"}");

        await().atMost(LONG).untilAsserted(() -> assertThat(events(module, "reconciled").valueStream()
                .map(event -> event.at("/data/outcome").asString())).contains("in-sync"));
        assertThat(http.get(mqtt(module, 0) + "/subscriptions").json().at("/items")).hasSize(4);
    }

    @Test
    void aModuleThatConnectsAgainByItselfIsSubscribedAgain() {
        String module = connectedModule();
        http.delete(mqtt(module, 0) + "/connection").expect(200);
        http.put(mqtt(module, 0) + "/config/clean", "{\"cleanSession\":1}").expect(200);
        connect(module, 0, broker.port());
        await().atMost(LONG).untilAsserted(() -> assertThat(http.get(mqtt(module, 0) + "/subscriptions").json().at("/items")).hasSize(4));

        fault(module, "{\"type\":\"tcp-reset\"}");

        await().atMost(LONG).untilAsserted(() -> assertThat(events(module, "reconciled").valueStream().map(event -> event.at("/data/sent").toString()))
                .as("once after each connection").hasSize(2).allSatisfy(sent -> assertThat(sent).contains("MQTTSUB").doesNotContain("MQTTCONN")));
        assertThat(http.get(mqtt(module, 0) + "/subscriptions").json().at("/items")).hasSize(4);
    }

    @Test
    void aRefusalEndsItWithItsReason() {
        String module = connectedModule();
        fault(module, "{\"type\":\"command-error\",\"command\":\"+MQTTCONN\",\"code\":601}");
        long before = newestLog(module);

        powerCut(module);
        awaitSync(module, "stopped");

        assertThat(desired(module).text("/reconciliation/reason")).startsWith("AT+MQTTCONN=").contains("601, invalid parameter");
        assertThat(events(module, "reconciled").get(0).at("/data/outcome").asString()).isEqualTo("refused");
        assertThat(heardSince(module, before)).filteredOn(line -> line.contains("MQTTCONN")).as("it is not tried again").hasSize(1);
    }

    @Test
    void manualLeavesItToTheOperator() {
        String module = module("sim:ML307R");
        put(module, "{\"settings\":{\"keepalive\":{\"keepaliveTime\":90}},\"restore\":\"manual\"}").expect(200);
        assertThat(desired(module).text("/restore")).isEqualTo("manual");
        assertThat(http.post(mqtt(module, 0) + "/reconcile", null).text("/outcome")).isEqualTo("in-sync");

        powerCut(module);
        awaitSync(module, "drifted");

        assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/reported/keepaliveTime").intValue()).isEqualTo(120);
        assertThat(strings(desired(module), "/reconciliation/drift/settings")).containsExactly("keepalive");
    }

    @Test
    void anSslContextIsWrittenAgain() {
        String module = module("sim:ML307R");
        String ca = new TestCertificates("desired").ca().replace("\n", "\\n");
        http.put("/api/v1/modules/" + module + "/tls/1", "{\"ca\":\"" + ca + "\",\"auth\":1}").expect(200);

        powerCut(module);

        await().atMost(LONG).untilAsserted(() -> assertThat(http.get("/api/v1/modules/" + module + "/tls/1").text("/reported/caFile"))
                .isEqualTo("mf1_ca.pem"));
    }

    @Test
    void aWillMessageIsWrittenAgainInTheFormatItWasTypedIn() {
        String module = module("sim:ML307R");
        http.put(mqtt(module, 0) + "/config/encoding", "{\"inputFormat\":1}").expect(200);
        http.put(mqtt(module, 0) + "/config/willpayload", "{\"willTopic\":\"gone\",\"willMsg\":\"00FF\"}").expect(200);
        http.put(mqtt(module, 0) + "/config/encoding", "{\"inputFormat\":0}").expect(200);
        long before = newestLog(module);

        powerCut(module);
        awaitSync(module, "in-sync");

        assertThat(heardSince(module, before)).containsExactly("AT+MQTTCFG=\"encoding\",0,1,0", "AT+MQTTCFG=\"willpayload\",0,\"gone\",\"00FF\"",
                "AT+MQTTCFG=\"encoding\",0,0,0");
    }

    @Test
    void aBadStateIsToldAndNothingIsStored() {
        String module = module("sim:MN316");
        assertThat(put(module, "{\"settings\":{\"keepalive\":{\"keepaliveTime\":5}},\"subscriptions\":[{\"topic\":\"a/#/b\"}],"
                + "\"connection\":{\"host\":\"\"}}").expect(422).json().at("/errors").valueStream().map(error -> error.at("/field").asString()))
                .containsExactly("settings.keepalive.keepaliveTime", "connection.host", "subscriptions[0].topic");
        assertThat(put(module, "{\"settings\":{\"cached\":{\"cachedMode\":1}}}").expect(422).text("/type")).endsWith("unsupported-by-model");
        assertThat(put(module, "{\"settings\":{\"keepalive\":{\"keepaliveTime\":\"90\"}}}").expect(400).text("/field"))
                .isEqualTo("settings.keepalive.keepaliveTime");
        assertThat(put(module, "{\"settings\":{\"nonsense\":{}}}").expect(400).text("/field")).isEqualTo("settings.nonsense");
        put(module, "{\"restore\":\"perhaps\"}").expect(422);
        put(module, "{\"unknown\":1}").expect(400);
        put(module, "{\"connection\":{\"port\":1883}}").expect(422);
        put("nobody", "{}").expect(404);
        http.get("/api/v1/modules/" + module + "/mqtt/6/desired").expect(404);
        http.post("/api/v1/modules/nobody/mqtt/0/plan", null).expect(404);
        http.post(mqtt(module, 0) + "/reconcile?wait=301", null).expect(422);
        assertThat(desired(module).text("/version")).isEqualTo("0");
    }

    @Test
    void aPasswordIsKeptAndNeverShown() {
        String module = module("sim:ML307R");
        put(module, "{\"connection\":{\"host\":\"127.0.0.1\",\"user\":\"u\",\"password\":\"s3cret\"}}").expect(200);

        HttpApi.Answer shown = put(module, "{\"connection\":{\"host\":\"127.0.0.1\",\"user\":\"u\",\"password\":\"***\"}}").expect(200);
        assertThat(shown.text("/connection/password")).isEqualTo("***");
        HttpApi.Answer plan = http.post(mqtt(module, 0) + "/plan", null).expect(200);
        assertThat(plan.text("/steps/0/at")).isEqualTo("AT+MQTTCONN=0,\"127.0.0.1\",1883,\"\",\"u\",\"***\"");
        assertThat(put(module, "{\"connection\":{\"host\":\"127.0.0.2\",\"user\":\"u\"}}").json().at("/connection/password").isNull())
                .as("a password is for the host it was given with").isTrue();
    }

    @Test
    void aDesiredStateIsGivenToManyModules() {
        List<String> modules = List.of(module("sim:ML307R"), module("sim:MN316"));
        String ids = "{\"ids\":[\"" + String.join("\",\"", modules) + "\"]}";
        for (String command : List.of("{\"method\":\"PUT\",\"path\":\"/mqtt/0/desired\",\"body\":{\"settings\":{\"keepalive\":{\"keepaliveTime\":99}}}}",
                "{\"method\":\"POST\",\"path\":\"/mqtt/0/reconcile\"}")) {
            HttpApi.Answer begun = http.post("/api/v1/bulk", "{\"modules\":" + ids + ",\"command\":" + command + "}");
            String operation = "/api/v1/operations/" + begun.text("/id");
            await().atMost(LONG).untilAsserted(() -> assertThat(http.get(operation).text("/state")).isEqualTo("done"));
            assertThat(http.get(operation).json().at("/counts/done").intValue()).as(http.get(operation + "/modules").body()).isEqualTo(2);
        }
        for (String module : modules) {
            assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/reported/keepaliveTime").intValue()).isEqualTo(99);
        }
    }
}
