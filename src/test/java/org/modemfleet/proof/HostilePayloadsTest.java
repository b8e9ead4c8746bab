package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.proof.Deliveries.assertDelivered;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.Mosquitto;
import tools.jackson.databind.JsonNode;

/**
 * Whatever an outside client publishes: what a module received is what was sent, no command's outcome changes and no
 * event is forged – in raw and hex output, direct and cached, on our broker and on one that is not ours.
 */
class HostilePayloadsTest extends WholeService {

    private static final Duration DELIVERY = Duration.ofSeconds(60);
    /** A publish URC of ML307R carries topic and payload of at most so many bytes. */
    private static final int SPLIT = 512;
    private static final int CACHE = 8192;

    private static @Nullable Mosquitto mosquitto;

    @AfterAll
    static void stopMosquitto() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"ML307R, embedded", "ML307R, mosquitto", "ML307G, embedded", "ML307G, mosquitto", "MN316, embedded",
            "MN316, mosquitto"})
    void everyMessageIsReceivedAsItWasSent(String model, String brokerName) {
        int brokerPort = brokerPort(brokerName);
        String module = connected(model, brokerPort);
        List<byte[]> payloads = HostilePayloads.all();
        try (OutsideClient outside = new OutsideClient(brokerPort); Commander commander = new Commander(user, module)) {
            for (int outputFormat = 0; outputFormat <= 1; outputFormat++) {
                user.set(module, 0, "encoding", "{\"inputFormat\":0,\"outputFormat\":" + outputFormat + "}");
                for (byte[] payload : payloads) {
                    for (int qos = 0; qos <= 2; qos++) {
                        outside.publish("hostile/" + module + "/" + qos, qos, payload);
                    }
                }
            }
            List<String> sent = twice(HostilePayloads.exactly(payloads));
            await().atMost(DELIVERY).until(() -> user.inbox(module, 0).size() >= 3 * sent.size());
            for (int qos = 0; qos <= 2; qos++) {
                assertDelivered(user.payloads(module, 0, "hostile/" + module + "/" + qos), sent, isEmbedded(brokerName));
            }
            assertThat(user.inbox(module, 0)).allMatch(message -> message.path("complete").booleanValue());
            long splits = 2 * 3 * payloads.stream().mapToLong(payload ->
                    splits(model, "hostile/" + module + "/0", payload)).sum();
            assertNothingForged(module, Map.of("urc.publish", splits, "message.stored", 3L * sent.size()),
                    commander.published());
        }
        user.disconnect(module, 0);
    }

    @ParameterizedTest
    @CsvSource({"ML307R, embedded", "ML307R, mosquitto", "ML307G, embedded"})
    void everyMessageIsReadFromTheCacheAsItWasSent(String model, String brokerName) {
        int brokerPort = brokerPort(brokerName);
        String module = connected(model, brokerPort);
        String topic = "hostile/" + module + "/cached";
        List<byte[]> kept = new ArrayList<>();
        user.http().put(FleetUser.mqtt(module, 0) + "/cache/drain", "{\"drain\":\"manual\"}").expect(200);
        user.set(module, 0, "cached", "{\"cachedMode\":1}");
        try (OutsideClient outside = new OutsideClient(brokerPort); Commander commander = new Commander(user, module)) {
            for (int outputFormat = 0; outputFormat <= 1; outputFormat++) {
                user.set(module, 0, "encoding", "{\"inputFormat\":0,\"outputFormat\":" + outputFormat + "}");
                for (List<byte[]> batch : batches(HostilePayloads.all())) {
                    batch.forEach(payload -> outside.publish(topic, 1, payload));
                    readCache(module, batch, isEmbedded(brokerName));
                    kept.addAll(batch);
                }
                byte[] full = HostilePayloads.ofSize(CACHE);
                outside.publish(topic, 1, full);
                outside.publish(topic, 1, new byte[1]);
                awaitDropped(module, 2 * outputFormat + 1, 1);
                readCache(module, List.of(full), false);
                kept.add(full);
                outside.publish(topic, 1, HostilePayloads.ofSize(CACHE + 1));
                awaitDropped(module, 2 * outputFormat + 2, CACHE + 1);
                readCache(module, List.of(), false);
            }
            assertDelivered(user.payloads(module, 0, topic), HostilePayloads.exactly(kept), isEmbedded(brokerName));
            assertThat(user.inbox(module, 0)).allMatch(message -> message.path("via").asString().equals("cache"));
            long messages = kept.size();
            assertNothingForged(module, Map.of("urc.pubnmi", messages, "urc.drop", 4L, "message.read", messages,
                    "message.stored", messages),
                    commander.published());
        }
        user.disconnect(module, 0);
    }

    private String connected(String model, int brokerPort) {
        String module = user.module("sim:" + model);
        user.connect(module, 0, brokerPort);
        user.subscribe(module, 0, 2, "hostile/" + module + "/+");
        return module;
    }

    /** As many as fit into the cache at once. */
    private static List<List<byte[]>> batches(List<byte[]> payloads) {
        List<List<byte[]>> batches = new ArrayList<>(List.of(new ArrayList<>()));
        int size = 0;
        for (byte[] payload : payloads) {
            if (size + payload.length > CACHE) {
                batches.add(new ArrayList<>());
                size = 0;
            }
            batches.getLast().add(payload);
            size += payload.length;
        }
        return batches;
    }

    /** Waits until the cache holds these, reads them, and compares. */
    private void readCache(String module, List<byte[]> payloads, boolean embeddedBroker) {
        String cache = FleetUser.mqtt(module, 0) + "/cache";
        int bytes = payloads.stream().mapToInt(payload -> payload.length).sum();
        await().atMost(DELIVERY).untilAsserted(() -> assertThat(user.http().get(cache).expect(200).body())
                .isEqualTo("{\"connectId\":0,\"storeMsgs\":" + payloads.size() + ",\"totalLen\":" + bytes + "}"));
        if (!payloads.isEmpty()) {
            JsonNode items = user.http().post(cache + "/read", "{\"count\":" + payloads.size() + "}").expect(200).json()
                    .path("items");
            assertDelivered(items.valueStream().map(item -> FleetUser.exactly(FleetUser.bytes(item, "payload"))).toList(),
                    HostilePayloads.exactly(payloads), embeddedBroker);
        }
    }

    private void awaitDropped(String module, int drops, int length) {
        await().atMost(DELIVERY).untilAsserted(() -> {
            List<JsonNode> dropped = FleetUser.ofType(user.events(module), "urc.drop");
            assertThat(dropped).hasSize(drops);
            assertThat(dropped.getLast().at("/data/droppedLength").intValue()).isEqualTo(length);
        });
    }

    private static long splits(String model, String topic, byte[] payload) {
        int room = SPLIT - topic.length();
        return model.equals("ML307R") && payload.length > room ? Math.ceilDiv(payload.length, room) : 1;
    }

    /** The log holds what was caused, once each, and nothing else. */
    private void assertNothingForged(String module, Map<String, Long> received, long published) {
        Map<String, Long> expected = new LinkedHashMap<>(received);
        expected.putAll(Map.of("urc.conn", 1L, "urc.suback", 1L, "urc.puback", published));
        await().atMost(DELIVERY).untilAsserted(() -> {
            Map<String, Long> census = FleetUser.census(user.events(module));
            assertThat(census.remove("gap")).as("one epoch, and what was dropped").isEqualTo(1 + received.getOrDefault("urc.drop", 0L));
            assertThat(census.remove("module.state")).as("opening, synchronizing, ready").isLessThanOrEqualTo(3);
            assertThat(census).isEqualTo(expected);
        });
    }

    private static boolean isEmbedded(String brokerName) {
        return brokerName.equals("embedded");
    }

    private int brokerPort(String name) {
        if (isEmbedded(name)) {
            return broker.port();
        }
        if (mosquitto == null) {
            mosquitto = Mosquitto.start();
        }
        return mosquitto.port();
    }

    private static List<String> twice(List<String> texts) {
        List<String> all = new ArrayList<>(texts);
        all.addAll(texts);
        return all;
    }
}
