package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.proof.SimulatorProcess.Entry;
import tools.jackson.databind.JsonNode;

/**
 * The power of a whole fleet is cut at once, and while they are away the ports of three pairs of modules are swapped. All others are
 * configured, connected and subscribed as before, without a person; those of the pairs hear nothing that was meant for the other one, and
 * are as before once their ports are.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class FleetReturnsIT {

    private static final int ON_TCP = Report.ENDURANCE ? 200 : 20;
    private static final int ON_TERMINALS = Report.ENDURANCE ? 20 : 5;
    private static final int MODULES = ON_TCP + ON_TERMINALS;
    private static final List<String> KINDS = List.of("ML307R", "ML307A", "ML307G", "MN316", "ML302A");
    /** What a module may be sent by one who does not know yet which one it is: the last three bring the line in step. */
    private static final Set<String> FOR_ANYBODY = Set.of("AT", "ATE0", "AT+CMEE=1", "AT+CMEE?", "AT+CGSN", "AT+CGSN=1",
            "AT+CFUN?", "AT+CGATT?", "AT+IPR?");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Two on pseudo-terminals that are of the same model. */
    private static final List<Integer> TWINS = List.of(ON_TCP, ON_TCP + 1);
    /** Pairs, one after the other: two on TCP, the twins, and two others on pseudo-terminals. */
    private static final List<Integer> SWAPPED = List.of(0, 1, TWINS.getFirst(), TWINS.getLast(), ON_TCP + 2, ON_TCP + 3);

    @TempDir
    private Path directory;

    private final Report report = new Report("FleetReturnsIT", 0);
    /** Of those that are swapped. */
    private final Map<Integer, LineRelay> relays = new HashMap<>();
    private TwoProcesses processes;
    private FleetUser user;
    private int sent;

    @Test
    void aFleetReturnsAfterAPowerCut() {
        try (TwoProcesses started = TwoProcesses.start(directory, modules().map(FleetReturnsIT::model).collect(Collectors.joining(",")));
                OutsideClient outside = new OutsideClient(started.broker().port())) {
            processes = started;
            user = started.user();
            enter();
            arrives(outside);
            Map<Integer, Integer> epochs = new HashMap<>();
            modules().forEach(module -> epochs.put(module, epochs(module)));

            List<String> away = vanish();
            Map<Integer, Integer> heard = new HashMap<>();
            SWAPPED.forEach(module -> heard.put(module, processes.simulator().log(module).size()));
            SWAPPED.forEach(module -> plug(module, partner(module)));
            Instant cut = Instant.now();
            processes.simulator().powerCut();
            comeBack(away);
            long[] times = others().mapToLong(module -> untilRestored(module, cut)).sorted().toArray();
            others().forEach(this::hasAll);
            SWAPPED.forEach(module -> await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(problem(module)).as(id(module)).isEqualTo("identity-mismatch")));

            // All that they were sent by the other one's port: from now on nobody can reach them.
            away = vanish();
            SWAPPED.forEach(module -> assertThat(commands(module, heard.get(module))).as(id(module)).isNotEmpty().isSubsetOf(FOR_ANYBODY));
            SWAPPED.forEach(module -> plug(module, module));
            Instant right = Instant.now();
            comeBack(away);
            long[] swappedTimes = SWAPPED.stream().mapToLong(module -> untilRestored(module, right)).sorted().toArray();
            SWAPPED.forEach(this::hasAll);
            arrives(outside);
            compare(epochs);
            figures("the power cut until a module that was not swapped", times);
            figures("the right port's return until a module that was swapped", swappedTimes);
            report.write();
        } finally {
            relays.values().forEach(LineRelay::close);
        }
    }

    /** @param epochs of each module before the power cut */
    private void compare(Map<Integer, Integer> epochs) {
        modules().forEach(module -> assertThat(commands(module, 0).stream().filter(line -> line.startsWith("AT+MQTTCONN=0")))
                .as("connections of " + id(module)).isNotEmpty().allSatisfy(line -> assertThat(line).contains('"' + id(module) + '"')));
        others().forEach(module -> assertThat(epochs(module) - epochs.get(module)).as(id(module) + ": epochs since the power cut")
                .isEqualTo(1));
        // Each of their openings begins an epoch; what has restarted may have been the other one.
        SWAPPED.forEach(module -> assertThat(resets(module)).as(id(module) + ": resets").isLessThanOrEqualTo(1));
        report.figure("modules on TCP", ON_TCP);
        report.figure("modules on pseudo-terminals", ON_TERMINALS);
        report.figure("of them swapped in pairs", SWAPPED.size());
        report.figure("epochs since the power cut of each that was not swapped", 1);
        report.figure("most epochs of one that was swapped",
                SWAPPED.stream().mapToInt(module -> epochs(module) - epochs.get(module)).max().orElseThrow());
        report.figure("messages stored once each", MODULES * sent);
    }

    private void figures(String from, long[] sorted) {
        report.figure("median time from " + from + " is as wanted, ms", sorted[sorted.length / 2]);
        report.figure("longest time from " + from + " is as wanted, ms", sorted[sorted.length - 1]);
    }

    private static String model(int module) {
        return KINDS.get(TWINS.contains(module) ? 0 : module % KINDS.size());
    }

    private static int partner(int swapped) {
        return SWAPPED.get(SWAPPED.indexOf(swapped) ^ 1);
    }

    /** As far as the service has noticed. */
    private long resets(int module) {
        return FleetUser.ofType(user.events(id(module)), "gap").stream()
                .filter(gap -> gap.at("/data/reason").asString().equals("module-reset")).count();
    }

    private String problem(int module) {
        return user.http().get("/modules/" + id(module)).expect(200).text("/problem/code");
    }

    private static String id(int module) {
        return "returns-" + module;
    }

    private static Stream<Integer> modules() {
        return IntStream.range(0, MODULES).boxed();
    }

    private static Stream<Integer> others() {
        return modules().filter(module -> !SWAPPED.contains(module));
    }

    private Path port(int module) {
        return directory.resolve("port-" + module);
    }

    /** Makes a simulated module what is found at the port of a module, which is swapped or on a pseudo-terminal. */
    private void plug(int port, int simulated) {
        SimulatorProcess.Module found = processes.simulator().modules().get(simulated);
        if (port < ON_TCP) {
            relays.get(port).lead(found.tcpPort());
            return;
        }
        Path prepared = directory.resolve("prepared");
        try {
            Files.createSymbolicLink(prepared, Path.of(found.serial().substring("serial:".length())));
            Files.move(prepared, port(port), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ports of all that are swapped; gives the faults, and returns once they are lost. */
    private List<String> vanish() {
        List<String> faults = SWAPPED.stream().map(module -> processes.simulator().fault(module, "{\"type\":\"port-vanish\"}")).toList();
        SWAPPED.forEach(module -> user.awaitState(id(module), "lost"));
        return faults;
    }

    private void comeBack(List<String> faults) {
        SWAPPED.forEach(module -> processes.simulator().endFault(module, faults.get(SWAPPED.indexOf(module))));
    }

    private void enter() {
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            int module = simulated.index();
            if (module < ON_TCP && SWAPPED.contains(module)) {
                relays.put(module, new LineRelay(simulated.tcpPort()));
                processes.enter(id(module), relays.get(module).link());
            } else if (module < ON_TCP) {
                processes.enter(id(module), simulated.tcp());
            } else {
                plug(module, module);
                processes.enter(id(module), "serial:" + port(module));
            }
        }
        modules().forEach(module -> {
            await().atMost(PATIENCE).until(() -> user.http().get("/modules/" + id(module)).expect(200).text("/state").equals("ready"));
            user.set(id(module), 0, "keepalive", "{\"keepaliveTime\":" + keepalive(module) + "}");
            user.connect(id(module), 0, processes.broker().port(), id(module));
            user.subscribe(id(module), 0, 1, "to/" + id(module));
        });
    }

    /** Each has its own. */
    private static int keepalive(int module) {
        return 300 + module;
    }

    private int epochs(int module) {
        return EventHoles.assertNone(user.events(id(module)));
    }

    /** When the service said that the module is as it was wanted; null if it has not since then. */
    private Instant restored(int module, Instant since) {
        return FleetUser.ofType(user.events(id(module)), "desired.reconciled").stream()
                .filter(event -> event.at("/data/outcome").asString().equals("in-sync"))
                .map(event -> Instant.parse(event.path("time").asString())).filter(since::isBefore).findFirst().orElse(null);
    }

    private long untilRestored(int module, Instant since) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(restored(module, since)).as(id(module)).isNotNull());
        return Duration.between(since, restored(module, since)).toMillis();
    }

    /** By the module's own answers. */
    private void hasAll(int module) {
        assertThat(user.state(id(module), 0)).as(id(module)).isEqualTo(2);
        JsonNode config = user.http().get(FleetUser.mqtt(id(module), 0) + "/config").expect(200).json();
        assertThat(config.at("/reported/keepalive/keepaliveTime").intValue()).as(id(module)).isEqualTo(keepalive(module));
        assertThat(user.http().get(FleetUser.mqtt(id(module), 0) + "/subscriptions").expect(200).json().path("items").valueStream()
                .map(item -> item.path("topic").asString())).as(id(module)).containsExactly("to/" + id(module));
    }

    private List<String> commands(int module, int from) {
        List<Entry> log = processes.simulator().log(module);
        return log.subList(from, log.size()).stream().filter(entry -> entry.kind().equals("command"))
                .map(entry -> entry.text().strip()).toList();
    }

    /** A message to each of them is stored once, as are those from before. */
    private void arrives(OutsideClient outside) {
        sent++;
        List<String> all = new ArrayList<>(IntStream.rangeClosed(1, sent).mapToObj(number -> "message " + number + ".").toList());
        modules().forEach(module -> outside.publish("to/" + id(module), 1, HostilePayloads.bytes(all.getLast())));
        modules().forEach(module -> await().atMost(PATIENCE).untilAsserted(() ->
                assertThat(user.payloads(id(module), 0, "to/" + id(module))).as(id(module)).isEqualTo(all)));
    }
}
