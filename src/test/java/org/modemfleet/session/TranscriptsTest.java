package org.modemfleet.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of a module's line. */
class TranscriptsTest {

    private static final int MANY = 5_000;

    @TempDir
    Path directory;

    private Transcripts transcripts() {
        return new Transcripts(1_000, directory, InstantSource.system());
    }

    private static void hear(Transcript line, String text) {
        line.received(Instant.now(), text.getBytes(StandardCharsets.US_ASCII));
    }

    private List<String> lines(Transcripts.Recording recording) throws IOException {
        return Files.readAllLines(directory.resolve(recording.file()));
    }

    @Test
    void aRecordingIsWholeOnceItWasEnded() throws IOException {
        Transcripts transcripts = transcripts();
        Transcripts.Recording recording = transcripts.record("m", Duration.ofMinutes(1));
        for (int i = 1; i <= MANY; i++) {
            hear(transcripts.of("m"), "piece " + i);
        }

        transcripts.stop("m");

        assertThat(lines(recording)).hasSize(MANY).last().asString().contains("\"piece " + MANY + "\"");
    }

    @Test
    void aRecordingIsWholeOnceAnotherTookItsPlace() throws IOException {
        Transcripts transcripts = transcripts();
        Transcripts.Recording first = transcripts.record("m", Duration.ofMinutes(1));
        hear(transcripts.of("m"), "heard by the first");

        Transcripts.Recording second = other(transcripts, first);
        hear(transcripts.of("m"), "heard by the second");

        assertThat(lines(first)).singleElement().asString().contains("heard by the first");
        transcripts.stop("m");
        assertThat(lines(second)).singleElement().asString().contains("heard by the second");
    }

    /** Files are named after the millisecond. */
    private static Transcripts.Recording other(Transcripts transcripts, Transcripts.Recording first) {
        Instant begun = first.until();
        while (!Instant.now().plus(Duration.ofMinutes(1)).isAfter(begun.plusMillis(1))) {
            Thread.onSpinWait();
        }
        return transcripts.record("m", Duration.ofMinutes(1));
    }
}
