package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.PackagedService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The packaged service is killed (SIGKILL) under load, again and again in one data directory. What a reader has seen
 * and what a client was told stays true.
 */
class KillIT {

    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_122L);
    private static final int KILLS = Boolean.getBoolean("modemfleet.endurance") ? 30 : 5;
    private static final int EVENTS_A_ROUND = 300;
    private static final List<String> MODULES = List.of("kill-1", "kill-2");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path directory;

    private final int httpPort = FreePorts.next();
    private final int brokerPort = FreePorts.next();
    private final Random random = new Random(SEED);

    /** Every frame that any reader ever saw, by event id, as it came. */
    private final Map<String, String> seen = new LinkedHashMap<>();
    private final Map<String, Integer> acknowledgedKeepalive = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> acknowledgedPublishes = new ConcurrentLinkedQueue<>();
    /** What was sent last; each module has a value after the other, from 60 s. */
    private final Map<String, Integer> lastKeepalive = new ConcurrentHashMap<>();
    private String lastCursor = "0";

    @Test
    void whatWasSeenOrAcknowledgedSurvivesEveryKill() {
        System.out.println("KillIT seed " + SEED);
        try (PackagedService service = start()) {
            for (String module : MODULES) {
                client(service).post("/modules", """
                        {"id":"%s","link":"sim:ML307R"}""".formatted(module)).expect(201);
            }
        }
        for (int kill = 0; kill < KILLS; kill++) {
            PackagedService service = start();
            checkWhatWasPromised(client(service));
            connectModules(client(service));
            loadUntilKilled(service);
        }
        PackagedService last = start();
        checkWhatWasPromised(client(last));
        assertThat(seen).hasSizeGreaterThanOrEqualTo(1_000);
        publishToTheModuleThatIsAway();
        last.kill();
        try (PackagedService service = start()) {
            queuedMessageArrives(client(service));
        }
    }

    private PackagedService start() {
        return PackagedService.start(directory, "--server.port=" + httpPort, "--modemfleet.broker.port=" + brokerPort,
                "--modemfleet.demo=false", "--modemfleet.admin-token=" + HttpApi.TOKEN,
                // What a module does after a restart is up to this test.
                "--modemfleet.desired.restore=manual").awaitReady();
    }

    private static HttpApi client(PackagedService service) {
        return HttpApi.v1(service.httpPort());
    }

    private void connectModules(HttpApi client) {
        for (String module : MODULES) {
            awaitReady(client, module);
            JsonNode answer = client.post("/modules/" + module + "/mqtt/0/connection", """
                    {"host":"127.0.0.1","port":%d,"clientId":"%s"}""".formatted(brokerPort, module)).expect(200).json();
            assertThat(answer.path("outcome").asString()).isEqualTo("connected");
            JsonNode subscribed = client.post("/modules/" + module + "/mqtt/0/subscriptions", """
                    {"topics":[{"topic":"load/%s","qos":1}]}""".formatted(module)).expect(200).json();
            assertThat(subscribed.path("outcome").asString()).isEqualTo("acknowledged");
        }
    }

    private static void awaitReady(HttpApi client, String module) {
        await().atMost(Duration.ofSeconds(30)).until(() ->
                client.get("/modules/" + module).expect(200).json().path("state").asString().equals("ready"));
    }

    /** Messages from outside for all modules, commands on all modules, one reader; then SIGKILL in the middle. */
    private void loadUntilKilled(PackagedService service) {
        List<String> frames = new CopyOnWriteArrayList<>();
        readStream(service, frames);
        AtomicBoolean killed = new AtomicBoolean();
        int acknowledgedBefore = acknowledgedPublishes.size();
        Instant begin = Instant.now();
        List<CompletableFuture<Void>> load = new ArrayList<>();
        for (String module : MODULES) {
            load.add(CompletableFuture.runAsync(() -> publishFromOutside(module, killed), Thread::startVirtualThread));
            load.add(CompletableFuture.runAsync(() -> command(client(service), module, killed),
                    Thread::startVirtualThread));
        }
        int killAfter = EVENTS_A_ROUND + random.nextInt(EVENTS_A_ROUND);
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(25)).until(() ->
                load.stream().anyMatch(CompletableFuture::isDone) || since(begin, frames) >= killAfter);
        assertThat(load).as("the load goes on until the kill").noneMatch(CompletableFuture::isDone);
        double seconds = Duration.between(begin, Instant.now()).toMillis() / 1e3;
        killed.set(true);
        service.kill();
        load.forEach(CompletableFuture::join);
        assertThat(acknowledgedPublishes).hasSizeGreaterThan(acknowledgedBefore);
        assertThat(acknowledgedKeepalive).containsOnlyKeys(MODULES);
        System.out.printf("KillIT: killed after %.2f s of load, %.0f events/s; the reader saw %d, caught up ones included%n",
                seconds, since(begin, frames) / seconds, frames.size());
        remember(frames);
    }

    /** How many of the events happened under this round's load: a reader first catches up with the round before. */
    private static long since(Instant begin, List<String> frames) {
        return frames.stream().filter(frame ->
                !Instant.parse(JSON.readTree(frame).path("time").asString()).isBefore(begin)).count();
    }

    private void readStream(PackagedService service, List<String> frames) {
        StringBuilder text = new StringBuilder();
        HttpClient.newHttpClient().newWebSocketBuilder().header("Authorization", "Bearer " + HttpApi.TOKEN)
                .buildAsync(URI.create("ws://127.0.0.1:" + service.httpPort() + "/api/v1/events/ws?after=" + lastCursor),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                                text.append(data);
                                if (last) {
                                    frames.add(text.toString());
                                    text.setLength(0);
                                }
                                socket.request(1);
                                return null;
                            }
                        }).join();
    }

    private void remember(List<String> frames) {
        for (String frame : List.copyOf(frames)) {
            JsonNode event = JSON.readTree(frame);
            assertThat(seen.put(event.path("id").asString(), frame)).as("seen twice: %s", frame).isNull();
            lastCursor = event.path("cursor").asString();
        }
    }

    /** Ends with the kill; any earlier failure is one. */
    private void publishFromOutside(String module, AtomicBoolean killed) {
        Mqtt3BlockingClient client = MqttClient.builder().useMqttVersion3().identifier("outside-" + module)
                .serverHost("127.0.0.1").serverPort(brokerPort).buildBlocking();
        client.connect();
        byte[] payload = "load".getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                client.publishWith().topic("load/" + module).qos(MqttQos.AT_LEAST_ONCE).payload(payload).send();
            }
        } catch (RuntimeException gone) {
            assertThat(killed).as("left by the broker: %s", gone).isTrue();
        }
    }

    /** Ends with the kill; any earlier failure is one, and so is any answer but 200. */
    private void command(HttpApi client, String module, AtomicBoolean killed) {
        try {
            while (true) {
                int keepalive = lastKeepalive.merge(module, 60, (last, _) -> last + 1);
                // Connection 1 is never connected, so its settings may change at any time.
                client.put("/modules/" + module + "/mqtt/1/config/keepalive",
                        "{\"keepaliveTime\":" + keepalive + "}").expect(200);
                acknowledgedKeepalive.put(module, keepalive);
                JsonNode published = client.post("/modules/" + module + "/mqtt/0/messages", """
                        {"topic":"up/%s","qos":1,"payload":"x"}""".formatted(module)).expect(200).json();
                acknowledgedPublishes.add(module + "/commands/" + published.path("commandId").asString());
            }
        } catch (UncheckedIOException gone) {
            assertThat(killed).as("left by the service: %s", gone).isTrue();
        }
    }

    private void checkWhatWasPromised(HttpApi client) {
        Map<String, String> served = servedAfter(client, "0");
        seen.forEach((id, frame) -> assertThat(served).as("an event that was seen").containsEntry(id, frame));
        checkSequences(served.values());
        checkContinuation(client, served);
        acknowledgedKeepalive.forEach((module, keepalive) -> {
            JsonNode desired = client.get("/modules/" + module + "/mqtt/1/config").expect(200).json()
                    .path("desired").path("keepalive").path("keepaliveTime");
            // A PUT whose answer the kill swallowed may have been stored, too.
            assertThat(desired.asInt()).isBetween(keepalive, keepalive + 1);
        });
        acknowledgedPublishes.forEach(path -> assertThat(
                client.get("/modules/" + path).expect(200).json().path("outcome").asString()).isEqualTo("acknowledged"));
    }

    /** What follows a cursor, by id, in order, as it stands in the list. */
    private static Map<String, String> servedAfter(HttpApi client, String cursor) {
        Map<String, String> served = new LinkedHashMap<>();
        String after = cursor;
        while (true) {
            HttpApi.Answer page = client.get("/events?limit=1000&after=" + after).expect(200);
            JsonNode items = page.json().path("items");
            if (items.isEmpty()) {
                return served;
            }
            for (JsonNode item : items) {
                String text = item.toString();
                assertThat(served.put(item.path("id").asString(), text)).as("served twice: %s", text).isNull();
            }
            after = page.json().path("next").asString();
        }
    }

    private static void checkSequences(Iterable<String> events) {
        Map<String, Long> last = new LinkedHashMap<>();
        for (String text : events) {
            JsonNode event = JSON.readTree(text);
            String id = event.path("id").asString();
            String epoch = id.substring(0, id.lastIndexOf('/'));
            long sequence = Long.parseLong(event.path("sequence").asString());
            assertThat(sequence).as(id).isEqualTo(last.getOrDefault(epoch, 0L) + 1);
            last.put(epoch, sequence);
        }
    }

    /** {@code after=} the last cursor seen goes on with the very next event of the log. */
    private void checkContinuation(HttpApi client, Map<String, String> all) {
        if (!seen.isEmpty()) {
            List<String> ids = new ArrayList<>(all.keySet());
            List<String> seenIds = new ArrayList<>(seen.keySet());
            List<String> rest = ids.subList(ids.indexOf(seenIds.getLast()) + 1, ids.size());
            List<String> served = new ArrayList<>(servedAfter(client, lastCursor).keySet());
            assertThat(served.subList(0, rest.size())).isEqualTo(rest);
        }
    }

    /** The module's session is clean=0 by default, and after the start nothing has connected it again. */
    private void publishToTheModuleThatIsAway() {
        Mqtt3BlockingClient outside = MqttClient.builder().useMqttVersion3().identifier("outside-queued")
                .serverHost("127.0.0.1").serverPort(brokerPort).buildBlocking();
        outside.connect();
        outside.publishWith().topic("load/kill-1").qos(MqttQos.AT_LEAST_ONCE)
                .payload("while you were away".getBytes(StandardCharsets.US_ASCII)).send();
        outside.disconnect();
    }

    /** The broker was killed with the message in its queue. */
    private void queuedMessageArrives(HttpApi client) {
        awaitReady(client, "kill-1");
        client.post("/modules/kill-1/mqtt/0/connection", """
                {"host":"127.0.0.1","port":%d,"clientId":"kill-1"}""".formatted(brokerPort)).expect(200);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() ->
                assertThat(servedAfter(client, lastCursor).values()).anyMatch(event ->
                        event.contains("\"while you were away\"")));
    }
}
