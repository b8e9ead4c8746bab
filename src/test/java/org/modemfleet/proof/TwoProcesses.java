package org.modemfleet.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Mosquitto;
import org.modemfleet.testsupport.PackagedService;

/** The packaged service and the packaged simulator, each a process of its own, and a broker that is neither's. */
final class TwoProcesses implements AutoCloseable {

    private final Path directory;
    private final String[] serviceSettings;
    private final Mosquitto broker;
    private final SimulatorProcess simulator;
    private PackagedService service;
    private volatile FleetUser user;

    private TwoProcesses(Path directory, String models, String... serviceSettings) {
        this.directory = directory;
        this.serviceSettings = serviceSettings;
        this.broker = Mosquitto.options().quiet().start();
        // Side by side: most of what a test waits for is the start of a process.
        this.service = launchService();
        this.simulator = SimulatorProcess.start(directory.resolve("simulator"), "--modemfleet.simulator.modules=" + models);
        this.user = new FleetUser(service.awaitReady().httpPort());
    }

    /**
     * Returns once both serve.
     *
     * @param directory for what they write and keep
     * @param models of the modules, such as {@code ML307R,MN316}
     * @param serviceSettings such as {@code --modemfleet.transcript-bytes=0}
     */
    static TwoProcesses start(Path directory, String models, String... serviceSettings) {
        return new TwoProcesses(directory, models, serviceSettings);
    }

    Mosquitto broker() {
        return broker;
    }

    SimulatorProcess simulator() {
        return simulator;
    }

    /** Of the service that runs now. */
    FleetUser user() {
        return user;
    }

    /** SIGKILL to the service; the modules go on. */
    void killService() {
        service.kill();
    }

    /** Starts it again in the same directory. */
    void startService() {
        service = launchService();
        user = new FleetUser(service.awaitReady().httpPort());
    }

    private PackagedService launchService() {
        List<String> settings = new ArrayList<>(List.of("--modemfleet.demo=false", "--modemfleet.admin-token=" + HttpApi.TOKEN,
                "--modemfleet.broker.enabled=false"));
        settings.addAll(List.of(serviceSettings));
        try {
            return PackagedService.start(Files.createDirectories(directory.resolve("service")), settings.toArray(String[]::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Enters a module under this id; returns at once. */
    void enter(String id, String link) {
        user.http().post("/modules", "{\"id\":\"" + id + "\",\"link\":\"" + link + "\"}").expect(201);
    }

    @Override
    public void close() {
        service.close();
        simulator.close();
        broker.close();
    }
}
