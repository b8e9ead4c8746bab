package org.modemfleet.testsupport;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * The packaged jar as a process of its own, for tests named {@code *IT}. It listens on free ports unless told otherwise, and keeps its
 * data in {@code data} of the directory given.
 *
 * <p>{@code try (PackagedService service = PackagedService.start(directory).awaitReady()) { … service.httpPort() … }}
 */
public final class PackagedService implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofMinutes(3);
    private static final Pattern READY = Pattern.compile("Ready on http://\\S+:(\\d+)");
    private static final Pattern BROKER = Pattern.compile("MQTT broker on \\S+:(\\d+)");

    private final ChildProcess process;
    private final int printedBefore;

    private PackagedService(ChildProcess process, int printedBefore) {
        this.process = process;
        this.printedBefore = printedBefore;
    }

    /** With the Java that runs the tests, the directory as its data's parent; arguments such as {@code --modemfleet.demo=false} win. */
    public static PackagedService start(Path directory, String... arguments) {
        // Spring joins the values of an option that is given twice: the last one is to win.
        Map<String, String> byName = new LinkedHashMap<>();
        for (String argument : List.of("--server.port=0", "--modemfleet.broker.port=0", "--modemfleet.data-dir=" + directory.resolve("data"))) {
            byName.put(name(argument), argument);
        }
        for (String argument : arguments) {
            byName.put(name(argument), argument);
        }
        return run(Path.of(System.getProperty("java.home")), directory, List.copyOf(byName.values()));
    }

    /** With another Java and no arguments but these. */
    public static PackagedService run(Path javaHome, Path directory, List<String> arguments) {
        // The flags halve the time of a start, which is most of what a test waits for.
        List<String> command = new ArrayList<>(List.of(javaHome.resolve("bin/java").toString(), "-Xmx512m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-jar", jar().toString()));
        command.addAll(arguments);
        Path output = directory.resolve("output");
        int before = output.toFile().isFile() ? (int) output.toFile().length() : 0;
        return new PackagedService(ChildProcess.start(output, command), before);
    }

    /** Returns once it serves HTTP; fails with what it printed if it ends instead. */
    public PackagedService awaitReady() {
        await().atMost(READY_LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("the service ended with " + process.exitCode() + ":\n" + output());
            }
            return READY.matcher(output()).find();
        });
        return this;
    }

    /** Waits for its end and gives its exit status. */
    public int awaitExit() {
        await().atMost(READY_LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> !process.isAlive());
        return process.exitCode();
    }

    public int httpPort() {
        return port(READY);
    }

    /** The embedded broker's. */
    public int mqttPort() {
        return port(BROKER);
    }

    /** What this process printed so far. */
    public String output() {
        return process.printed().substring(printedBefore);
    }

    public long pid() {
        return process.pid();
    }

    /** SIGKILL: no hook runs, nothing is flushed. */
    public void kill() {
        process.end("KILL");
    }

    /** SIGTERM, and waits for the end. */
    public void stop() {
        process.end("TERM");
    }

    @Override
    public void close() {
        stop();
    }

    private int port(Pattern line) {
        Matcher matcher = line.matcher(output());
        if (!matcher.find()) {
            throw new IllegalStateException("no line like " + line + " in:\n" + output());
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static String name(String argument) {
        return argument.split("=", 2)[0];
    }

    private static Path jar() {
        String jar = System.getProperty("modemfleet.jar");
        Assumptions.assumeTrue(jar != null, "needs the packaged jar: run mvn verify");
        return Path.of(jar);
    }
}
