package org.modemfleet.testsupport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.modemfleet.events.StoredEvent;

/** An event log in memory that commits at once, or only when it is told to. */
public final class MemoryEventLog implements EventLog {

    private record Waiting(EventDraft draft, CompletableFuture<StoredEvent> committed) {}

    private final List<EventDraft> drafts = new ArrayList<>();
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final List<Waiting> held = new ArrayList<>();
    private boolean holding;

    @Override
    public CompletableFuture<StoredEvent> append(EventDraft draft) {
        Waiting waiting = new Waiting(draft, new CompletableFuture<>());
        synchronized (this) {
            if (holding) {
                held.add(waiting);
                return waiting.committed();
            }
        }
        commit(waiting);
        return waiting.committed();
    }

    private synchronized void commit(Waiting waiting) {
        EventDraft draft = waiting.draft();
        long sequence = drafts.stream().filter(earlier -> earlier.module().equals(draft.module())
                && earlier.epoch() == draft.epoch()).count() + 1;
        drafts.add(draft);
        StoredEvent event = new StoredEvent(events.size() + 1, draft.module(), draft.epoch(), sequence,
                draft.connectId(), draft.type(), draft.time(), draft.data().toString().getBytes(StandardCharsets.UTF_8));
        events.add(event);
        waiting.committed().complete(event);
    }

    /** What is appended from now on waits for {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    public void release() {
        List<Waiting> now;
        synchronized (this) {
            holding = false;
            now = List.copyOf(held);
            held.clear();
        }
        now.forEach(this::commit);
    }

    @Override
    public long beginEpoch(String module, String reason, @Nullable String cause) {
        long epoch;
        synchronized (this) {
            epoch = epochs.merge(module, 1L, Long::sum);
        }
        append(new EventDraft(module, epoch, null, EventTypes.GAP, java.time.Instant.EPOCH,
                cause == null ? Map.of("reason", reason) : Map.of("reason", reason, "cause", cause)));
        return epoch;
    }

    @Override
    public synchronized List<StoredEvent> read(long after, int limit) {
        return events.stream().skip(after).limit(limit).toList();
    }

    @Override
    public synchronized long head() {
        return events.size();
    }

    @Override
    public long tail() {
        return 0;
    }

    @Override
    public AutoCloseable onCommit(Consumer<Long> listener) {
        throw new UnsupportedOperationException("nobody follows this log");
    }

    /** The committed drafts whose type ends so, in order. */
    public synchronized List<EventDraft> ofType(String end) {
        return drafts.stream().filter(draft -> draft.type().endsWith("." + end)).toList();
    }
}
