package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** What a module caches is stored before its cache is full, and what could not be stored is told to the byte. */
class CacheDrainTest extends WholeService {

    private static final int CACHE = 8_192;

    private String module;
    private String drain;

    @BeforeEach
    void cachingModule() {
        module = user.module("sim:ML307R");
        drain = FleetUser.mqtt(module, 0) + "/cache/drain";
        user.set(module, 0, "cached", "{\"cachedMode\":1}");
        user.connect(module, 0, broker.port());
        user.subscribe(module, 0, 1, module + "/#");
    }

    private void drainsBy(String mode) {
        user.http().put(drain, "{\"drain\":\"" + mode + "\"}").expect(200);
    }

    private JsonNode balance() {
        return user.http().get(drain).expect(200).json().path("balance");
    }

    private List<String> send(OutsideClient outside, int count, int size) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = HostilePayloads.ofSize(size);
            payload[0] = (byte) i;
            outside.publish(module + "/x", 1, payload);
            sent.add(FleetUser.exactly(payload));
        }
        return sent;
    }

    @Test
    void aFloodThatFitsIsStoredOnceEach() {
        List<String> sent;
        try (OutsideClient outside = new OutsideClient(broker.port())) {
            sent = send(outside, 200, 300);
            await().until(() -> user.payloads(module, 0, module + "/x").size() + balance().path("dropped").intValue() == sent.size());
        }
        // Whether the host keeps up with the flood is a matter of speed; what it stored and what was dropped is not.
        List<String> stored = user.payloads(module, 0, module + "/x");
        assertThat(sent).containsAll(stored);
        assertThat(stored).doesNotHaveDuplicates();
        await().untilAsserted(() -> {
            assertThat(balance().path("pending").longValue()).isZero();
            assertThat(balance().path("announced").longValue()).isEqualTo(stored.size());
            assertThat(balance().path("read").longValue()).isEqualTo(stored.size());
        });
        assertThat(FleetUser.census(user.events(module))).doesNotContainKey("cache.unaccounted");
    }

    @Test
    void whatAFullCacheDropsIsToldAndTheRestIsStoredOnceDrainingBegins() {
        drainsBy("manual");
        int fits = CACHE / 1_000;
        try (OutsideClient outside = new OutsideClient(broker.port())) {
            List<String> sent = send(outside, fits + 3, 1_000);
            await().until(() -> balance().path("dropped").intValue() == 3);
            assertThat(user.inbox(module, 0)).isEmpty();
            assertThat(balance().path("droppedBytes").longValue()).isEqualTo(3_000);
            assertThat(balance().path("pending").longValue()).isEqualTo(fits);
            List<JsonNode> gaps = FleetUser.ofType(user.events(module), "gap").stream().filter(gap -> !gap.path("subject").isMissingNode())
                    .toList();
            assertThat(gaps).hasSize(3).allSatisfy(gap -> {
                assertThat(gap.at("/data/reason").asString()).isEqualTo("cache-full");
                assertThat(gap.at("/data/droppedLength").intValue()).isEqualTo(1_000);
            });
            drainsBy("auto");
            await().untilAsserted(() -> assertThat(user.payloads(module, 0, module + "/x"))
                    .containsExactlyInAnyOrderElementsOf(stillCached(sent)));
        }
        assertThat(balance().path("pending").longValue()).isZero();
        assertThat(FleetUser.census(user.events(module))).doesNotContainKey("cache.unaccounted");
    }

    /** The first ones; the embedded broker may swap neighbours, so of the payloads around the border either may have been dropped. */
    private List<String> stillCached(List<String> sent) {
        List<String> stored = user.payloads(module, 0, module + "/x");
        assertThat(sent).containsAll(stored);
        assertThat(stored).hasSize(CACHE / 1_000).doesNotHaveDuplicates();
        return stored;
    }

    /** The cache goes with the power: what was in it was announced and will never be read. */
    @Test
    void whatThePowerTakesAwayIsUnaccounted() {
        drainsBy("manual");
        try (OutsideClient outside = new OutsideClient(broker.port())) {
            send(outside, 4, 10);
            await().until(() -> balance().path("announced").intValue() == 4);
        }
        user.http().post("/modules/" + module + "/simulator/faults", "{\"type\":\"power-cycle\"}").expect(201);
        await().untilAsserted(() -> assertThat(FleetUser.ofType(user.events(module), "cache.unaccounted")).singleElement().satisfies(told -> {
            assertThat(told.at("/data/missing").intValue()).isEqualTo(4);
            assertThat(told.at("/data/unannounced").intValue()).isZero();
        }));
        assertThat(balance().path("pending").longValue()).isZero();
        assertThat(balance().path("missing").longValue()).isEqualTo(4);
    }

    @Test
    void whoReadsByHandIsInTheBalanceToo() {
        drainsBy("manual");
        try (OutsideClient outside = new OutsideClient(broker.port())) {
            send(outside, 3, 10);
            await().until(() -> balance().path("announced").intValue() == 3);
        }
        user.http().post(FleetUser.mqtt(module, 0) + "/cache/read", "{\"count\":2}").expect(200);
        assertThat(balance().path("read").longValue()).isEqualTo(2);
        assertThat(balance().path("pending").longValue()).isEqualTo(1);
    }

    @Test
    void theModeIsOneOfTwo() {
        HttpApi.Answer answer = user.http().put(drain, "{\"drain\":\"sometimes\"}").expect(422);
        assertThat(answer.text("/errors/0/field")).isEqualTo("drain");
        user.http().put(drain, "{}").expect(422);
        user.http().get("/modules/" + module + "/mqtt/6/cache/drain").expect(404);
        user.http().get("/modules/nobody/mqtt/0/cache/drain").expect(404);
        assertThat(user.http().get(drain).text("/drain")).isEqualTo("auto");
    }
}
