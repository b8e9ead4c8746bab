package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.modemfleet.broker.EmbeddedBroker;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** The whole service with its embedded broker and simulated modules, whose clocks run ten times as fast. */
@ServiceTest
@TestPropertySource(properties = {"modemfleet.broker.enabled=true", "modemfleet.broker.port=0",
        "modemfleet.simulator.time-scale=10", "modemfleet.data-dir=target/over-http/${random.uuid}"})
public abstract class OverHttp {

    private static final AtomicInteger MODULES = new AtomicInteger();

    @LocalServerPort
    protected int port;

    @Autowired
    protected EmbeddedBroker broker;

    protected HttpApi http;

    @BeforeEach
    void client() {
        http = new HttpApi(port);
    }

    /** A new module that is ready. */
    protected String module(String link) {
        String id = "t-" + MODULES.incrementAndGet();
        HttpApi.Answer created = http.post("/api/v1/modules", "{\"id\":\"" + id + "\",\"link\":\"" + link + "\"}");
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        awaitState(id, "ready");
        return id;
    }

    protected void awaitState(String module, String state) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> assertThat(http.get("/api/v1/modules/" + module).text("/state")).isEqualTo(state));
    }

    protected static String mqtt(String module, int connectId) {
        return "/api/v1/modules/" + module + "/mqtt/" + connectId;
    }

    protected HttpApi.Answer connect(String module, int connectId, int brokerPort) {
        HttpApi.Answer answer = http.post(mqtt(module, connectId) + "/connection",
                "{\"host\":\"127.0.0.1\",\"port\":" + brokerPort + ",\"clientId\":\"" + UUID.randomUUID() + "\"}");
        assertThat(answer.text("/outcome")).as(answer.toString()).isEqualTo("connected");
        return answer;
    }

    protected HttpApi.Answer subscribe(String module, int connectId, String... topics) {
        List<String> wanted = new ArrayList<>();
        for (String topic : topics) {
            wanted.add("{\"topic\":\"" + topic + "\",\"qos\":1}");
        }
        return http.post(mqtt(module, connectId) + "/subscriptions",
                "{\"topics\":[" + String.join(",", wanted) + "]}");
    }

    /** A client of nobody here, connected to a broker on this machine. */
    protected static Mqtt3BlockingClient outsider(int brokerPort) {
        Mqtt3BlockingClient client = MqttClient.builder().useMqttVersion3().identifier("outsider-" + UUID.randomUUID())
                .serverHost("127.0.0.1").serverPort(brokerPort).buildBlocking();
        client.connect();
        return client;
    }

    protected static void publish(Mqtt3BlockingClient client, String topic, byte[] payload) {
        client.publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();
    }

    /** Waits until the inbox of the connection holds so many messages. */
    protected JsonNode inbox(String module, int connectId, int count) {
        String path = mqtt(module, connectId) + "/messages";
        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(http.get(path).json().at("/items").size()).isEqualTo(count));
        return http.get(path).json().at("/items");
    }

    protected static List<String> strings(HttpApi.Answer answer, String pointer) {
        List<String> texts = new ArrayList<>();
        answer.json().at(pointer).forEach(node -> texts.add(node.stringValue()));
        return texts;
    }

    protected static int mid(HttpApi.Answer answer) {
        return answer.json().at("/mid").intValue();
    }

    protected static void assertAt(HttpApi.Answer answer, List<String> sent, List<String> received, List<String> urcs) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(strings(answer, "/at/sent")).isEqualTo(sent);
        assertThat(strings(answer, "/at/received")).isEqualTo(received);
        assertThat(strings(answer, "/at/urcs")).isEqualTo(urcs);
        assertThat(answer.json().at("/at/elapsedMs").isIntegralNumber()).isTrue();
    }
}
