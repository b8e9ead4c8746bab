package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/**
 * The service is killed again and again in the middle of publishes at every QoS, over TCP and a pseudo-terminal, inline and in data mode,
 * while messages come in. The modules and the broker go on. No publish goes out twice, what was answered went out, what nobody knows is
 * told to be indeterminate, and no message is lost but those that the module printed when nobody could store them.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class PublishKillIT {

    private static final int KILLS = Report.ENDURANCE ? 30 : 3;
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    private static final int MODULES = 3;
    /** Sent to a module and not yet seen in its inbox, at most. */
    private static final int UNDER_WAY = 20;
    /** What a module printed so shortly before a kill may have been in a buffer or in the log's next commit. */
    private static final Duration IN_BUFFERS = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final Report report = new Report("PublishKillIT", SEED);
    private final Random random = new Random(SEED);
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Absence> absences = new ArrayList<>();
    private TwoProcesses processes;
    private volatile boolean over;

    /** When the service could not store anything. */
    private record Absence(Instant from, Instant to) {}

    @Test
    void noPublishGoesOutTwiceAndNoMessageIsLost() throws Exception {
        try (TwoProcesses started = TwoProcesses.start(directory, "ML307R,ML307R,ML307G");
                OutsideClient outside = new OutsideClient(started.broker().port())) {
            processes = started;
            outside.subscribe("#");
            enter(outside);
            for (int kill = 0; kill < KILLS; kill++) {
                Instant killed = loadUntilKilled();
                processes.startService();
                publishers.stream().map(Publisher::module).distinct().forEach(module -> processes.user().awaitState(module, "ready"));
                absences.add(new Absence(killed.minus(IN_BUFFERS), Instant.now()));
                publishers.forEach(Publisher::asksAgain);
            }
            publishers.forEach(publisher -> await().untilAsserted(() -> publisher.compare(outside)));
            assertThat(outside.topics()).as("topics that somebody published to")
                    .allMatch(topic -> topic.startsWith("in/") || topic.startsWith("out/"));
            senders.forEach(Sender::compare);
            compareHistories();
            report.write();
        }
    }

    private static String module(int index) {
        return "published-" + index;
    }

    private void enter(OutsideClient outside) {
        FleetUser user = processes.user();
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            String module = module(simulated.index());
            processes.enter(module, simulated.index() == 0 ? simulated.serial() : simulated.tcp());
            user.awaitState(module, "ready");
            user.connect(module, 0, processes.broker().port(), module);
            user.subscribe(module, 0, 1, "in/" + module);
            for (int qos = 0; qos <= 2; qos++) {
                publishers.add(new Publisher(module, qos));
            }
            senders.add(new Sender(simulated.index(), outside));
        }
    }

    /** @return when it was killed */
    private Instant loadUntilKilled() throws Exception {
        over = false;
        int before = answered();
        int enough = before + 30 + random.nextInt(60);
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            publishers.forEach(publisher -> all.add(load.submit(publisher::publish)));
            senders.forEach(sender -> all.add(load.submit(sender::send)));
            await().pollInterval(Duration.ofMillis(50)).until(() -> {
                senders.forEach(Sender::look);
                return answered() >= enough || all.stream().anyMatch(Future::isDone);
            });
            over = true;
            Instant killed = Instant.now();
            processes.killService();
            senders.forEach(Sender::relax);
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(answered()).as("publishes of this round").isGreaterThanOrEqualTo(enough);
            processes.simulator().modules().forEach(module -> processes.simulator().keepLog(module.index()));
            return killed;
        }
    }

    private int answered() {
        return publishers.stream().mapToInt(publisher -> publisher.answered.size()).sum();
    }

    /** Every publish has an end there, and what the modules were told agrees with it. */
    private void compareHistories() {
        int indeterminate = 0;
        int published = 0;
        int epochs = 0;
        for (int i = 0; i < MODULES; i++) {
            String module = module(i);
            List<JsonNode> history = processes.user().history(module).stream()
                    .filter(command -> command.path("kind").asString().equals("publish")).toList();
            assertThat(history).extracting(command -> command.path("state").asString()).isSubsetOf("done", "indeterminate", "refused");
            assertThat(history).filteredOn(command -> command.path("state").asString().equals("refused"))
                    .allSatisfy(command -> assertThat(command.path("detail").asString()).contains("restarted before this was sent"));
            long done = history.stream().filter(command -> command.path("state").asString().equals("done")).count();
            long open = history.stream().filter(command -> command.path("state").asString().equals("indeterminate")).count();
            long told = processes.simulator().log(i).stream()
                    .filter(entry -> entry.kind().equals("command") && entry.text().startsWith("AT+MQTTPUB=")).count();
            assertThat(told).as("publishes that %s was told of", module).isBetween(done, done + open);
            epochs += EventHoles.assertNone(processes.user().events(module));
            indeterminate += (int) open;
            published += (int) told;
        }
        assertThat(indeterminate).as("a kill in the middle of publishes leaves some of which nobody knows").isPositive();
        report.figure("kills", KILLS);
        report.figure("publishes that the modules were told", published);
        report.figure("of which the service knows the outcome", answered());
        report.figure("indeterminate", indeterminate);
        report.figure("indeterminate that the broker has", publishers.stream().mapToInt(publisher -> publisher.arrivedUnknown).sum());
        report.figure("messages to the modules", senders.stream().mapToInt(sender -> sender.sent.size()).sum());
        report.figure("stored", senders.stream().mapToInt(sender -> sender.seen.size()).sum());
        report.figure("printed when nobody could store them", senders.stream().mapToInt(sender -> sender.missing).sum());
        report.figure("epochs, none with a hole", epochs);
    }

    /** Publishes through a module, one after the other, each with a key of its own, until the service is killed. */
    private final class Publisher {
        private final String module;
        private final int qos;
        private final Random own;
        private final Map<String, String> payloads = new ConcurrentHashMap<>();
        private final Set<String> answered = ConcurrentHashMap.newKeySet();
        private final Queue<String> unanswered = new ConcurrentLinkedQueue<>();
        private final Set<String> unknown = new HashSet<>();
        private int arrivedUnknown;

        Publisher(String module, int qos) {
            this.module = module;
            this.qos = qos;
            this.own = new Random(SEED + module.hashCode() + qos);
        }

        String module() {
            return module;
        }

        private String topic() {
            return "out/" + module + "/" + qos;
        }

        void publish() {
            while (!over) {
                String key = module + "-" + qos + "-" + payloads.size();
                // A line end takes it to data mode.
                payloads.put(key, key + (own.nextInt(3) == 0 ? "\r\nOK\r\n" : "") + "x".repeat(own.nextInt(100)));
                try {
                    take(key, post(key));
                } catch (UncheckedIOException killed) {
                    assertThat(over).as("killed: %s", killed).isTrue();
                    unanswered.add(key);
                }
            }
        }

        private HttpApi.Answer post(String key) {
            return processes.user().http().with("Idempotency-Key", key).post(FleetUser.mqtt(module, 0) + "/messages?wait=30",
                    "{\"topic\":\"%s\",\"qos\":%d,\"payload\":\"%s\",\"payloadEncoding\":\"base64\"}".formatted(topic(), qos,
                            Base64.getEncoder().encodeToString(HostilePayloads.bytes(payloads.get(key)))));
        }

        private void take(String key, HttpApi.Answer answer) {
            assertThat(answer.expect(200).text("/outcome")).as(answer.toString()).isEqualTo(qos == 0 ? "accepted" : "acknowledged");
            answered.add(key);
        }

        /** A request that got no answer comes again: it is not done again, and what is known of it is told. */
        void asksAgain() {
            for (String key = unanswered.poll(); key != null; key = unanswered.poll()) {
                HttpApi.Answer answer = post(key);
                if (answer.status() == 200) {
                    take(key, answer);
                } else {
                    assertThat(answer.expect(504).text("/outcome")).isEqualTo("indeterminate");
                    assertThat(answer.text("/detail")).as(answer.toString()).containsAnyOf("restarted", "cut off");
                    unknown.add(key);
                }
            }
        }

        void compare(OutsideClient outside) {
            List<String> received = outside.received(topic());
            assertThat(received).as("published twice").doesNotHaveDuplicates();
            assertThat(received).as("answered as published").containsAll(exactly(answered));
            Set<String> others = new HashSet<>(received);
            others.removeAll(exactly(answered));
            assertThat(exactly(unknown)).as("published, and nobody asked for it").containsAll(others);
            arrivedUnknown = others.size();
        }

        private List<String> exactly(Set<String> keys) {
            return keys.stream().map(key -> FleetUser.exactly(HostilePayloads.bytes(payloads.get(key)))).toList();
        }
    }

    /** Sends messages to a module, as fast as they are stored. */
    private final class Sender {
        private final int index;
        private final OutsideClient outside;
        private final List<String> sent = new ArrayList<>();
        private final Set<String> seen = ConcurrentHashMap.newKeySet();
        private final Semaphore underWay = new Semaphore(UNDER_WAY);
        private int missing;

        Sender(int index, OutsideClient outside) {
            this.index = index;
            this.outside = outside;
        }

        void send() {
            underWay.acquireUninterruptibly();
            while (!over) {
                String payload = "message " + sent.size() + " to " + index + ".";
                sent.add(payload);
                outside.publish("in/" + module(index), 1, HostilePayloads.bytes(payload));
                underWay.acquireUninterruptibly();
            }
        }

        /** Those that have arrived make room for others. */
        void look() {
            for (String payload : stored()) {
                if (seen.add(payload)) {
                    underWay.release();
                }
            }
        }

        /** The round is over: those that are lost with the killed process make no room. */
        void relax() {
            underWay.release();
            underWay.drainPermits();
            underWay.release(UNDER_WAY);
        }

        private List<String> stored() {
            return processes.user().payloads(module(index), 0, "in/" + module(index));
        }

        void compare() {
            List<String> stored = stored();
            assertThat(stored).as("stored twice").doesNotHaveDuplicates();
            assertThat(stored).as("seen before a kill").containsAll(seen);
            assertThat(sent).as("stored and never sent").containsAll(stored);
            seen.addAll(stored);
            List<SimulatorProcess.Entry> log = processes.simulator().log(index);
            for (String payload : sent) {
                if (!seen.contains(payload)) {
                    missing++;
                    assertThat(log).filteredOn(entry -> entry.kind().equals("urc") && entry.text().endsWith("," + payload))
                            .as("lost: %s", payload).singleElement().satisfies(printed -> assertThat(absences)
                                    .anyMatch(absence -> !printed.at().isBefore(absence.from()) && !printed.at().isAfter(absence.to())));
                }
            }
        }
    }
}
