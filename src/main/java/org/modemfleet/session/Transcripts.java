package org.modemfleet.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.modemfleet.ModemFleetProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What went over the modules' lines lately, and recordings of it. */
@Component
public class Transcripts {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

    private final int bytesPerModule;
    private final Path directory;
    private final InstantSource clock;
    private final Map<String, Transcript> transcripts = new ConcurrentHashMap<>();

    @Autowired
    Transcripts(ModemFleetProperties settings, ObjectProvider<InstantSource> clock) {
        this(settings.transcriptBytes(), settings.dataDirectory().resolve("transcripts"), clock.getIfAvailable(InstantSource::system));
    }

    /** @param directory of recordings */
    public Transcripts(int bytesPerModule, Path directory, InstantSource clock) {
        this.bytesPerModule = bytesPerModule;
        this.directory = directory;
        this.clock = clock;
    }

    /**
     * A recording.
     *
     * @param file its name in the directory {@code transcripts} of the data directory
     * @param missed entries that the disk was too slow for
     */
    public record Recording(String file, Instant until, long bytes, long missed) {

        static Recording of(TranscriptRecording recording) {
            return new Recording(recording.file().getFileName().toString(), recording.until(), recording.bytes(), recording.missed());
        }
    }

    Transcript of(String moduleId) {
        return transcripts.computeIfAbsent(moduleId, _ -> new Transcript(bytesPerModule));
    }

    /** Entries behind {@code after} and not older than {@code since}, oldest first. */
    public List<TranscriptEntry> read(String moduleId, long after, Instant since, int limit) {
        return of(moduleId).read(after, since, limit);
    }

    /** Begins a recording, in place of the one that is under way, whose file is whole when this returns. */
    public Recording record(String moduleId, Duration time) {
        Instant now = clock.instant();
        try {
            TranscriptRecording begun = new TranscriptRecording(
                    directory.resolve(moduleId + "-" + NAME.format(now) + ".jsonl"), now.plus(time), clock);
            end(of(moduleId).record(begun));
            return Recording.of(begun);
        } catch (IOException e) {
            throw new UncheckedIOException("a transcript cannot be recorded in " + directory, e);
        }
    }

    /** The recording that is under way. */
    public Optional<Recording> recording(String moduleId) {
        return Optional.ofNullable(of(moduleId).recording()).map(Recording::of);
    }

    /** Ends the recording, if there is one; what was heard so far is in the file when this returns. */
    public void stop(String moduleId) {
        end(of(moduleId).record(null));
    }

    /** Not under the transcript's lock: the line does not wait for the disk. */
    private static void end(@Nullable TranscriptRecording ended) {
        if (ended != null) {
            ended.awaitWritten();
        }
    }

    /** The module was deleted. */
    public void forget(String moduleId) {
        Transcript forgotten = transcripts.remove(moduleId);
        if (forgotten != null) {
            forgotten.record(null);
        }
    }
}
