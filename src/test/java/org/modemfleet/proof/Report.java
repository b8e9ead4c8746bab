package org.modemfleet.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The figures of a proof: one line on standard output, and a table in {@code target/endurance}. */
final class Report {

    /** Whether the long versions run. */
    static final boolean ENDURANCE = Boolean.getBoolean("modemfleet.endurance");

    private static final Path DIRECTORY = Path.of("target", "endurance");

    private final String name;
    private final Instant begin = Instant.now();
    private final Map<String, Object> figures = new LinkedHashMap<>();

    /** @param seed what the chances of the proof come from */
    Report(String name, long seed) {
        this.name = name;
        figure("seed", seed);
    }

    void figure(String what, Object value) {
        figures.put(what, value);
    }

    /** To be called when all has been proven. */
    void write() {
        figure("seconds", Duration.between(begin, Instant.now()).toSeconds());
        System.out.println(name + ": "
                + figures.entrySet().stream().map(f -> f.getKey() + " " + f.getValue()).collect(Collectors.joining(", ")));
        String table = "## " + name + (ENDURANCE ? "" : " (short)") + "\n\n| what | figure |\n|---|---|\n"
                + figures.entrySet().stream().map(f -> "| " + f.getKey() + " | " + f.getValue() + " |\n").collect(Collectors.joining());
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(name + ".md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
