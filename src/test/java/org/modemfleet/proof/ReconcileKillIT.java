package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.proof.SimulatorProcess.Entry;
import tools.jackson.databind.JsonNode;

/**
 * The power of all modules is cut, and while the service makes them again what is wanted of them it is killed. Started again, it has all of
 * them as before, without a person and without a line that it need not have sent; and no message that was stored is lost or there twice.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class ReconcileKillIT {

    private static final int KILLS = Report.ENDURANCE ? 30 : 3;
    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    private static final String MODELS = "ML307R,ML307A,ML307G,MN316,ML302A,ML307R";
    /** Of each module: two settings, the connection, a subscription. */
    private static final Pattern LINE = Pattern.compile("AT\\+MQTT(CFG=\"(keepalive|pingreq)\",0,|CONN=0,|SUB=0,\")\\S+");
    private static final int LINES = 4;
    private static final int KEEPALIVE = 300;
    private static final int PING = 90;

    @TempDir
    private Path directory;

    private final Report report = new Report("ReconcileKillIT", SEED);
    private final Random random = new Random(SEED);
    private final Map<String, Set<String>> seen = new HashMap<>();
    private final List<Long> convergence = new ArrayList<>();
    private TwoProcesses processes;
    private int sent;

    @Test
    void allModulesAreAsBeforeWhereverItWasKilled() {
        int modules = MODELS.split(",").length;
        try (TwoProcesses started = TwoProcesses.start(directory, MODELS);
                OutsideClient outside = new OutsideClient(started.broker().port())) {
            processes = started;
            enter();
            arrives(outside);
            int interrupted = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                List<Integer> before = logSizes();
                processes.simulator().modules()
                        .forEach(module -> processes.simulator().fault(module.index(), "{\"type\":\"power-cycle\"}"));
                // Of all moments; the first one is early, for more lines are sent while the logs are read.
                int enough = kill == 0 ? 1 : 1 + random.nextInt(modules * LINES - 1);
                await().pollInterval(Duration.ofMillis(10)).until(() -> lines(before) >= enough);
                processes.killService();
                interrupted += lines(before) < modules * LINES ? 1 : 0;
                long begin = System.nanoTime();
                processes.startService();
                await().until(() -> ids().allMatch(this::isAsWanted));
                convergence.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
                assertThat(lines(before)).as("lines to change the modules: those that were needed, and at most one of each twice")
                        .isBetween(modules * LINES, modules * (LINES + 1));
                assertThat(ids()).allSatisfy(this::hasAll);
                arrives(outside);
            }
            assertThat(interrupted).as("kills in the middle of it").isPositive();
            compare(interrupted);
        }
    }

    private Stream<String> ids() {
        return processes.simulator().modules().stream().map(module -> "restored-" + module.index());
    }

    private void enter() {
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            processes.enter("restored-" + simulated.index(), simulated.index() % 2 == 0 ? simulated.tcp() : simulated.serial());
        }
        FleetUser user = processes.user();
        ids().forEach(id -> {
            user.awaitState(id, "ready");
            user.set(id, 0, "keepalive", "{\"keepaliveTime\":" + KEEPALIVE + "}");
            user.set(id, 0, "pingreq", "{\"pingInterval\":" + PING + "}");
            user.connect(id, 0, processes.broker().port(), id);
            user.subscribe(id, 0, 1, "to/" + id);
        });
    }

    /** Lines that change something, of all modules since then. */
    private int lines(List<Integer> before) {
        return processes.simulator().modules().stream().mapToInt(module -> {
            List<Entry> log = processes.simulator().log(module.index());
            return (int) log.subList(before.get(module.index()), log.size()).stream()
                    .filter(entry -> entry.kind().equals("command") && LINE.matcher(entry.text()).matches()).count();
        }).sum();
    }

    private List<Integer> logSizes() {
        return processes.simulator().modules().stream().map(module -> processes.simulator().log(module.index()).size()).toList();
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
                .map(item -> item.path("topic").asString())).containsExactly("to/" + id);
    }

    /** A message to each of them is stored, and those from before are still there. */
    private void arrives(OutsideClient outside) {
        String payload = "message " + sent++ + ".";
        ids().forEach(id -> outside.publish("to/" + id, 1, HostilePayloads.bytes(payload)));
        ids().forEach(id -> await().untilAsserted(() -> {
            List<String> stored = processes.user().payloads(id, 0, "to/" + id);
            assertThat(stored).as(id).contains(payload).doesNotHaveDuplicates().containsAll(seen.getOrDefault(id, Set.of()));
            seen.put(id, new HashSet<>(stored));
        }));
    }

    private void compare(int interrupted) {
        int epochs = 0;
        for (String id : ids().toList()) {
            assertThat(seen.get(id)).as(id + ": stored").hasSize(sent);
            int own = EventHoles.assertNone(processes.user().events(id));
            // The first, and for each round one of the reset, as far as it was noticed, and one of the service's start.
            assertThat(own).as(id + ": epochs").isBetween(1 + KILLS, 1 + 2 * KILLS);
            epochs += own;
        }
        long[] sorted = convergence.stream().mapToLong(Long::longValue).sorted().toArray();
        report.figure("modules", seen.size());
        report.figure("kills", KILLS);
        report.figure("of them before all lines were sent", interrupted);
        report.figure("median time from the start of the service until all are as wanted, ms", sorted[sorted.length / 2]);
        report.figure("longest, ms", Arrays.stream(sorted).max().orElseThrow());
        report.figure("messages stored once each", seen.values().stream().mapToInt(Set::size).sum());
        report.figure("epochs, none with a hole", epochs);
        report.write();
    }
}
