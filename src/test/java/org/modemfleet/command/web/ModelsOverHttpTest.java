package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** What models do differently, and topics and payloads of every kind. */
class ModelsOverHttpTest extends OverHttp {

    @Test
    void threeTopicsHaveOnePacketAndOneAnswer() {
        String module = module("sim:ML307R");
        connect(module, 5, broker.port());

        HttpApi.Answer answer = subscribe(module, 5, "a", "b", "c");

        int mid = mid(answer);
        assertAt(answer, List.of("AT+MQTTSUB=5,\"a\",1,\"b\",1,\"c\",1"), List.of("+MQTTSUB: 5," + mid, "OK"),
                List.of("+MQTTURC: \"suback\",5," + mid + ",1,1,1"));
        assertThat(http.delete(mqtt(module, 5) + "/subscriptions?topic=a&topic=b&topic=c").text("/outcome"))
                .isEqualTo("acknowledged");
        assertThat(http.get(mqtt(module, 5) + "/subscriptions").body()).isEqualTo("{\"items\":[]}");
    }

    @Test
    void ml307gAnswersEachTopicApart() {
        String module = module("sim:ML307G");
        connect(module, 0, broker.port());

        HttpApi.Answer answer = subscribe(module, 0, "a", "b", "c");

        int first = mid(answer);
        // In the order in which the module printed them: MQTT does not order the answers to several SUBSCRIBE (3.1.1, 4.6).
        List<String> printed = http.get("/api/v1/modules/" + module + "/simulator/log?limit=1000").json().at("/items").valueStream()
                .filter(entry -> entry.at("/kind").asString().equals("urc")).map(entry -> entry.at("/text").asString().strip())
                .filter(line -> line.contains("suback")).toList();
        assertThat(printed).containsExactlyInAnyOrder("+MQTTURC: \"suback\",0," + first + ",1", "+MQTTURC: \"suback\",0," + (first + 1) + ",1",
                "+MQTTURC: \"suback\",0," + (first + 2) + ",1");
        assertAt(answer, List.of("AT+MQTTSUB=0,\"a\",1,\"b\",1,\"c\",1"),
                List.of("+MQTTSUB: 0," + first, "+MQTTSUB: 0," + (first + 1), "+MQTTSUB: 0," + (first + 2), "OK"), printed);
        assertThat(answer.json().at("/results").toString()).isEqualTo("[{\"topic\":\"a\",\"mid\":" + first
                + ",\"code\":1},{\"topic\":\"b\",\"mid\":" + (first + 1) + ",\"code\":1},{\"topic\":\"c\",\"mid\":"
                + (first + 2) + ",\"code\":1}]");

        HttpApi.Answer gone = http.delete(mqtt(module, 0) + "/subscriptions?topic=a&topic=b");
        assertThat(gone.text("/outcome")).isEqualTo("acknowledged");
        assertThat(strings(gone, "/at/urcs")).hasSize(2);
    }

    @Test
    void mn316HasNeitherCacheNorCidNorDataMode() {
        String module = module("sim:MN316");
        connect(module, 0, broker.port());

        for (HttpApi.Answer answer : List.of(http.get(mqtt(module, 0) + "/cache"),
                http.post(mqtt(module, 0) + "/cache/read", "{\"count\":1}"),
                http.get(mqtt(module, 0) + "/config/cached"),
                http.put(mqtt(module, 0) + "/config/cached", "{\"cachedMode\":1}"),
                http.put(mqtt(module, 0) + "/config/cid", "{\"cid\":1}"),
                http.patch(mqtt(module, 0) + "/config", "{\"cached\":{\"cachedMode\":1}}"))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
            assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:unsupported-by-model");
        }
        assertThat(http.get(mqtt(module, 0) + "/config").json().at("/reported").propertyNames())
                .containsExactly("version", "ssl", "keepalive", "clean", "retrans", "willoption", "willpayload",
                        "pingreq", "pingresp", "encoding", "reconn");
    }

    @Test
    void mn316PublishesAnyBytesByASwitchToHex() throws Exception {
        String module = module("sim:MN316");
        connect(module, 0, broker.port());
        assertThat(http.put(mqtt(module, 0) + "/config/encoding", "{\"outputFormat\":1}").status()).isEqualTo(200);
        byte[] payload = everyByte();
        Mqtt3BlockingClient outsider = outsider(broker.port());
        try (Mqtt3BlockingClient.Mqtt3Publishes received = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
            outsider.subscribeWith().topicFilter("bytes/" + module).send();

            HttpApi.Answer answer = http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"bytes/" + module
                    + "\",\"qos\":1,\"payload\":\"" + HexFormat.of().formatHex(payload)
                    + "\",\"payloadEncoding\":\"hex\"}");

            assertThat(answer.text("/outcome")).as(answer.toString()).isEqualTo("acknowledged");
            List<String> sent = strings(answer, "/at/sent");
            assertThat(sent).hasSize(4).startsWith("AT+MQTTCFG=\"encoding\",0", "AT+MQTTCFG=\"encoding\",0,1,1")
                    .endsWith("AT+MQTTCFG=\"encoding\",0,0,1");
            assertThat(sent.get(2)).isEqualTo("AT+MQTTPUB=0,\"bytes/" + module + "\",1,0,0,256,\""
                    + HexFormat.of().withUpperCase().formatHex(payload) + "\"");
            assertThat(received.receive(5, TimeUnit.SECONDS).map(Mqtt3Publish::getPayloadAsBytes)).contains(payload);
            assertThat(http.get(mqtt(module, 0) + "/config/encoding").json().at("/reported").toString())
                    .isEqualTo("{\"inputFormat\":0,\"outputFormat\":1}");
        } finally {
            outsider.disconnect();
        }
    }

    @Test
    void aModelWithDataModePublishesAnyBytesInIt() throws Exception {
        String module = module("sim:ML307R");
        connect(module, 0, broker.port());
        Mqtt3BlockingClient outsider = outsider(broker.port());
        try (Mqtt3BlockingClient.Mqtt3Publishes received = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
            outsider.subscribeWith().topicFilter("bytes/" + module).send();

            HttpApi.Answer answer = http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"bytes/" + module
                    + "\",\"payload\":\"" + HexFormat.of().formatHex(everyByte()) + "\",\"payloadEncoding\":\"hex\"}");

            assertThat(strings(answer, "/at/sent"))
                    .containsExactly("AT+MQTTPUB=0,\"bytes/" + module + "\",0,0,0,256");
            assertThat(received.receive(5, TimeUnit.SECONDS).map(Mqtt3Publish::getPayloadAsBytes))
                    .contains(everyByte());
        } finally {
            outsider.disconnect();
        }
    }

    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }

    @Test
    void connectIdsAreTheModels() {
        String narrow = module("sim:MN316A");
        String wide = module("sim:ML307R");

        assertThat(http.get(mqtt(narrow, 2) + "/connection").status()).isEqualTo(200);
        HttpApi.Answer lacks = http.get(mqtt(narrow, 3) + "/connection");
        assertThat(lacks.status()).isEqualTo(422);
        assertThat(lacks.text("/type")).isEqualTo("urn:modemfleet:problem:unsupported-by-model");
        assertThat(lacks.json().at("/connectId").intValue()).isEqualTo(3);
        assertThat(http.get(mqtt(wide, 5) + "/connection").status()).isEqualTo(200);
        for (String none : List.of("6", "-1", "00", "x")) {
            HttpApi.Answer answer = http.get("/api/v1/modules/" + wide + "/mqtt/" + none + "/connection");
            assertThat(answer.status()).as(none).isEqualTo(404);
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/+/b", "#", "中文", "a&b", "a,b", "a b", "a%b", "a=b;c", "+/+/#"})
    void topicsPassThroughTheQueryString(String topic) {
        String module = module("sim:ML307R");
        connect(module, 0, broker.port());
        assertThat(subscribe(module, 0, topic).text("/outcome")).isEqualTo("acknowledged");
        assertThat(http.get(mqtt(module, 0) + "/subscriptions").text("/items/0/topic")).isEqualTo(topic);

        // A plus stays literal, as a person would type it; what a URL needs escaped is.
        String query = URLEncoder.encode(topic, StandardCharsets.UTF_8).replace("+", "%20").replace("%2B", "+");
        HttpApi.Answer gone = http.delete(mqtt(module, 0) + "/subscriptions?topic=" + query);

        assertThat(strings(gone, "/at/sent")).containsExactly("AT+MQTTUNSUB=0,\"" + topic + "\"");
        assertThat(gone.text("/outcome")).isEqualTo("acknowledged");
        assertThat(gone.text("/results/0/topic")).isEqualTo(topic);
    }

    @Test
    void aWaitOfZeroLeadsToTheHistory() {
        String module = module("sim:ML307R");
        connect(module, 0, broker.port());

        List<HttpApi.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(http.post(mqtt(module, 0) + "/messages?wait=0", "{\"topic\":\"t\",\"qos\":2,\"payload\":\"x\"}"));
        }

        for (HttpApi.Answer answer : answers) {
            String id = answer.text("/commandId");
            if (answer.status() == 202) {
                assertThat(answer.text("/outcome")).isEqualTo("pending");
                assertThat(answer.header("Location")).isEqualTo("/api/v1/modules/" + module + "/commands/" + id);
            }
            String location = "/api/v1/modules/" + module + "/commands/" + id;
            await().untilAsserted(() -> assertThat(http.get(location).text("/state")).isEqualTo("done"));
            JsonNode command = http.get(location).json();
            assertThat(command.at("/outcome").stringValue()).isEqualTo("acknowledged");
            assertThat(command.at("/kind").stringValue()).isEqualTo("publish");
            assertThat(command.at("/mid").intValue()).isEqualTo(mid(answer));
            assertThat(command.at("/at/urcs").size()).isEqualTo(2);
        }
        assertThat(answers).extracting(OverHttp::mid).doesNotHaveDuplicates();
    }

    @Test
    void theHistoryIsPagedNewestFirst() {
        String module = module("sim:ML307R");
        for (int seconds = 60; seconds < 65; seconds++) {
            assertThat(http.put(mqtt(module, 1) + "/config/keepalive", "{\"keepaliveTime\":" + seconds + "}").status())
                    .isEqualTo(200);
        }
        String path = "/api/v1/modules/" + module + "/commands?limit=3";
        JsonNode first = http.get(path).json();
        JsonNode second = http.get(path + "&after=" + first.at("/next").stringValue()).json();

        List<String> sent = new ArrayList<>();
        for (JsonNode page : List.of(first, second)) {
            page.at("/items").forEach(item -> sent.add(item.at("/at/sent/0").stringValue()));
        }
        assertThat(sent).containsExactly("AT+MQTTCFG=\"keepalive\",1,64", "AT+MQTTCFG=\"keepalive\",1,63",
                "AT+MQTTCFG=\"keepalive\",1,62", "AT+MQTTCFG=\"keepalive\",1,61", "AT+MQTTCFG=\"keepalive\",1,60");
        assertThat(second.at("/next").isNull()).isTrue();
        assertThat(http.get(path + "&after=nonsense").text("/type"))
                .isEqualTo("urn:modemfleet:problem:bad-cursor");
    }

    @Test
    void aRebootForgetsSettingsAndTheyAreSetAgain() {
        String module = module("sim:ML307R");
        http.put(mqtt(module, 0) + "/config/keepalive", "{\"keepaliveTime\":60}");
        HttpApi.Answer changed = http.patch(mqtt(module, 0) + "/config",
                "{\"retrans\":{\"retryTimes\":2},\"clean\":{\"cleanSession\":0}}");
        assertAt(changed, List.of("AT+MQTTCFG=\"clean\",0,0", "AT+MQTTCFG=\"retrans\",0,20,2"), List.of("OK", "OK"),
                List.of());
        assertThat(strings(changed, "/applied")).containsExactly("clean", "retrans");
        assertThat(changed.json().at("/notApplied").size()).isZero();
        JsonNode before = http.get(mqtt(module, 0) + "/config").json();
        assertThat(before.at("/differs").size()).isZero();
        assertThat(before.at("/reported/keepalive/keepaliveTime").intValue()).isEqualTo(60);
        assertThat(before.at("/reportedAt").stringValue()).endsWith("Z");

        HttpApi.Answer raw = http.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT+MREBOOT\"}");

        assertThat(raw.text("/final")).as(raw.toString()).isEqualTo("OK");
        awaitState(module, "ready");
        await().untilAsserted(() -> assertThat(http.get("/api/v1/events?after=0&limit=1000&type=reconciled&module=" + module)
                .json().at("/items/0/data/sent").valueStream().map(JsonNode::asString))
                .containsExactly("AT+MQTTCFG=\"keepalive\",0,60", "AT+MQTTCFG=\"retrans\",0,20,2"));
        assertThat(http.get(mqtt(module, 0) + "/config").json().at("/differs").size()).isZero();
        assertThat(http.get(mqtt(module, 0) + "/config").json().at("/desired").toString()).isEqualTo(
                "{\"keepalive\":{\"keepaliveTime\":60},\"clean\":{\"cleanSession\":0},"
                        + "\"retrans\":{\"retransInterval\":20,\"retryTimes\":2}}");
    }

    @Test
    void rawCommandsAnswerRowsErrorsAndPrompts() {
        String module = module("sim:ML307R");
        connect(module, 0, broker.port());
        String path = "/api/v1/modules/" + module + "/at";

        HttpApi.Answer signal = http.post(path, "{\"command\":\"AT+CSQ\"}");
        assertThat(signal.json().at("/rows").toString()).isEqualTo("[\"+CSQ: 22,99\"]");
        assertThat(signal.text("/final")).isEqualTo("OK");
        assertThat(signal.json().at("/urcs").size()).isZero();

        HttpApi.Answer refused = http.post(path, "{\"command\":\"AT+MQTTCONN=0,\\\"127.0.0.1\\\"\"}");
        assertThat(refused.status()).isEqualTo(200);
        assertThat(refused.text("/final")).isEqualTo("+CME ERROR: 604");

        HttpApi.Answer published = http.post(path,
                "{\"command\":\"AT+MQTTPUB=0,\\\"world\\\",0,0,0,4\",\"data\":\"MzI0Mg==\",\"dataEncoding\":\"base64\"}");
        assertThat(published.text("/rows/0")).matches("\\+MQTTPUB: 0,\\d+,13");
        assertThat(published.text("/final")).isEqualTo("OK");

        HttpApi.Answer echoing = http.post(path, "{\"command\":\"ATE1\"}");
        assertThat(echoing.text("/final")).isEqualTo("OK");
        awaitState(module, "ready");
        assertThat(http.post(path, "{\"command\":\"AT\"}").json().at("/rows").size()).isZero();
        assertThat(http.get("/api/v1/modules/" + module + "/commands?limit=1").text("/items/0/kind")).isEqualTo("raw");
    }
}
