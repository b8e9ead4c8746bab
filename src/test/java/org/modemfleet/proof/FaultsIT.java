package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.simulator.fault.FaultType;
import tools.jackson.databind.JsonNode;

/**
 * Every fault of a simulated module, alone and then in random pairs, on modules that are driven all the while. Each comes to its senses and
 * ends ready; every answer proves its question and agrees with the module's own log; the broker has nothing that nobody published; and
 * every byte of the lines, as a relay in them has seen it, is in the transcripts, and every unsolicited line an event.
 */
@EnabledIf("org.modemfleet.simulator.pty.PseudoTerminals#isSupported")
class FaultsIT {

    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_126L);
    private static final Duration TIME = Report.ENDURANCE ? Duration.ofMinutes(10) : Duration.ofSeconds(60);
    /** Of whatever a module may suffer, it has recovered by then. */
    private static final Duration RECOVERY = Duration.ofSeconds(120);
    private static final String MODELS = "ML307R,ML307A,MN316,ML307G,ML302A,ML305U,ML307R,MN318,ML302S";
    /** The first ones are on TCP with a relay in the line, the others on pseudo-terminals. */
    private static final int ON_TCP = 6;

    @TempDir
    private Path directory;

    private final Report report = new Report("FaultsIT", SEED);
    private final Queue<FaultType> alone = new ConcurrentLinkedQueue<>(new FaultMenu(new Random(SEED)).all());
    private final List<FaultedModule> modules = new ArrayList<>();
    private final Map<FaultedModule, LineRelay> relays = new HashMap<>();
    private final Queue<Long> recoveries = new ConcurrentLinkedQueue<>();
    private final Queue<FaultMenu.Choice> struck = new ConcurrentLinkedQueue<>();
    private TwoProcesses processes;
    private int lost;
    private volatile boolean over;

    @Test
    void everyModuleComesToItsSensesAndNothingIsMadeUp() throws Exception {
        try (TwoProcesses started = TwoProcesses.start(directory, MODELS, "--modemfleet.transcript-bytes=" + (16 << 20));
                OutsideClient outside = new OutsideClient(started.broker().port())) {
            processes = started;
            outside.subscribe("#");
            enter(outside);
            strike();
            for (FaultedModule module : modules) {
                processes.user().awaitState(module.id, "ready");
                module.compareWithItsLog();
            }
            compareWithTheBroker(outside);
            modules.forEach(this::compareWithTheEvents);
            relays.forEach(this::compareWithTheLine);
            tell();
        } finally {
            relays.values().forEach(LineRelay::close);
        }
    }

    private void enter(OutsideClient outside) {
        for (SimulatorProcess.Module simulated : processes.simulator().modules()) {
            FaultedModule module = new FaultedModule(processes, simulated, outside);
            modules.add(module);
            if (simulated.index() < ON_TCP) {
                relays.put(module, new LineRelay(simulated.tcpPort()));
                processes.enter(module.id, relays.get(module).link());
            } else {
                processes.enter(module.id, simulated.serial());
            }
        }
        modules.forEach(module -> processes.user().awaitState(module.id, "ready"));
    }

    private void strike() throws Exception {
        Instant end = Instant.now().plus(TIME);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> drivers = modules.stream().<Future<?>>map(module -> threads.submit(() -> {
                while (!over) {
                    module.lap();
                }
            })).toList();
            List<Future<?>> tormentors = modules.stream().<Future<?>>map(module -> threads.submit(() -> torment(module, end))).toList();
            try {
                await().atMost(TIME.plus(RECOVERY.multipliedBy(2))).until(() -> drivers.stream().anyMatch(Future::isDone)
                        || tormentors.stream().allMatch(Future::isDone));
            } finally {
                over = true;
            }
            for (Future<?> driver : drivers) {
                driver.get();
            }
            for (Future<?> tormentor : tormentors) {
                tormentor.get();
            }
        }
    }

    private void torment(FaultedModule module, Instant end) {
        FaultMenu menu = new FaultMenu(new Random(SEED + module.simulated.index()));
        comesToItsSenses(module, "the start");
        while (!over) {
            FaultType next = alone.poll();
            if (next == null && Instant.now().isAfter(end)) {
                return;
            }
            List<FaultMenu.Choice> faults = (next == null ? menu.pair() : List.of(next)).stream().map(menu::choose).toList();
            module.begins(faults);
            faults.forEach(fault -> processes.simulator().fault(module.simulated.index(), fault.json()));
            struck.addAll(faults);
            await().atMost(RECOVERY).until(() -> over || !processes.simulator().isFaulty(module.simulated.index()));
            long begin = System.nanoTime();
            comesToItsSenses(module, faults.toString());
            recoveries.add(System.nanoTime() - begin);
            module.ends();
        }
    }

    /** One lap may have been under way. */
    private void comesToItsSenses(FaultedModule module, String after) {
        int before = module.goodLaps();
        await(module.id + " after " + after).atMost(RECOVERY).untilAsserted(
                () -> assertThat(over || module.goodLaps() >= before + 2).as(module::newestAnswers).isTrue());
    }

    private void compareWithTheBroker(OutsideClient outside) {
        modules.forEach(module -> await().untilAsserted(module::compareWithTheBroker));
        Map<String, String> known = new HashMap<>();
        modules.forEach(module -> known.putAll(module.published));
        int spoiled = 0;
        for (String topic : outside.topics()) {
            for (String payload : outside.received(topic)) {
                boolean asked = known.containsKey(topic) && FleetUser.exactly(HostilePayloads.bytes(known.get(topic))).equals(payload);
                if (!asked && !topic.startsWith("in/")) {
                    spoiled++;
                    assertThat(modules).as("%s: %s was published by nobody", topic, payload).anyMatch(FaultedModule::wasMistold);
                    assertThat(topic + payload).as("a command became a message").doesNotContainIgnoringCase("AT");
                }
            }
        }
        report.figure("messages that the broker has of modules whose typed bytes were spoiled, and so are they", spoiled);
    }

    /** No hole, nothing made up: what an event holds came over the line, and in that order. */
    private void compareWithTheEvents(FaultedModule module) {
        List<JsonNode> events = processes.user().events(module.id);
        EventHoles.assertNone(events);
        module.compareWithTheInbox(events);
        assertThat(FleetUser.ofType(events, "module.state").getLast().at("/data/to").asString()).as(module.id).isEqualTo("ready");
        String line = latin(transcript(module, "in"));
        int at = 0;
        for (JsonNode event : events) {
            if (event.path("data").has("raw")) {
                String raw = latin(FleetUser.bytes(event.path("data"), "raw"));
                int found = line.indexOf(raw, at);
                assertThat(found).as("%s: an event of what did not come over its line, or not in that order: %s", module.id, event)
                        .isNotNegative();
                at = found + raw.length();
            }
        }
    }

    private void compareWithTheLine(FaultedModule module, LineRelay relay) {
        byte[] in = transcript(module, "in");
        lost += Openings.lost(in, relay.toService(), false)
                .orElseThrow(() -> new AssertionError(module.id + ": its transcript is not what it said on its line"));
        lost += Openings.lost(transcript(module, "out"), relay.toModule(), true)
                .orElseThrow(() -> new AssertionError(module.id + ": its transcript is not what it was told on its line"));
        everyUnsolicitedLineIsAnEvent(module, latin(in));
    }

    /** By a rule as simple as possible: whatever stands between line ends and begins as a URC of MQTT does. */
    private void everyUnsolicitedLineIsAnEvent(FaultedModule module, String line) {
        Map<String, Integer> events = new HashMap<>();
        for (JsonNode event : processes.user().events(module.id)) {
            if (event.path("data").has("raw")) {
                latin(FleetUser.bytes(event.path("data"), "raw")).lines().forEach(raw -> events.merge(raw, 1, Integer::sum));
            }
        }
        Map<String, Integer> told = new TreeMap<>();
        line.lines().filter(text -> text.startsWith("+MQTTURC: ")).forEach(text -> told.merge(text, 1, Integer::sum));
        told.forEach((text, count) -> assertThat(events.getOrDefault(text, 0)).as("%s: events of %s", module.id, text)
                .isGreaterThanOrEqualTo(count));
    }

    private byte[] transcript(FaultedModule module, String direction) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        processes.user().transcript(module.id).stream().filter(entry -> entry.path("direction").asString().equals(direction))
                .forEach(entry -> all.writeBytes(FleetUser.bytes(entry, "data")));
        return all.toByteArray();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void tell() {
        assertThat(struck).extracting(FaultMenu.Choice::type).contains(FaultType.values());
        List<Long> sorted = recoveries.stream().sorted().toList();
        Map<Integer, Integer> statuses = new TreeMap<>();
        modules.forEach(module -> module.statuses().forEach((status, count) -> statuses.merge(status, count, Integer::sum)));
        report.figure("modules", modules.size());
        report.figure("types of faults", FaultType.values().length);
        report.figure("faults", struck.size());
        report.figure("answers by status", statuses);
        report.figure("publishes whose answers were held against the modules' logs",
                modules.stream().mapToInt(FaultedModule::proven).sum());
        report.figure("median time from the end of a fault to the second good lap, ms", sorted.get(sorted.size() / 2) / 1_000_000);
        report.figure("longest, ms", sorted.getLast() / 1_000_000);
        report.figure("bytes of the lines that were compared",
                relays.values().stream().flatMap(relay -> relay.toService().stream()).mapToLong(bytes -> bytes.length).sum());
        report.figure("bytes that stood in a socket when a line was hung up", lost);
        report.write();
    }
}
