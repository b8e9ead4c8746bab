package org.modemfleet.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Figures, a line each: on the standard output, and in {@code target/bench/<name>.txt}. */
final class Report {

    private final Path file;
    private final StringBuilder text = new StringBuilder();

    Report(String name, String title) {
        file = Path.of("target", "bench", name + ".txt");
        line(title);
    }

    void line(String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        text.append(line).append('\n');
    }

    /** {@code value} of a {@code unit}, under its name. */
    void figure(String name, double value, String unit) {
        line("  %-58s %10s %s", name, String.format(Locale.ROOT, value >= 100 ? "%,.0f" : "%.2f", value), unit);
    }

    void write() {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
