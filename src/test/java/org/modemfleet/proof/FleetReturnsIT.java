package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
 * The power of a whole fleet is cut at once, and while it is away the ports of two modules are swapped. All others are configured, connected
 * and subscribed as before, without a person; the two hear nothing that was meant for the other one, and are as before once their ports are.
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
    /** The first two on pseudo-terminals. */
    private static final int ONE = ON_TCP;
    private static final int OTHER = ON_TCP + 1;

    @TempDir
    private Path directory;

    private final Report report = new Report("FleetReturnsIT", 0);
    private TwoProcesses processes;
    private FleetUser user;
    private int sent;

    @Test
    void aFleetReturnsAfterAPowerCut() throws IOException {
        String models = IntStream.range(0, MODULES).mapToObj(i -> KINDS.get(i % KINDS.size())).collect(Collectors.joining(","));
        try (TwoProcesses started = TwoProcesses.start(directory, models); OutsideClient outside = new OutsideClient(started.broker().port())) {
            processes = started;
            user = started.user();
            enter();
            arrives(outside);
            Map<Integer, Integer> epochs = new HashMap<>();
            modules().forEach(module -> epochs.put(module, epochs(module)));

            List<String> away = List.of(vanish(ONE), vanish(OTHER));
            user.awaitState(id(ONE), "lost");
            user.awaitState(id(OTHER), "lost");
            plug(ONE, OTHER);
            plug(OTHER, ONE);
            int heardByOne = processes.simulator().log(ONE).size();
            int heardByOther = processes.simulator().log(OTHER).size();

            Instant cut = Instant.now();
            modules().forEach(module -> processes.simulator().fault(module, "{\"type\":\"power-cycle\"}"));
            processes.simulator().endFault(ONE, away.getFirst());
            processes.simulator().endFault(OTHER, away.getLast());
            others().forEach(module -> await().atMost(PATIENCE).untilAsserted(() -> assertThat(restored(module, cut)).as(id(module)).isNotNull()));
            long[] times = others().mapToLong(module -> Duration.between(cut, restored(module, cut)).toMillis()).sorted().toArray();
            others().forEach(this::hasAll);

            for (int swapped : List.of(ONE, OTHER)) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(user.http().get("/modules/" + id(swapped)).expect(200).text("/problem/code"))
                        .isEqualTo("identity-mismatch"));
            }
            assertThat(commands(ONE, heardByOne)).isNotEmpty().isSubsetOf(FOR_ANYBODY);
            assertThat(commands(OTHER, heardByOther)).isNotEmpty().isSubsetOf(FOR_ANYBODY);

            plug(ONE, ONE);
            plug(OTHER, OTHER);
            for (int swapped : List.of(ONE, OTHER)) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(restored(swapped, cut)).as(id(swapped)).isNotNull());
                hasAll(swapped);
            }
            arrives(outside);
            modules().forEach(module -> {
                assertThat(commands(module, 0).stream().filter(line -> line.startsWith("AT+MQTTCONN=0")))
                        .as("connections of " + id(module)).isNotEmpty().allSatisfy(line -> assertThat(line).contains('"' + id(module) + '"'));
                assertThat(epochs(module) - epochs.get(module)).as(id(module) + ": epochs since the power cut").isBetween(1, 6);
            });
            report.figure("modules on TCP", ON_TCP);
            report.figure("modules on pseudo-terminals", ON_TERMINALS);
            report.figure("median time from the power cut until a module is as wanted, ms", times[times.length / 2]);
            report.figure("until the last one is, ms", Arrays.stream(times).max().orElseThrow());
            report.figure("messages stored once each", MODULES * sent);
            report.figure("most epochs of a module since the power cut",
                    modules().map(module -> epochs(module) - epochs.get(module)).mapToInt(Integer::intValue).max().orElseThrow());
            report.write();
        }
    }

    private static String id(int module) {
        return "returns-" + module;
    }

    private static Stream<Integer> modules() {
        return IntStream.range(0, MODULES).boxed();
    }

    private static Stream<Integer> others() {
        return modules().filter(module -> module != ONE && module != OTHER);
    }

    private Path port(int module) {
        return directory.resolve("port-" + module);
    }

    /** Makes the port of a module the name of a simulated module's pseudo-terminal. */
    private void plug(int port, int simulated) throws IOException {
        Path prepared = directory.resolve("prepared");
        Files.createSymbolicLink(prepared, Path.of(processes.simulator().modules().get(simulated).serial().substring("serial:".length())));
        Files.move(prepared, port(port), StandardCopyOption.ATOMIC_MOVE);
    }

    private String vanish(int module) {
        return processes.simulator().fault(module, "{\"type\":\"port-vanish\"}");
    }

    private void enter() throws IOException {
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            int module = simulated.index();
            if (module < ON_TCP) {
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
        return log.subList(from, log.size()).stream().filter(entry -> entry.kind().equals("command")).map(entry -> entry.text().strip()).toList();
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
