package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.proof.SimulatorProcess.Entry;
import tools.jackson.databind.JsonNode;

/**
 * More comes in than a module's cache holds, first while nobody reads it and then while it is drained. What the service tells to be lost
 * is, to the byte, what the module says it dropped; all else is stored once, byte for byte.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class CacheFloodIT {

    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    private static final int CACHE = 8_192;
    private static final int ROUNDS = Report.ENDURANCE ? 20 : 1;
    /** Three caches full, on average. */
    private static final int MESSAGES = 80;
    private static final int LARGEST = 600;

    @TempDir
    private Path directory;

    private final Report report = new Report("CacheFloodIT", SEED);
    private final Random random = new Random(SEED);
    private final List<Flooded> modules = new ArrayList<>();

    @Test
    void whatIsLostIsToldToTheByteAndAllElseIsStoredOnce() {
        try (TwoProcesses processes = TwoProcesses.start(directory, "ML307R,ML307A");
                OutsideClient outside = new OutsideClient(processes.broker().port())) {
            modules.add(new Flooded(processes, processes.simulator().modules().get(0).tcp(), 0));
            modules.add(new Flooded(processes, processes.simulator().modules().get(1).serial(), 1));
            for (int round = 0; round < ROUNDS; round++) {
                modules.forEach(module -> module.drains("manual"));
                flood(outside);
                modules.forEach(Flooded::isTold);
                modules.forEach(Flooded::nothingMoreIsStored);
                // The next flood begins into full caches, and goes on while they are drained.
                modules.forEach(module -> module.drains("auto"));
                flood(outside);
                modules.forEach(Flooded::isTold);
                modules.forEach(Flooded::isDrained);
            }
            modules.forEach(Flooded::compare);
            report.figure("messages", modules.stream().mapToInt(module -> module.sent.size()).sum());
            report.figure("bytes", modules.stream().flatMap(module -> module.sent.stream()).mapToLong(payload -> payload.length).sum());
            report.figure("stored once each", modules.stream().mapToInt(module -> module.stored().size()).sum());
            report.figure("dropped, as the modules and the service say", modules.stream().mapToInt(module -> module.drops().size()).sum());
            report.figure("bytes dropped", modules.stream().mapToLong(module -> sum(module.drops())).sum());
            report.write();
        }
    }

    private void flood(OutsideClient outside) {
        for (int i = 0; i < MESSAGES; i++) {
            modules.forEach(module -> module.send(outside, random));
        }
    }

    private static long sum(List<Integer> lengths) {
        return lengths.stream().mapToLong(Integer::longValue).sum();
    }

    /** A module whose cache is flooded; through the broker its messages keep their order. */
    private static final class Flooded {
        private final TwoProcesses processes;
        private final FleetUser user;
        private final String module;
        private final int index;
        private final List<byte[]> sent = new ArrayList<>();

        Flooded(TwoProcesses processes, String link, int index) {
            this.processes = processes;
            this.user = processes.user();
            this.index = index;
            this.module = "flooded-" + index;
            processes.enter(module, link);
            user.awaitState(module, "ready");
            user.set(module, 0, "cached", "{\"cachedMode\":1}");
            user.connect(module, 0, processes.broker().port());
            user.subscribe(module, 0, 1, module);
        }

        private String drain() {
            return FleetUser.mqtt(module, 0) + "/cache/drain";
        }

        void drains(String mode) {
            user.http().put(drain(), "{\"drain\":\"" + mode + "\"}").expect(200);
        }

        /** Any bytes; no two are equal. */
        void send(OutsideClient outside, Random random) {
            byte[] payload = new byte[Integer.BYTES + random.nextInt(LARGEST)];
            random.nextBytes(payload);
            ByteBuffer.wrap(payload).putInt(sent.size());
            outside.publish(module, 1, payload);
            sent.add(payload);
        }

        /** Whether a message was kept, by the module's own word, in the order in which they came. */
        private List<String> verdicts() {
            return processes.simulator().log(index).stream().filter(entry -> entry.kind().equals("urc")).map(Entry::text)
                    .filter(text -> text.startsWith("+MQTTURC: \"pubnmi\",0,") || text.startsWith("+MQTTURC: \"drop\",0,")).toList();
        }

        List<Integer> drops() {
            return verdicts().stream().filter(text -> text.contains("\"drop\""))
                    .map(text -> Integer.parseInt(text.substring(text.lastIndexOf(',') + 1))).toList();
        }

        /** The service has heard of every message what the module has said of it. */
        void isTold() {
            await().untilAsserted(() -> {
                List<String> verdicts = verdicts();
                assertThat(verdicts).hasSameSizeAs(sent);
                JsonNode balance = balance();
                assertThat(balance.path("dropped").intValue()).isEqualTo(drops().size());
                assertThat(balance.path("announced").intValue()).isEqualTo(verdicts.size() - drops().size());
            });
            assertThat(balance().path("droppedBytes").longValue()).isEqualTo(sum(drops()));
        }

        private JsonNode balance() {
            return user.http().get(drain()).expect(200).json().path("balance");
        }

        void nothingMoreIsStored() {
            JsonNode balance = balance();
            assertThat(balance.path("read").intValue() + balance.path("pending").intValue())
                    .isEqualTo(balance.path("announced").intValue());
            assertThat(balance.path("announcedBytes").longValue() - balance.path("readBytes").longValue()).as("in the cache")
                    .isBetween((long) CACHE - LARGEST - Integer.BYTES, (long) CACHE);
            assertThat(stored()).hasSize(balance.path("read").intValue());
        }

        void isDrained() {
            await().untilAsserted(() -> assertThat(balance().path("pending").intValue()).isZero());
        }

        List<String> stored() {
            return user.inbox(module, 0).stream().map(message -> HostilePayloads.hex(FleetUser.bytes(message, "payload"))).toList();
        }

        void compare() {
            List<String> verdicts = verdicts();
            List<String> kept = new ArrayList<>();
            long bytes = 0;
            for (int i = 0; i < sent.size(); i++) {
                if (verdicts.get(i).contains("\"pubnmi\"")) {
                    kept.add(HostilePayloads.hex(sent.get(i)));
                    bytes += sent.get(i).length;
                }
            }
            assertThat(stored()).containsExactlyElementsOf(kept);
            List<JsonNode> events = user.events(module);
            assertThat(FleetUser.ofType(events, "gap").stream().filter(gap -> gap.at("/data/reason").asString().equals("cache-full"))
                    .map(gap -> gap.at("/data/droppedLength").intValue())).containsExactlyElementsOf(drops());
            assertThat(FleetUser.census(events)).doesNotContainKey("cache.unaccounted");
            EventHoles.assertNone(events);
            JsonNode balance = balance();
            assertThat(balance.path("read").intValue()).isEqualTo(kept.size());
            assertThat(balance.path("readBytes").longValue()).isEqualTo(bytes);
            assertThat(balance.path("missing").intValue()).isZero();
            assertThat(balance.path("unannounced").intValue()).isZero();
        }
    }
}
