package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.PackagedService;

/** A start that cannot succeed ends with status 1 and one line that names the setting. */
class StartFailureIT {

    private static final String SIMULATOR = "--spring.profiles.active=simulator";

    @TempDir
    Path directory;

    @Test
    void mqttPortTaken() throws Exception {
        try (ServerSocket taken = loopback()) {
            String line = failure("--modemfleet.broker.port=" + taken.getLocalPort());
            assertThat(line).contains("127.0.0.1:" + taken.getLocalPort(), "modemfleet.broker.port");
        }
    }

    @Test
    void httpPortTaken() throws Exception {
        try (ServerSocket taken = loopback()) {
            String line = failure("--server.port=" + taken.getLocalPort());
            assertThat(line).contains("127.0.0.1:" + taken.getLocalPort(), "server.port");
        }
    }

    @Test
    void databaseInUse() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        try (var held = DriverManager.getConnection("jdbc:h2:async:" + data.resolve("modem-fleet"), "sa", "")) {
            assertThat(held.isClosed()).isFalse();
            assertThat(failure()).contains("in use by another process", "modemfleet.data-dir");
        }
    }

    @Test
    void aDataDirectoryThatCannotBe() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        for (Path impossible : List.of(file, file.resolve("data"), Path.of("/proc/nowhere"))) {
            assertThat(failure("--modemfleet.data-dir=" + impossible)).contains(impossible.toString(), "modemfleet.data-dir");
        }
    }

    @Test
    void databaseOutOfReach() throws Exception {
        int nobody;
        try (ServerSocket socket = loopback()) {
            nobody = socket.getLocalPort();
        }
        assertThat(failure("--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + nobody + "/fleet?password=sesame"))
                .contains("127.0.0.1:" + nobody, "spring.datasource.url")
                .doesNotContain("sesame");
    }

    @ParameterizedTest
    @CsvSource({
        "modemfleet.broker.port, 70000",
        "server.port, eighty",
        "modemfleet.simulator.model, XX",
    })
    void aSettingThatCannotBe(String setting, String value) {
        assertThat(failure("--" + setting + "=" + value)).contains(setting, "'" + value + "'");
    }

    @Test
    void aPortOfTheStandaloneSimulatorTaken() throws Exception {
        try (ServerSocket taken = loopback()) {
            int port = taken.getLocalPort();
            assertThat(failure(SIMULATOR, "--modemfleet.simulator.tcp-port=" + port))
                    .contains("127.0.0.1:" + port, "module 0", "modemfleet.simulator.tcp-port");
            assertThat(failure(SIMULATOR, "--modemfleet.simulator.tcp-port=0", "--modemfleet.simulator.control-port=" + port))
                    .contains("127.0.0.1:" + port, "modemfleet.simulator.control-port");
        }
    }

    @ParameterizedTest
    @CsvSource({"modules, ML999", "tcp-port, 70000", "control-port, eighty"})
    void aSettingOfTheStandaloneSimulatorThatCannotBe(String setting, String value) {
        assertThat(failure(SIMULATOR, "--modemfleet.simulator.tcp-port=0", "--modemfleet.simulator." + setting + "=" + value))
                .contains("modemfleet.simulator." + setting, "'" + value + "'");
    }

    @Test
    void aDirectoryThatCannotHoldPseudoTerminals() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(failure(SIMULATOR, "--modemfleet.simulator.pty-dir=" + file)).contains(file.toString(), "modemfleet.simulator.pty-dir");
    }

    @Test
    void aTokenThatCannotBeIsNotShown() {
        assertThat(failure("--modemfleet.admin-token=short")).contains("modemfleet.admin-token", "16").doesNotContain("'short'");
    }

    @Test
    void anOlderJavaIsToldWhichOneIsNeeded() throws Exception {
        List<Path> older = olderJavas();
        Assumptions.assumeFalse(older.isEmpty(), "no older Java on this machine");
        for (Path java : older) {
            try (PackagedService service = PackagedService.run(java, directory, List.of())) {
                assertThat(service.awaitExit()).isEqualTo(1);
                assertThat(service.output()).startsWith("Modem Fleet needs Java 25 or newer; this is Java ").hasLineCount(1);
            }
        }
    }

    private String failure(String... arguments) {
        try (PackagedService service = PackagedService.start(directory, arguments)) {
            assertThat(service.awaitExit()).isEqualTo(1);
            assertThat(service.output()).doesNotContain("\tat ", "Exception");
            List<String> errors = service.output().lines().filter(line -> line.contains("ERROR")).toList();
            assertThat(errors).describedAs(service.output()).hasSize(1);
            assertThat(errors.getFirst()).contains("Cannot start: ");
            return errors.getFirst();
        }
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    /** Beside the Java of this test, as packagers put them; its version is in the file {@code release}. */
    private static List<Path> olderJavas() throws IOException {
        Path installations = Path.of(System.getProperty("java.home")).toRealPath().getParent();
        try (var homes = Files.list(installations)) {
            return homes.filter(home -> Files.isExecutable(home.resolve("bin/java")))
                    .filter(home -> !Files.isSymbolicLink(home))
                    .filter(StartFailureIT::isOlder)
                    .toList();
        }
    }

    private static boolean isOlder(Path home) {
        try {
            return Files.readAllLines(home.resolve("release")).stream()
                    .filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").split("\\.")[0])
                    .anyMatch(feature -> Integer.parseInt(feature) < 25);
        } catch (IOException unknown) {
            return false;
        }
    }
}
