package org.modemfleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.testsupport.HttpApi;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/**
 * Simulated modules on pseudo-terminals, and ports into which they are plugged: names that a test moves from one to another. What a
 * module was sent is in its own log.
 */
final class PluggedModules implements AutoCloseable {

    private final Path directory;
    private final List<String> models;
    private final ConfigurableApplicationContext simulator;
    private final HttpApi control;
    private final List<Path> plugged = new ArrayList<>();
    private final List<String> vanished = new ArrayList<>();

    /** @param directory for ports and pseudo-terminals @param models of module 0, 1… */
    PluggedModules(Path directory, String... models) {
        this.directory = directory;
        this.models = List.of(models);
        this.simulator = new SpringApplicationBuilder(SimulatorApplication.class).profiles(SimulatorApplication.PROFILE).run(
                "--modemfleet.simulator.modules=" + String.join(",", models), "--modemfleet.simulator.pty-dir=" + directory.resolve("modems"),
                "--modemfleet.simulator.control-port=0");
        this.control = HttpApi.v1(simulator.getEnvironment().getRequiredProperty("local.server.port", Integer.class)).with("Authorization", null);
    }

    Path port(String name) {
        return directory.resolve(name);
    }

    /** Makes the port a name of the module's pseudo-terminal, wherever that will be. */
    void plug(String port, int module) {
        Path prepared = directory.resolve("prepared");
        try {
            Files.createSymbolicLink(prepared, directory.resolve("modems/" + module + "-" + models.get(module)));
            Files.move(prepared, port(port), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        plugged.add(port(port));
    }

    /** There is no such port any more. */
    void unplug(String port) {
        remove(port(port));
    }

    private static void remove(Path port) {
        try {
            Files.deleteIfExists(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The module's line hangs up and cannot be opened, until {@link #comeBack}. */
    void vanish(int module) {
        vanished.add("/modules/" + module + "/simulator/faults/"
                + control.post("/modules/" + module + "/simulator/faults", "{\"type\":\"port-vanish\"}").expect(201).text("/id"));
    }

    /** All that have vanished. */
    void comeBack() {
        vanished.forEach(fault -> control.delete(fault).expect(204));
        vanished.clear();
    }

    /** Nothing is plugged in any more, and all modules are there. */
    void unplugAll() {
        comeBack();
        plugged.forEach(PluggedModules::remove);
        plugged.clear();
    }

    /** The newest entry of the module's log, to be given to {@link #commands}; 0 if there is none. */
    long newestEntry(int module) {
        List<JsonNode> log = log(module, 0);
        return log.isEmpty() ? 0 : log.getLast().path("sequence").asLong();
    }

    /** What the module was sent after that entry of its log. */
    List<String> commands(int module, long after) {
        return log(module, after).stream().filter(entry -> entry.path("kind").asString().equals("command"))
                .map(entry -> entry.path("text").asString().strip()).toList();
    }

    private List<JsonNode> log(int module, long after) {
        List<JsonNode> all = new ArrayList<>();
        long from = after;
        while (true) {
            List<JsonNode> page = control.get("/modules/" + module + "/simulator/log?limit=1000&after=" + from).expect(200).json()
                    .path("items").valueStream().toList();
            if (page.isEmpty()) {
                return all;
            }
            all.addAll(page);
            from = page.getLast().path("sequence").asLong();
        }
    }

    @Override
    public void close() {
        simulator.close();
    }
}
