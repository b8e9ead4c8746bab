package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.PackagedService;
import tools.jackson.databind.JsonNode;

/**
 * The service is killed again and again while it drains a module's cache and publishes through it; the module, in a process of its own,
 * and the broker go on. What was stored stays, nothing is there twice, and what is missing went to the killed process or was dropped.
 */
class DrainKillIT {

    private static final int KILLS = Boolean.getBoolean("modemfleet.endurance") ? 30 : 3;
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    /** Published in a round and not yet seen in the inbox, at most: with those of the round before they fit into the cache. */
    private static final int UNDER_WAY = 30;
    private static final Pattern PORT = Pattern.compile("TCP 127\\.0\\.0\\.1:(\\d+)");
    private static final String MODULE = "drained";

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private int sent;

    @Test
    void whatWasStoredStaysAndNothingIsThereTwice() throws Exception {
        System.out.println("DrainKillIT seed " + SEED);
        try (Mosquitto broker = Mosquitto.start(); PackagedService simulator = simulator();
                OutsideClient outside = new OutsideClient(broker.port())) {
            outside.subscribe("#");
            for (int kill = 0; kill < KILLS; kill++) {
                live(kill, broker, simulator, outside);
            }
            try (PackagedService service = service()) {
                FleetUser user = new FleetUser(service.httpPort());
                user.awaitState(MODULE, "ready");
                await().until(() -> user.http().get(drain()).json().at("/balance/pending").longValue() == 0);
                compare(user, HttpApi.v1(simulator.httpPort()), outside);
            }
        }
    }

    private PackagedService simulator() throws Exception {
        return PackagedService.start(Files.createDirectory(directory.resolve("simulator")), "--spring.profiles.active=simulator",
                "--modemfleet.simulator.modules=ML307R", "--modemfleet.simulator.tcp-port=0", "--modemfleet.simulator.control-port=0")
                .awaitReady();
    }

    private PackagedService service() throws Exception {
        return PackagedService.start(Files.createDirectories(directory.resolve("service")), "--modemfleet.demo=false",
                "--modemfleet.admin-token=" + HttpApi.TOKEN, "--modemfleet.broker.enabled=false").awaitReady();
    }

    private static String drain() {
        return FleetUser.mqtt(MODULE, 0) + "/cache/drain";
    }

    private void live(int kill, Mosquitto broker, PackagedService simulator, OutsideClient outside) throws Exception {
        PackagedService service = service();
        FleetUser user = new FleetUser(service.httpPort());
        if (kill == 0) {
            enter(user, broker, simulator);
        }
        user.awaitState(MODULE, "ready");
        int before = user.payloads(MODULE, 0, "in").size();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> in = load.submit(() -> publish(outside, over));
            Future<?> out = load.submit(() -> send(user, over));
            int enough = before + 20 + random.nextInt(60);
            await().until(() -> {
                seen.addAll(user.payloads(MODULE, 0, "in"));
                return seen.size() >= enough;
            });
            service.kill();
            over.set(true);
            in.get();
            out.get();
        }
    }

    private static void enter(FleetUser user, Mosquitto broker, PackagedService simulator) {
        Matcher port = PORT.matcher(simulator.output());
        assertThat(port.find()).isTrue();
        user.http().post("/modules", "{\"id\":\"" + MODULE + "\",\"link\":\"tcp:127.0.0.1:" + port.group(1) + "\"}").expect(201);
        user.awaitState(MODULE, "ready");
        user.set(MODULE, 0, "cached", "{\"cachedMode\":1}");
        user.connect(MODULE, 0, broker.port());
        user.subscribe(MODULE, 0, 1, "in");
    }

    /** As fast as what is published is stored: the cache never overflows. */
    private void publish(OutsideClient outside, AtomicBoolean over) {
        int lostBefore = published.size() - seen.size();
        while (!over.get()) {
            if (published.size() - seen.size() - lostBefore >= UNDER_WAY) {
                Thread.onSpinWait();
                continue;
            }
            String payload = "message " + published.size() + " " + "x".repeat(random.nextInt(100));
            published.add(payload);
            outside.publish("in", 1, payload.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** QoS 0 through the module: whether the last one went out, nobody knows; none may go out twice. */
    private void send(FleetUser user, AtomicBoolean over) {
        while (!over.get()) {
            try {
                user.http().post(FleetUser.mqtt(MODULE, 0) + "/messages", "{\"topic\":\"out\",\"qos\":0,\"payload\":\"" + sent++ + "\"}");
            } catch (UncheckedIOException killed) {
                return;
            }
        }
    }

    private void compare(FleetUser user, HttpApi control, OutsideClient outside) {
        List<String> stored = user.payloads(MODULE, 0, "in");
        assertThat(stored).as("stored twice").doesNotHaveDuplicates();
        assertThat(stored).as("seen before a kill").containsAll(seen);
        assertThat(published.stream().map(payload -> FleetUser.exactly(payload.getBytes(StandardCharsets.US_ASCII))).toList())
                .as("stored and never published").containsAll(stored);
        assertThat(outside.received("out")).as("published twice").doesNotHaveDuplicates();
        assertThat(outside.topics()).as("topics that somebody published to").containsOnly("in", "out");
        assertNoHole(user);
        long missing = published.size() - stored.size();
        System.out.printf("DrainKillIT: %d kills, %d published, %d stored, %d read to a killed process%n", KILLS, published.size(),
                stored.size(), missing);
        assertThat(drops(control)).as("messages that the cache had no room for").isZero();
        assertThat(missing).as("missing, more than were under way when the service was killed").isLessThanOrEqualTo(KILLS * UNDER_WAY);
    }

    private static void assertNoHole(FleetUser user) {
        Map<Long, List<Long>> sequences = new TreeMap<>();
        for (JsonNode event : user.events(MODULE)) {
            long epoch = Long.parseLong(event.path("id").asString().split("/")[1]);
            sequences.computeIfAbsent(epoch, _ -> new ArrayList<>()).add(Long.parseLong(event.path("sequence").asString()));
        }
        assertThat(sequences).hasSizeGreaterThan(KILLS);
        sequences.forEach((epoch, own) -> assertThat(own).as("epoch " + epoch).isEqualTo(
                LongStream.rangeClosed(1, own.size()).boxed().toList()));
    }

    private static long drops(HttpApi control) {
        long dropped = 0;
        String after = "0";
        while (true) {
            JsonNode page = control.get("/modules/0/simulator/log?limit=1000&after=" + after).expect(200).json();
            for (JsonNode entry : page.path("items")) {
                dropped += entry.path("text").asString().contains("\"drop\"") ? 1 : 0;
            }
            if (page.path("items").isEmpty()) {
                return dropped;
            }
            after = page.path("next").asString();
        }
    }
}
