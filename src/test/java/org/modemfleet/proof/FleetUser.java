package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** Somebody who drives modules over HTTP; whatever is not as it should be fails the test. */
final class FleetUser {

    private static final AtomicInteger MODULES = new AtomicInteger();
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);

    private final HttpApi http;
    private final HttpApi outsideTheApi;

    FleetUser(int port) {
        this.http = HttpApi.v1(port);
        this.outsideTheApi = new HttpApi(port);
    }

    HttpApi http() {
        return http;
    }

    /** As a probe of the service sees it, such as {@code UP}. */
    String health() {
        return outsideTheApi.get("/actuator/health").expect(200).json().path("status").asString();
    }

    /** Enters a module under a new id and waits until it is ready. */
    String module(String link) {
        String id = "proof-" + MODULES.incrementAndGet();
        http.post("/modules", "{\"id\":\"" + id + "\",\"link\":\"" + link + "\"}").expect(201);
        awaitState(id, "ready");
        return id;
    }

    void awaitState(String module, String state) {
        await().atMost(READY_LIMIT).untilAsserted(() ->
                assertThat(http.get("/modules/" + module).expect(200).json().path("state").asString())
                        .isEqualTo(state));
    }

    static String mqtt(String module, int connectId) {
        return "/modules/" + module + "/mqtt/" + connectId;
    }

    /** Connects with a client id that nobody had before. */
    void connect(String module, int connectId, int brokerPort) {
        connect(module, connectId, brokerPort, module + "-" + UUID.randomUUID());
    }

    void connect(String module, int connectId, int brokerPort, String clientId) {
        JsonNode answer = http.post(mqtt(module, connectId) + "/connection?wait=30", """
                {"host":"127.0.0.1","port":%d,"clientId":"%s"}""".formatted(brokerPort, clientId)).expect(200).json();
        assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("connected");
    }

    void disconnect(String module, int connectId) {
        http.delete(mqtt(module, connectId) + "/connection").expect(200);
    }

    int state(String module, int connectId) {
        return http.get(mqtt(module, connectId) + "/connection").expect(200).json().path("state").intValue();
    }

    void subscribe(String module, int connectId, int qos, String filter) {
        JsonNode answer = http.post(mqtt(module, connectId) + "/subscriptions?wait=30", """
                {"topics":[{"topic":"%s","qos":%d}]}""".formatted(filter, qos)).expect(200).json();
        assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("acknowledged");
    }

    /** Sets a key of MQTTCFG. */
    JsonNode set(String module, int connectId, String key, String fields) {
        return http.put(mqtt(module, connectId) + "/config/" + key, fields).expect(200).json();
    }

    /** Publishes and waits for the end; gives the answer. */
    JsonNode publish(String module, int connectId, String topic, int qos, byte[] payload) {
        JsonNode answer = http.post(mqtt(module, connectId) + "/messages?wait=30", """
                {"topic":"%s","qos":%d,"payload":"%s","payloadEncoding":"base64"}"""
                .formatted(topic, qos, Base64.getEncoder().encodeToString(payload))).expect(200).json();
        assertThat(answer.path("outcome").asString()).as(answer.toString())
                .isEqualTo(qos == 0 ? "accepted" : "acknowledged");
        return answer;
    }

    /** The whole inbox of a connection. */
    List<JsonNode> inbox(String module, int connectId) {
        return pages(mqtt(module, connectId) + "/messages?limit=1000", true);
    }

    /** The messages of the inbox under a topic, as {@link #exactly} shows them. */
    List<String> payloads(String module, int connectId, String topic) {
        return pages(mqtt(module, connectId) + "/messages?limit=1000&topic=" + encoded(topic), true).stream()
                .map(message -> exactly(bytes(message, "payload"))).toList();
    }

    /** All events of a module since it was entered. */
    List<JsonNode> events(String module) {
        return pages("/events?limit=1000&module=" + module, false);
    }

    /** What the service keeps of what went over a module's line. */
    List<JsonNode> transcript(String module) {
        List<JsonNode> all = new ArrayList<>();
        JsonNode page;
        String since = "0";
        do {
            page = http.get("/modules/" + module + "/transcript?limit=10000&since=" + since).expect(200).json();
            page.path("items").forEach(all::add);
            since = page.path("next").asString();
        } while (!page.path("items").isEmpty());
        return all;
    }

    /** All of them, newest first. */
    List<JsonNode> history(String module) {
        return pages("/modules/" + module + "/commands?limit=1000", true);
    }

    /** How many events of each type; the type's last part. */
    static Map<String, Long> census(List<JsonNode> events) {
        return events.stream().collect(Collectors.groupingBy(FleetUser::type, Collectors.counting()));
    }

    /** What follows {@code org.modemfleet.}. */
    static String type(JsonNode event) {
        return event.path("type").asString().substring("org.modemfleet.".length());
    }

    static List<JsonNode> ofType(List<JsonNode> events, String type) {
        return events.stream().filter(event -> type(event).equals(type)).toList();
    }

    /** The bytes of a field that has an encoding beside it. */
    static byte[] bytes(JsonNode of, String field) {
        String value = of.path(field).asString();
        return switch (of.path(field + "Encoding").asString()) {
            case "text" -> value.getBytes(StandardCharsets.UTF_8);
            case "base64" -> Base64.getDecoder().decode(value);
            default -> throw new AssertionError("no encoding of " + field + " in " + of);
        };
    }

    /**
     * Bytes so that lists of them compare, and a difference can be read: short ones escaped, long ones by their hash.
     */
    static String exactly(byte[] bytes) {
        if (bytes.length > 64) {
            return bytes.length + " bytes, hash " + Arrays.hashCode(bytes);
        }
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(b >= 0x20 && b < 0x7f && b != '\\' ? Character.toString(b) : "\\x%02x".formatted(b & 0xff));
        }
        return text.toString();
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<JsonNode> pages(String path, boolean nextEnds) {
        List<JsonNode> all = new ArrayList<>();
        String after = "";
        while (true) {
            JsonNode page = http.get(path + after).expect(200).json();
            page.path("items").forEach(all::add);
            JsonNode next = page.path("next");
            if (next.isNull() || !nextEnds && page.path("items").isEmpty()) {
                return all;
            }
            after = "&after=" + encoded(next.asString());
        }
    }
}
