package org.modemfleet.events;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modemfleet.events.EventEncoder.EncodedDraft;

/** Gives events their places. Used by the writer alone; continues where the database ends. */
final class Numbering {

    /** Above it, sequences that are not in use are read again from the database. */
    private static final int MAX_REMEMBERED = 20_000;

    private final EventStore store;
    private final EventEncoder encoder;
    private final Cursor cursor;
    private final Map<String, Long> epochs;
    private final Map<ModuleEpoch, Long> sequences = new HashMap<>();
    private long position;

    Numbering(EventStore store, EventEncoder encoder, Cursor cursor) throws SQLException {
        this.store = store;
        this.encoder = encoder;
        this.cursor = cursor;
        this.epochs = store.epochs();
        this.position = store.lastPosition();
    }

    long position() {
        return position;
    }

    /**
     * Places the requests in their order.
     *
     * @throws SQLException if a sequence could not be read; then nothing has been placed
     */
    Batch place(List<Request> requests) throws SQLException {
        if (sequences.size() > MAX_REMEMBERED) {
            sequences.clear();
        }
        for (Request request : requests) {
            if (request instanceof Request.Append(EncodedDraft draft, _)) {
                recall(new ModuleEpoch(draft.draft().module(), epoch(draft.draft())));
            }
        }
        Batch batch = new Batch();
        for (Request request : requests) {
            switch (request) {
                case Request.Append(EncodedDraft draft, var done) -> {
                    StoredEvent event = place(draft.in(epoch(draft.draft())));
                    batch.add(event, () -> done.complete(event));
                }
                case Request.NewEpoch opening -> open(opening, batch);
                case Request.Wake _ -> { }
            }
        }
        return batch;
    }

    private void open(Request.NewEpoch request, Batch batch) {
        String module = request.module();
        long previous = epochs.getOrDefault(module, 0L);
        long epoch = previous + 1;
        epochs.put(module, epoch);
        batch.epochs.put(module, epoch);
        sequences.put(new ModuleEpoch(module, epoch), 0L);
        Map<String, Object> data = new LinkedHashMap<>(request.why());
        if (previous > 0) {
            data.put("previousEpoch", previous);
        }
        EventDraft gap = new EventDraft(module, epoch, null, EventTypes.GAP, request.time(), data);
        batch.add(place(encoder.encode(gap)), () -> request.done().complete(epoch));
    }

    private long epoch(EventDraft draft) {
        return draft.epoch() == EventDraft.CURRENT ? epochs.getOrDefault(draft.module(), 0L) : draft.epoch();
    }

    private StoredEvent place(EncodedDraft draft) {
        long sequence = sequences.merge(new ModuleEpoch(draft.draft().module(), draft.draft().epoch()), 1L, Long::sum);
        return draft.place(++position, sequence, cursor);
    }

    private void recall(ModuleEpoch key) throws SQLException {
        if (!sequences.containsKey(key)) {
            sequences.put(key, store.lastSequence(key.module(), key.epoch()));
        }
    }

    private record ModuleEpoch(String module, long epoch) {}

    /** Events with their places, committed together. */
    static final class Batch {
        private final List<StoredEvent> events = new ArrayList<>();
        private final List<Runnable> completions = new ArrayList<>();
        private final Map<String, Long> epochs = new HashMap<>();

        private void add(StoredEvent event, Runnable completion) {
            events.add(event);
            completions.add(completion);
        }

        List<StoredEvent> events() {
            return events;
        }

        /** The modules whose epoch grew. */
        Map<String, Long> epochs() {
            return epochs;
        }

        /** Tells those who wait, in order of position. */
        void complete() {
            completions.forEach(Runnable::run);
        }
    }
}
