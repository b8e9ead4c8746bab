package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.proof.SimulatorProcess.Entry;
import tools.jackson.databind.JsonNode;

/**
 * The power of all modules is cut, and while the service makes them again what is wanted of them it is killed: behind a line that the
 * seed chooses, before another one gets through to a module on TCP. Messages are published to all of them meanwhile. Started again, it
 * has all of them as before, without a person and without a line that it need not have sent; and no message that was stored is lost or
 * there twice.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class ReconcileKillIT {

    private static final int KILLS = Report.ENDURANCE ? 30 : 3;
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    private static final String MODELS = "ML307R,ML307A,ML307G,MN316,ML302A,ML307R";
    /** The first ones; the others are on pseudo-terminals, and nobody stands in their lines. */
    private static final int ON_TCP = 4;
    /** Of each module: two settings, the connection, a subscription. */
    private static final Pattern LINE = Pattern.compile("AT\\+MQTT(CFG=\"(keepalive|pingreq)\",0,|CONN=0,|SUB=0,\")\\S+");
    private static final int LINES = 4;
    /** In which part of the lines on TCP a kill is, in turn; the one behind the last line would not be in the middle. */
    private static final int PARTS = 3;
    private static final int PART = (ON_TCP * LINES - 1) / PARTS;
    private static final int KEEPALIVE = 300;
    private static final int PING = 90;
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(100);
    /** All of a round are read each time. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    private final Report report = new Report("ReconcileKillIT", SEED);
    private final Random random = new Random(SEED);
    private final List<LineRelay> relays = new ArrayList<>();
    private final Gate gate = new Gate();
    private final AtomicInteger published = new AtomicInteger();
    /** By topic. */
    private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();
    private final List<Integer> sentBefore = new ArrayList<>();
    private final List<Long> convergence = new ArrayList<>();
    private TwoProcesses processes;
    /** Each has topics of its own. */
    private volatile int round;
    private int seenBeforeKill;
    private int sentTwice;

    @Test
    void allModulesAreAsBeforeWhereverItWasKilled() throws Exception {
        try (TwoProcesses started = TwoProcesses.start(directory, MODELS);
                OutsideClient outside = new OutsideClient(started.broker().port());
                ScheduledExecutorService load = Executors.newScheduledThreadPool(2)) {
            processes = started;
            enter();
            List<Future<?>> loads = List.of(
                    load.scheduleAtFixedRate(() -> publish(outside), 0, BETWEEN_MESSAGES.toMillis(), TimeUnit.MILLISECONDS),
                    load.scheduleWithFixedDelay(this::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS));
            arrives();
            while (round < KILLS) {
                round++;
                List<Integer> before = logSizes();
                killAmid(before);
                long begin = System.nanoTime();
                processes.startService();
                await().until(() -> ids().allMatch(this::isAsWanted));
                convergence.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
                processes.simulator().modules().forEach(module -> hasHeardWhatItNeeded(lines(module.index(), before)));
                assertThat(ids()).allSatisfy(this::hasAll);
                arrives();
            }
            for (Future<?> one : loads) {
                if (one.isDone()) {
                    // It has failed.
                    one.get();
                }
            }
            load.shutdown();
            compare();
        } finally {
            relays.forEach(LineRelay::close);
        }
    }

    private static String id(int module) {
        return "restored-" + module;
    }

    private Stream<String> ids() {
        return processes.simulator().modules().stream().map(module -> id(module.index()));
    }

    private String topic(String id) {
        return topic(id, round);
    }

    private static String topic(String id, int round) {
        return "to/" + id + "/" + round;
    }

    private void enter() {
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            if (simulated.index() < ON_TCP) {
                relays.add(new LineRelay(simulated.tcpPort(), gate::opening));
                processes.enter(id(simulated.index()), relays.getLast().link());
            } else {
                processes.enter(id(simulated.index()), simulated.serial());
            }
        }
        FleetUser user = processes.user();
        ids().forEach(id -> {
            user.awaitState(id, "ready");
            user.set(id, 0, "keepalive", "{\"keepaliveTime\":" + KEEPALIVE + "}");
            user.set(id, 0, "pingreq", "{\"pingInterval\":" + PING + "}");
            user.connect(id, 0, processes.broker().port(), id);
            user.subscribe(id, 0, 1, "to/" + id + "/#");
        });
    }

    /** Stands in the lines of all modules on TCP at once. */
    private final class Gate {

        private int killed;
        private int left;
        private CompletableFuture<Void> kill = new CompletableFuture<>();

        /** What a process that is dead has sent is not passed on: the kill is behind the very line that it is to be behind. */
        private synchronized LineRelay.Gate opening() {
            int process = killed;
            return (piece, on) -> pass(process, piece, on);
        }

        private synchronized void pass(int process, String piece, LineRelay.Passing on) throws IOException {
            if (process == killed) {
                on.pass();
                if (LINE.matcher(piece.strip()).matches() && --left == 0) {
                    processes.killService();
                    killed++;
                    kill.complete(null);
                }
            }
        }

        /** @param lines the last of which is the last one before the kill */
        private synchronized Future<Void> killBehind(int lines) {
            left = lines;
            kill = new CompletableFuture<>();
            return kill;
        }
    }

    /** Cuts the power, and has the service killed while it restores them. */
    private void killAmid(List<Integer> before) throws Exception {
        int lines = (round - 1) % PARTS * PART + 1 + random.nextInt(PART);
        Future<Void> kill = gate.killBehind(lines);
        processes.simulator().powerCut();
        kill.get(1, TimeUnit.MINUTES);
        await().untilAsserted(() -> assertThat(relays.stream().mapToInt(relay -> lines(relays.indexOf(relay), before).size()).sum())
                .as("lines that have reached the modules on TCP").isEqualTo(lines));
        int all = processes.simulator().modules().stream().mapToInt(module -> lines(module.index(), before).size()).sum();
        assertThat(all).isLessThan(processes.simulator().modules().size() * LINES);
        sentBefore.add(all);
        seenBeforeKill = seen.values().stream().mapToInt(Set::size).sum();
    }

    /** Lines that change something, of a module since then. */
    private List<String> lines(int module, List<Integer> before) {
        List<Entry> log = processes.simulator().log(module);
        return log.subList(before.get(module), log.size()).stream().filter(entry -> entry.kind().equals("command"))
                .map(entry -> entry.text().strip()).filter(line -> LINE.matcher(line).matches()).toList();
    }

    private List<Integer> logSizes() {
        return processes.simulator().modules().stream().map(module -> processes.simulator().log(module.index()).size()).toList();
    }

    /** Nothing twice, but for the one line that was under way when the service was killed. */
    private void hasHeardWhatItNeeded(List<String> lines) {
        assertThat(new HashSet<>(lines)).hasSize(LINES);
        assertThat(lines).hasSizeLessThanOrEqualTo(LINES + 1);
        sentTwice += lines.size() - LINES;
    }

    private boolean isAsWanted(String id) {
        return processes.user().http().get(FleetUser.mqtt(id, 0) + "/desired").expect(200).text("/reconciliation/state").equals("in-sync");
    }

    /** By the module's own answers. */
    private void hasAll(String id) {
        FleetUser user = processes.user();
        assertThat(user.state(id, 0)).isEqualTo(2);
        JsonNode config = user.http().get(FleetUser.mqtt(id, 0) + "/config").expect(200).json();
        assertThat(config.at("/reported/keepalive/keepaliveTime").intValue()).isEqualTo(KEEPALIVE);
        assertThat(config.at("/reported/pingreq/pingInterval").intValue()).isEqualTo(PING);
        assertThat(user.http().get(FleetUser.mqtt(id, 0) + "/subscriptions").expect(200).json().path("items").valueStream()
                .map(item -> item.path("topic").asString())).containsExactly("to/" + id + "/#");
    }

    /** All the time: whether a module is there or not, and whether the service is. */
    private void publish(OutsideClient outside) {
        int number = published.getAndIncrement();
        ids().forEach(id -> outside.publish(topic(id), 1, payload(id, number).getBytes(StandardCharsets.US_ASCII)));
    }

    private static String payload(String id, int number) {
        return id + " " + number + ".";
    }

    private void look() {
        FleetUser user = processes.user();
        try {
            ids().forEach(id -> {
                String topic = topic(id);
                seen.computeIfAbsent(topic, _ -> ConcurrentHashMap.newKeySet()).addAll(user.payloads(id, 0, topic));
            });
        } catch (UncheckedIOException killed) {
            // There is nothing to be seen until it is started again.
        }
    }

    /** What is published from now on is stored, and what was seen before is still there. */
    private void arrives() {
        int now = published.get();
        ids().forEach(id -> await().untilAsserted(() -> assertThat(processes.user().payloads(id, 0, topic(id)))
                .anyMatch(payload -> isOf(id, payload) && number(payload) >= now)));
        ids().forEach(id -> isKept(id, topic(id)));
    }

    /** Gives how many are stored. */
    private int isKept(String id, String topic) {
        Set<String> before = Set.copyOf(seen.getOrDefault(topic, Set.of()));
        List<String> stored = processes.user().payloads(id, 0, topic);
        assertThat(stored).as(topic).doesNotHaveDuplicates().containsAll(before)
                .allMatch(payload -> isOf(id, payload) && number(payload) < published.get());
        return stored.size();
    }

    private static boolean isOf(String id, String payload) {
        return payload.matches(id + " \\d+\\.");
    }

    private static int number(String payload) {
        return Integer.parseInt(payload.substring(payload.indexOf(' ') + 1, payload.length() - 1));
    }

    private void compare() {
        int stored = 0;
        int epochs = 0;
        for (String id : ids().toList()) {
            stored += IntStream.rangeClosed(0, KILLS).map(then -> isKept(id, topic(id, then))).sum();
            int own = EventHoles.assertNone(processes.user().events(id));
            // The first, and for each round one of the reset, as far as it was noticed, and one of the service's start.
            assertThat(own).as(id + ": epochs").isBetween(1 + KILLS, 1 + 2 * KILLS);
            epochs += own;
        }
        long[] sorted = convergence.stream().mapToLong(Long::longValue).sorted().toArray();
        report.figure("modules on TCP", ON_TCP);
        report.figure("modules on pseudo-terminals", processes.simulator().modules().size() - ON_TCP);
        report.figure("kills, each behind the line of the seed and before the last one", convergence.size());
        report.figure("lines of " + processes.simulator().modules().size() * LINES + " that were sent before a kill",
                sentBefore.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")));
        report.figure("lines that were sent twice", sentTwice);
        report.figure("median time from the start of the service until all are as wanted, ms", sorted[sorted.length / 2]);
        report.figure("longest, ms", sorted[sorted.length - 1]);
        report.figure("messages published", published.get() * processes.simulator().modules().size());
        report.figure("stored once each", stored);
        report.figure("of them seen before the last kill", seenBeforeKill);
        report.figure("epochs, none with a hole", epochs);
        report.write();
    }
}
