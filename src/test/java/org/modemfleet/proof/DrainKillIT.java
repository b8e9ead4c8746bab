package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The service is killed again and again while it drains a module's cache and publishes through it; the module, in a process of its own,
 * and the broker go on. What was stored stays, nothing is there twice, and what is missing went to the killed process or was dropped.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class DrainKillIT {

    private static final int KILLS = Report.ENDURANCE ? 30 : 3;
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    /** Published in a round and not yet seen in the inbox, at most: they fit into the cache. */
    private static final int UNDER_WAY = 30;
    /** What the module read out so shortly before a kill may have been in a buffer or in the log's next commit. */
    private static final Duration IN_BUFFERS = Duration.ofSeconds(1);
    private static final String MODULE = "drained";

    @TempDir
    private Path directory;

    private final Report report = new Report("DrainKillIT", SEED);
    private final Random random = new Random(SEED);
    private final List<String> published = new CopyOnWriteArrayList<>();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Semaphore underWay = new Semaphore(UNDER_WAY);
    private final List<Instant> kills = new ArrayList<>();
    private int sent;

    @Test
    void whatWasStoredStaysAndNothingIsThereTwice() throws Exception {
        try (TwoProcesses processes = TwoProcesses.start(directory, "ML307R");
                OutsideClient outside = new OutsideClient(processes.broker().port())) {
            outside.subscribe("#");
            enter(processes);
            for (int kill = 0; kill < KILLS; kill++) {
                live(processes, outside);
                processes.startService();
                processes.user().awaitState(MODULE, "ready");
                // What is left of a round would take the room of the next one.
                await().until(() -> processes.user().http().get(drain()).json().at("/balance/pending").longValue() == 0);
                look(processes.user());
                underWay.drainPermits();
                underWay.release(UNDER_WAY);
            }
            compare(processes, outside);
        }
    }

    private static String drain() {
        return FleetUser.mqtt(MODULE, 0) + "/cache/drain";
    }

    private void live(TwoProcesses processes, OutsideClient outside) throws Exception {
        FleetUser user = processes.user();
        int before = user.payloads(MODULE, 0, "in").size();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> in = load.submit(() -> publish(outside, over));
            Future<?> out = load.submit(() -> send(user, over));
            int enough = before + 20 + random.nextInt(60);
            await().pollInterval(Duration.ofMillis(20)).until(() -> {
                look(user);
                return seen.size() >= enough;
            });
            kills.add(Instant.now());
            processes.killService();
            over.set(true);
            // Those that are lost with the killed process make no room for others.
            underWay.release(UNDER_WAY);
            in.get();
            out.get();
        }
        processes.simulator().keepLog(0);
    }

    private void look(FleetUser user) {
        for (String payload : user.payloads(MODULE, 0, "in")) {
            if (seen.add(payload)) {
                underWay.release();
            }
        }
    }

    private static void enter(TwoProcesses processes) {
        FleetUser user = processes.user();
        processes.enter(MODULE, processes.simulator().modules().getFirst().tcp());
        user.awaitState(MODULE, "ready");
        user.set(MODULE, 0, "cached", "{\"cachedMode\":1}");
        user.connect(MODULE, 0, processes.broker().port());
        user.subscribe(MODULE, 0, 1, "in");
    }

    /** As fast as what is published is stored: the cache never overflows. */
    private void publish(OutsideClient outside, AtomicBoolean over) {
        underWay.acquireUninterruptibly();
        while (!over.get()) {
            String payload = "message " + published.size() + " " + "x".repeat(random.nextInt(50)) + ".";
            published.add(payload);
            outside.publish("in", 1, payload.getBytes(StandardCharsets.US_ASCII));
            underWay.acquireUninterruptibly();
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

    private void compare(TwoProcesses processes, OutsideClient outside) {
        FleetUser user = processes.user();
        List<String> stored = user.payloads(MODULE, 0, "in");
        assertThat(stored).as("stored twice").doesNotHaveDuplicates();
        assertThat(stored).as("seen before a kill").containsAll(seen);
        assertThat(published).as("stored and never published").containsAll(stored);
        assertThat(outside.received("out")).as("published twice").doesNotHaveDuplicates();
        assertThat(outside.topics()).as("topics that somebody published to").containsOnly("in", "out");
        assertThat(EventHoles.assertNone(user.events(MODULE))).isGreaterThan(KILLS);
        List<SimulatorProcess.Entry> log = processes.simulator().log(0);
        assertThat(log).as("messages that the cache had no room for")
                .noneMatch(entry -> entry.kind().equals("urc") && entry.text().contains("\"drop\""));
        List<String> missing = published.stream().filter(payload -> !stored.contains(payload)).toList();
        assertThat(missing).allSatisfy(payload -> assertThat(log)
                .filteredOn(entry -> entry.kind().equals("answer") && entry.text().contains("," + payload))
                .as("lost: %s", payload).singleElement().satisfies(read -> assertThat(kills).as("read when the service was killed")
                        .anyMatch(kill -> Duration.between(read.at(), kill).abs().compareTo(IN_BUFFERS) < 0)));
        report.figure("kills", KILLS);
        report.figure("messages to the module", published.size());
        report.figure("stored once each", stored.size());
        report.figure("read by a process that was killed", missing.size());
        report.figure("published by the module at QoS 0, none twice", outside.received("out").size());
        report.write();
    }
}
