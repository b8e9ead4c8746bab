package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** The manual's examples through REST: host 127.0.0.1, mids relative to the first, all else byte for byte. */
abstract class ManualOverHttp extends OverHttp {

    private static final String USER = "\"clientId\":\"716335458\",\"user\":\"425089\",\"password\":\"SnMHaAOMCbQD90eADEGpMBPu8pI=\"";

    abstract int brokerPort();

    private HttpApi.Answer connectAsTheManual(String module) {
        HttpApi.Answer answer = http.post(mqtt(module, 0) + "/connection",
                "{\"host\":\"127.0.0.1\",\"port\":" + brokerPort() + "," + USER + "}");
        assertAt(answer,
                List.of("AT+MQTTCONN=0,\"127.0.0.1\"," + brokerPort() + ",\"716335458\",\"425089\",\"***\""),
                List.of("OK"), List.of("+MQTTURC: \"conn\",0,0"));
        assertThat(answer.text("/outcome")).isEqualTo("connected");
        assertThat(answer.body()).doesNotContain("SnMHaAOMCbQD90eADEGpMBPu8pI");
        return answer;
    }

    /** @return its mid */
    private int subscribeAsTheManual(String module) {
        HttpApi.Answer answer = http.post(mqtt(module, 0) + "/subscriptions",
                "{\"topics\":[{\"topic\":\"world\",\"qos\":1},{\"topic\":\"hello\",\"qos\":2}]}");
        int mid = mid(answer);
        assertAt(answer, List.of("AT+MQTTSUB=0,\"world\",1,\"hello\",2"), List.of("+MQTTSUB: 0," + mid, "OK"),
                List.of("+MQTTURC: \"suback\",0," + mid + ",1,2"));
        assertThat(answer.text("/outcome")).isEqualTo("acknowledged");
        assertThat(answer.json().at("/results").toString()).isEqualTo("[{\"topic\":\"world\",\"mid\":" + mid
                + ",\"code\":1},{\"topic\":\"hello\",\"mid\":" + mid + ",\"code\":2}]");
        return mid;
    }

    private void publishAsTheManual(String module, int qos, int mid) {
        HttpApi.Answer answer = http.post(mqtt(module, 0) + "/messages",
                "{\"topic\":\"world\",\"qos\":" + qos + ",\"retain\":0,\"dup\":0,\"payload\":\"3242\"}");
        int length = qos == 0 ? 13 : 15;
        List<String> urcs = switch (qos) {
            case 0 -> List.of();
            case 1 -> List.of("+MQTTURC: \"puback\",0," + mid + ",0");
            default -> List.of("+MQTTURC: \"pubrec\",0," + mid + ",0", "+MQTTURC: \"pubcomp\",0," + mid + ",0");
        };
        assertAt(answer, List.of("AT+MQTTPUB=0,\"world\"," + qos + ",0,0,4,\"3242\""),
                List.of("+MQTTPUB: 0," + mid + "," + length, "OK"), urcs);
        assertThat(answer.text("/outcome")).isEqualTo(qos == 0 ? "accepted" : "acknowledged");
        assertThat(mid(answer)).isEqualTo(mid);
        assertThat(answer.json().at("/length").intValue()).isEqualTo(length);
        assertThat(answer.json().at("/connectId").intValue()).isZero();
    }

    private void disconnectAsTheManual(String module) {
        HttpApi.Answer answer = http.delete(mqtt(module, 0) + "/connection");
        assertAt(answer, List.of("AT+MQTTDISC=0"), List.of("OK"), List.of("+MQTTURC: \"conn\",0,2"));
        assertThat(answer.text("/outcome")).isEqualTo("disconnected");
        assertThat(http.get(mqtt(module, 0) + "/connection").body())
                .isEqualTo("{\"connectId\":0,\"state\":3,\"stateText\":\"disconnected\"}");
    }

    private List<String> rawOf(String module, String type) {
        JsonNode events = http.get("/api/v1/events?after=0&limit=1000&module=" + module + "&type=" + type).json();
        return events.at("/items").valueStream().map(event -> event.at("/data/raw").stringValue()).toList();
    }

    @Test
    void chapter411ConnectsSubscribesReceivesPublishesAndDisconnects() {
        String module = module("sim:ML307R");
        assertAt(http.put(mqtt(module, 0) + "/config/pingresp", "{\"pingack\":1}"),
                List.of("AT+MQTTCFG=\"pingresp\",0,1"), List.of("OK"), List.of());
        connectAsTheManual(module);
        int first = subscribeAsTheManual(module);

        Mqtt3BlockingClient outsider = outsider(brokerPort());
        publish(outsider, "world", "12345".getBytes(StandardCharsets.UTF_8));
        publish(outsider, "hello", "12345".getBytes(StandardCharsets.UTF_8));
        outsider.disconnect();
        JsonNode received = inbox(module, 0, 2);
        assertThat(received.valueStream().map(item -> item.at("/topic").stringValue()))
                .containsExactlyInAnyOrder("world", "hello");
        assertThat(rawOf(module, "publish")).anyMatch(raw -> raw.matches("\\+MQTTURC: \"publish\",0,\\d+,\"world\",5,5,12345"))
                .anyMatch(raw -> raw.matches("\\+MQTTURC: \"publish\",0,\\d+,\"hello\",5,5,12345"));

        publishAsTheManual(module, 2, first + 1);
        publishAsTheManual(module, 1, first + 2);
        publishAsTheManual(module, 0, first + 3);
        disconnectAsTheManual(module);
    }

    @Test
    void chapter412KeepsMessagesUntilTheyAreRead() {
        String module = module("sim:ML307R");
        http.put(mqtt(module, 0) + "/cache/drain", "{\"drain\":\"manual\"}").expect(200);
        assertAt(http.put(mqtt(module, 0) + "/config/cached", "{\"cachedMode\":1}"),
                List.of("AT+MQTTCFG=\"cached\",0,1"), List.of("OK"), List.of());
        connectAsTheManual(module);
        subscribeAsTheManual(module);

        Mqtt3BlockingClient outsider = outsider(brokerPort());
        publish(outsider, "hello", "hello world".getBytes(StandardCharsets.UTF_8));
        outsider.disconnect();
        await().untilAsserted(() -> assertThat(rawOf(module, "pubnmi"))
                .singleElement().asString().matches("\\+MQTTURC: \"pubnmi\",0,\\d+,11"));
        assertThat(http.get(mqtt(module, 0) + "/cache").body())
                .isEqualTo("{\"connectId\":0,\"storeMsgs\":1,\"totalLen\":11}");
        assertThat(http.get(mqtt(module, 0) + "/messages").json().at("/items").size()).isZero();

        HttpApi.Answer read = http.post(mqtt(module, 0) + "/cache/read", "{\"count\":1}");
        int mid = read.json().at("/items/0/mid").intValue();
        assertAt(read, List.of("AT+MQTTREAD=0,1"), List.of("+MQTTREAD: 0," + mid + ",\"hello\",11,hello world", "OK"),
                List.of());
        assertThat(read.json().at("/items").toString()).isEqualTo("[{\"mid\":" + mid + ",\"topic\":\"hello\","
                + "\"payload\":\"hello world\",\"payloadEncoding\":\"text\",\"size\":11}]");
        assertThat(inbox(module, 0, 1).at("/0/via").stringValue()).isEqualTo("cache");
        disconnectAsTheManual(module);
    }

    @Test
    void chapter3TellsSettingsSubscriptionsAndState() {
        String module = module("sim:ML307R");
        assertAt(http.put(mqtt(module, 1) + "/config/pingresp", "{\"pingack\":1}"),
                List.of("AT+MQTTCFG=\"pingresp\",1,1"), List.of("OK"), List.of());
        assertAt(http.get(mqtt(module, 0) + "/config/encoding"), List.of("AT+MQTTCFG=\"encoding\",0"),
                List.of("+MQTTCFG: \"encoding\",0,0", "OK"), List.of());

        connectAsTheManual(module);
        int first = subscribeAsTheManual(module);
        assertThat(http.get(mqtt(module, 0) + "/subscriptions").body())
                .isEqualTo("{\"items\":[{\"topic\":\"world\",\"code\":1},{\"topic\":\"hello\",\"code\":2}]}");
        HttpApi.Answer unsubscribed = http.delete(mqtt(module, 0) + "/subscriptions?topic=world");
        assertAt(unsubscribed, List.of("AT+MQTTUNSUB=0,\"world\""), List.of("+MQTTUNSUB: 0," + (first + 1), "OK"),
                List.of("+MQTTURC: \"unsuback\",0," + (first + 1)));
        assertThat(unsubscribed.json().at("/results").toString())
                .isEqualTo("[{\"topic\":\"world\",\"mid\":" + (first + 1) + "}]");

        publishAsTheManual(module, 0, first + 2);
        publishAsTheManual(module, 1, first + 3);
        publishAsTheManual(module, 2, first + 4);
        assertThat(http.get(mqtt(module, 0) + "/connection").body())
                .isEqualTo("{\"connectId\":0,\"state\":2,\"stateText\":\"connected\"}");
        disconnectAsTheManual(module);
    }

    @Test
    void theTestCommandsAreAnsweredInTheManualsWords() {
        HttpApi.Answer answer = http.get("/api/v1/modules/" + module("sim:ML307R") + "/mqtt/capabilities");

        assertThat(strings(answer, "/at/sent")).containsExactly("AT+MQTTCFG=?", "AT+MQTTCONN=?");
        assertThat(strings(answer, "/at/received")).startsWith("+MQTTCFG: \"version\",(0-5),(4)",
                "+MQTTCFG: \"cid\",(0-5),(1-15)").contains("+MQTTCFG: \"keepalive\",(0-5),(0,60-65535)")
                .endsWith("+MQTTCONN: <connect_id>,<host>,<port>,<clientID>,<user>,<passwd>", "OK");
        assertThat(answer.json().at("/config/retrans").toString())
                .isEqualTo("{\"connectIds\":\"0-5\",\"values\":[\"20-60\",\"0-3\"]}");
        assertThat(strings(answer, "/connection"))
                .containsExactly("<connect_id>", "<host>", "<port>", "<clientID>", "<user>", "<passwd>");
    }
}
