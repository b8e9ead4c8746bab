package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.PackagedService;
import tools.jackson.databind.JsonNode;

/** The packaged simulator as a process of its own: where its modules are, and what they say they were told and said. */
final class SimulatorProcess implements AutoCloseable {

    private static final Pattern MODULE =
            Pattern.compile("Module (\\d+): (\\S+), IMEI (\\d{15}), TCP 127\\.0\\.0\\.1:(\\d+), pseudo-terminal (\\S+)");

    private final PackagedService process;
    private final HttpApi control;
    private final List<Module> modules;
    private final Map<Integer, List<Entry>> logs = new ConcurrentHashMap<>();

    /** A module and its lines, as links of the service. */
    record Module(int index, String model, String imei, int tcpPort, String serial) {
        String tcp() {
            return "tcp:127.0.0.1:" + tcpPort;
        }
    }

    /** A line of a module's log; the text's characters are its bytes. */
    record Entry(long sequence, Instant at, String kind, String text) {}

    private SimulatorProcess(PackagedService process) {
        this.process = process;
        this.control = HttpApi.v1(process.httpPort());
        this.modules = MODULE.matcher(process.output()).results().map(SimulatorProcess::module).toList();
        assertThat(modules).as(process.output()).isNotEmpty();
    }

    /**
     * Returns once its modules are there, each with a TCP port and a pseudo-terminal.
     *
     * @param directory for what it prints; the pseudo-terminals are linked in {@code modems} of it
     * @param settings such as {@code --modemfleet.simulator.modules=ML307R}
     */
    static SimulatorProcess start(Path directory, String... settings) {
        List<String> all = new ArrayList<>(List.of("--spring.profiles.active=simulator", "--modemfleet.simulator.control-port=0",
                "--modemfleet.simulator.tcp-port=0", "--modemfleet.simulator.pty-dir=" + directory.resolve("modems")));
        all.addAll(List.of(settings));
        try {
            return new SimulatorProcess(PackagedService.start(Files.createDirectories(directory), all.toArray(String[]::new)).awaitReady());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Module module(MatchResult told) {
        return new Module(Integer.parseInt(told.group(1)), told.group(2), told.group(3), Integer.parseInt(told.group(4)),
                "serial:" + told.group(5));
    }

    List<Module> modules() {
        return modules;
    }

    /** Injects a fault, as the control port takes it; gives its id. */
    String fault(int module, String json) {
        return control.post("/modules/" + module + "/simulator/faults", json).expect(201).text("/id");
    }

    /** The power of all modules goes and comes back, by one request. */
    void powerCut() {
        control.post("/modules/0/simulator/scenarios", """
                {"steps":[{"atMs":0,"modules":["*"],"fault":{"type":"power-cycle"}}]}""").expect(201);
    }

    void endFault(int module, String fault) {
        control.delete("/modules/" + module + "/simulator/faults/" + fault).expect(204);
    }

    /** Whether any fault is still active. */
    boolean isFaulty(int module) {
        return !control.get("/modules/" + module + "/simulator/faults").expect(200).json().path("items").isEmpty();
    }

    /** All that the module has logged so far. */
    List<Entry> log(int module) {
        keepLog(module);
        List<Entry> kept = logs.get(module);
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }

    /** The module itself keeps the newest entries only: this is to be called before it forgets any, else it fails. */
    void keepLog(int module) {
        List<Entry> kept = logs.computeIfAbsent(module, _ -> new ArrayList<>());
        synchronized (kept) {
            while (true) {
                long last = kept.isEmpty() ? 0 : kept.getLast().sequence();
                JsonNode items = control.get("/modules/" + module + "/simulator/log?limit=1000&after=" + last).expect(200).json()
                        .path("items");
                if (items.isEmpty()) {
                    return;
                }
                assertThat(items.get(0).path("sequence").longValue()).as("the log of module %d was asked for too late", module)
                        .isEqualTo(last + 1);
                items.forEach(item -> kept.add(new Entry(item.path("sequence").longValue(), Instant.parse(item.path("time").asString()),
                        item.path("kind").asString(), new String(FleetUser.bytes(item, "text"), StandardCharsets.ISO_8859_1))));
            }
        }
    }

    /** SIGKILL: all modules lose their power and their lines at once. */
    void kill() {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
