package org.modemfleet.session;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.channel.LineTap;

/** The newest bytes of one module's line, both ways; goes on when its link is opened anew. */
final class Transcript implements LineTap {

    private final int mostBytes;
    private final Deque<TranscriptEntry> entries = new ArrayDeque<>(0);
    private int bytes;
    private long sequence;
    private @Nullable TranscriptRecording recording;

    /** @param mostBytes that are kept; 0 keeps nothing, and only a recording hears the line */
    Transcript(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    @Override
    public void sent(Instant at, byte[] sent) {
        add(at, TranscriptEntry.Direction.OUT, sent);
    }

    @Override
    public void received(Instant at, byte[] received) {
        add(at, TranscriptEntry.Direction.IN, received);
    }

    private synchronized void add(Instant at, TranscriptEntry.Direction direction, byte[] piece) {
        sequence++;
        TranscriptEntry entry = new TranscriptEntry(sequence, at.truncatedTo(ChronoUnit.MICROS), direction, piece.clone());
        if (recording != null) {
            recording.write(entry);
        }
        entries.add(entry);
        bytes += piece.length;
        while (bytes > mostBytes) {
            bytes -= entries.remove().bytes().length;
        }
    }

    /** Entries with a greater sequence that are not older than {@code since}, oldest first. */
    synchronized List<TranscriptEntry> read(long after, Instant since, int limit) {
        return entries.stream().filter(entry -> entry.sequence() > after && !entry.time().isBefore(since)).limit(limit).toList();
    }

    synchronized @Nullable TranscriptRecording recording() {
        if (recording != null && recording.isOver()) {
            recording = null;
        }
        return recording;
    }

    /** @return the one before, which has ended, but may still have to be written; null if there was none */
    synchronized @Nullable TranscriptRecording record(@Nullable TranscriptRecording next) {
        TranscriptRecording before = recording;
        if (before != null) {
            before.close();
        }
        recording = next;
        return before;
    }
}
