package org.modemfleet.testsupport;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of our own in a temporary directory, on a free loopback port, without passwords.
 *
 * <p>{@code try (Postgres server = Postgres.start()) { String url = server.newDatabase(); … }} with the user {@value #USER}.
 * Skips the test where PostgreSQL is missing.
 */
public final class Postgres implements AutoCloseable {

    public static final String USER = "postgres";

    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    private static final Path INSTALLATIONS = Path.of("/usr/lib/postgresql");

    private final Path directory;
    private final int port;
    private final ChildProcess process;
    private final AtomicInteger databases = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Postgres(Path directory, int port, ChildProcess process) {
        this.directory = directory;
        this.port = port;
        this.process = process;
    }

    public static Postgres start() {
        Path bin = installation();
        Path directory = TemporaryDirectory.create("postgres");
        Path data = directory.resolve("data");
        boolean root = "root".equals(System.getProperty("user.name"));
        if (root) {
            // The server refuses to run as root; the account comes with the package.
            ChildProcess.run(List.of("chown", USER, directory.toString()));
        }
        ChildProcess.run(asServerUser(root, List.of(bin.resolve("initdb").toString(), "-D", data.toString(), "-U", USER,
                "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")));
        int port = FreePorts.next();
        Path log = directory.resolve("log");
        ChildProcess process = ChildProcess.start(log, asServerUser(root, List.of(bin.resolve("postgres").toString(),
                "-D", data.toString(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-k", directory.toString(), "-F")));
        Postgres server = new Postgres(directory, port, process);
        process.awaitListening(port);
        server.awaitReady();
        return server;
    }

    /** It listens a moment before it takes connections. */
    private void awaitReady() {
        await().atMost(READY_LIMIT).pollInterval(Duration.ofMillis(20)).ignoreExceptionsInstanceOf(SQLException.class).until(() -> {
            try (Connection connection = DriverManager.getConnection(url("postgres"))) {
                return connection.isValid(1);
            }
        });
    }

    /** The JDBC URL of a fresh, empty database, its user included. */
    public String newDatabase() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = DriverManager.getConnection(url("postgres")); Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create " + name + ":\n" + process.printed(), e);
        }
        return url(name);
    }

    public int port() {
        return port;
    }

    /** Idempotent: a test may take its database away itself. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients to leave.
        process.end("INT");
        TemporaryDirectory.delete(directory);
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /** setpriv becomes the program itself, so that the child's process id is the server's. */
    private static List<String> asServerUser(boolean root, List<String> command) {
        List<String> all = new ArrayList<>();
        if (root) {
            all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
        }
        all.addAll(command);
        return all;
    }

    private static Path installation() {
        if (!Files.isDirectory(INSTALLATIONS)) {
            throw Helpers.missing("postgresql");
        }
        try (Stream<Path> versions = Files.list(INSTALLATIONS)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.comparing(bin -> Integer.parseInt(bin.getParent().getFileName().toString())))
                    .orElseThrow(() -> Helpers.missing("postgresql"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
