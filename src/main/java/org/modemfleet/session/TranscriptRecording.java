package org.modemfleet.session;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EncodedBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Writes a line's transcript to a file, a JSON object a line, on a thread of its own: the line never waits for the disk. */
final class TranscriptRecording implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TranscriptRecording.class);
    private static final long MOST_BYTES = 64L << 20;
    private static final int WAITING = 10_000;
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private final Instant until;
    private final InstantSource clock;
    private final BlockingQueue<TranscriptEntry> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicLong missed = new AtomicLong();
    private final BufferedWriter out;
    private final Thread writer;
    private volatile long bytes;
    private volatile boolean over;

    /** @throws IOException if the file cannot be made; one of that name is never overwritten */
    TranscriptRecording(Path file, Instant until, InstantSource clock) throws IOException {
        this.file = file;
        this.until = until;
        this.clock = clock;
        Files.createDirectories(file.getParent());
        this.out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        this.writer = Thread.ofPlatform().name("transcript-" + file.getFileName()).daemon().start(this::run);
    }

    Path file() {
        return file;
    }

    Instant until() {
        return until;
    }

    long bytes() {
        return bytes;
    }

    /** How many entries the disk was too slow for. */
    long missed() {
        return missed.get();
    }

    boolean isOver() {
        return over;
    }

    void write(TranscriptEntry entry) {
        if (!over && !waiting.offer(entry)) {
            missed.incrementAndGet();
        }
    }

    /** What was heard before is still written: {@link #awaitWritten} tells when. */
    @Override
    public void close() {
        over = true;
    }

    /** Returns once the file of an ended recording is whole, or cannot become so; if interrupted, at once. */
    void awaitWritten() {
        try {
            writer.join();
        } catch (InterruptedException callerLeft) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (out) {
            // In this order: nothing comes after the end, so that an empty queue is empty for good.
            while (!over || !waiting.isEmpty()) {
                TranscriptEntry entry = next();
                if (entry != null) {
                    write(out, entry);
                } else {
                    out.flush();
                    over |= !clock.instant().isBefore(until);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.error("The transcript {} ends: {}", file, e.getMessage());
        } finally {
            over = true;
        }
    }

    private void write(BufferedWriter to, TranscriptEntry entry) throws IOException {
        EncodedBytes encoded = EncodedBytes.of(entry.bytes());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("sequence", entry.sequence());
        line.put("time", entry.time().toString());
        line.put("direction", entry.direction().name().toLowerCase(Locale.ROOT));
        line.put("data", encoded.value());
        line.put("dataEncoding", encoded.encoding());
        String text = JSON.writeValueAsString(line) + "\n";
        to.write(text);
        bytes += text.length();
        over |= bytes > MOST_BYTES;
    }

    private @Nullable TranscriptEntry next() {
        try {
            return waiting.poll(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a recording", e);
        }
    }
}
