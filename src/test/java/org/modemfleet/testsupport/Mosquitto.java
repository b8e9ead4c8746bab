package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Eclipse Mosquitto as a child process on a free loopback port: a broker that is not ours.
 *
 * <p>{@code try (Mosquitto broker = Mosquitto.start()) { … broker.port() … }}. Skips the test where mosquitto is missing.
 */
public final class Mosquitto implements AutoCloseable {

    private final Path program;
    private final Path directory;
    private final int port;
    private ChildProcess process;

    private Mosquitto(Path program, Path directory, int port) {
        this.program = program;
        this.directory = directory;
        this.port = port;
        this.process = launch();
    }

    /** Anyone may connect; nothing survives a restart. */
    public static Mosquitto start() {
        return options().start();
    }

    public static Options options() {
        return new Options();
    }

    public int port() {
        return port;
    }

    /** What it logged so far: every packet, as {@code log_type all} prints them. */
    public String log() {
        return process.printed();
    }

    /** Stops the broker in order (SIGTERM): with persistence it saves its sessions, retained and queued messages. */
    public void stop() {
        process.end("TERM");
    }

    /** Ends the broker at once (SIGKILL): its clients see the connection break without DISCONNECT. */
    public void kill() {
        process.end("KILL");
    }

    /** Starts it again on the same port after {@link #stop} or {@link #kill}. */
    public void restart() {
        if (process.isAlive()) {
            stop();
        }
        process = launch();
    }

    /** The broker goes deaf with its connections open (SIGSTOP), until {@link #thaw}. */
    public void freeze() {
        process.signal("STOP");
    }

    public void thaw() {
        process.signal("CONT");
    }

    @Override
    public void close() {
        // A frozen process would not see SIGTERM.
        if (process.isAlive()) {
            thaw();
        }
        stop();
        TemporaryDirectory.delete(directory);
    }

    private ChildProcess launch() {
        return ChildProcess.start(directory.resolve("log"), List.of(program.toString(), "-c", configuration(directory).toString()))
                .awaitListening(port);
    }

    private static Path configuration(Path directory) {
        return directory.resolve("mosquitto.conf");
    }

    /** What a test wants of the broker. */
    public static final class Options {
        private final Map<String, String> users = new LinkedHashMap<>();
        private final List<String> lines = new ArrayList<>();
        private boolean persistence;
        private boolean quiet;

        private Options() {}

        /** From now on only users that are named may connect. */
        public Options user(String name, String password) {
            users.put(name, password);
            return this;
        }

        /** Sessions, retained and queued messages survive {@link Mosquitto#restart}. */
        public Options persistence() {
            persistence = true;
            return this;
        }

        /** Logs nothing but warnings, for measurements. */
        public Options quiet() {
            quiet = true;
            return this;
        }

        /** A line of mosquitto.conf, such as {@code max_inflight_messages 1}. */
        public Options line(String line) {
            lines.add(line);
            return this;
        }

        public Mosquitto start() {
            Path program = Helpers.require("mosquitto");
            Path directory = TemporaryDirectory.create("mosquitto");
            int port = FreePorts.next();
            try {
                Files.write(configuration(directory), configurationLines(directory, port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Mosquitto(program, directory, port);
        }

        private List<String> configurationLines(Path directory, int port) {
            List<String> all = new ArrayList<>();
            all.add("listener " + port + " 127.0.0.1");
            // Started by root it would become a user who cannot read our files; otherwise the line has no effect.
            all.add("user root");
            all.add("log_dest stderr");
            all.add("log_type " + (quiet ? "warning" : "all"));
            all.add("allow_anonymous " + users.isEmpty());
            if (!users.isEmpty()) {
                all.add("password_file " + passwords(directory));
            }
            all.add("persistence " + persistence);
            if (persistence) {
                all.add("persistence_location " + directory + "/");
                // Saved after every change, so that a kill loses nothing either.
                all.add("autosave_on_changes true");
                all.add("autosave_interval 1");
            }
            all.addAll(lines);
            return all;
        }

        private Path passwords(Path directory) {
            Path file = directory.resolve("passwords");
            String tool = Helpers.require("mosquitto_passwd").toString();
            users.forEach((user, password) -> ChildProcess.run(Files.exists(file)
                    ? List.of(tool, "-b", file.toString(), user, password)
                    : List.of(tool, "-b", "-c", file.toString(), user, password)));
            return file;
        }
    }
}
