package org.modemfleet.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventLogException;
import org.modemfleet.events.EventTypes;
import org.modemfleet.events.StoredEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the log and stores the messages in it: messages and position in one transaction, then each message is
 * announced by an event. A start goes on where a kill cut off: nothing is stored or announced twice.
 */
@Component
class InboxProjection implements SmartLifecycle {

    /** After the event log, before the modules. */
    static final int PHASE = -500;
    /** What a probe of the connection sends is an event, but no message of anybody. */
    private static final Pattern PROBE = Pattern.compile("(^|/)modemfleet/probe/[0-9a-f-]{36}$");
    private static final int PAGE = 500;
    private static final Duration RETRY = Duration.ofSeconds(1);
    /** The splits of a message come one right behind the other. */
    private static final Duration REST_LIMIT = Duration.ofSeconds(60);
    private static final Logger log = LoggerFactory.getLogger(InboxProjection.class);

    private final EventLog events;
    private final InboxStore store;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Assembly assembly = new Assembly();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private long head;
    private long position;
    private boolean running;
    private Consumer<CacheKey> announced = _ -> { };
    private @Nullable AutoCloseable subscription;
    private @Nullable Thread reader;

    InboxProjection(EventLog events, InboxStore store, JsonMapper json, InstantSource clock) {
        this.events = events;
        this.store = store;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public void start() {
        position = store.position().position();
        assembly.restore(store.parts());
        announceWhatWasCutOff();
        running = true;
        subscription = events.onCommit(this::committed);
        committed(events.head());
        reader = Thread.ofPlatform().name("inbox").start(this::run);
    }

    private void announceWhatWasCutOff() {
        List<InboxMessage> stored = store.after(store.position().announcedId());
        if (!stored.isEmpty()) {
            Set<String> told = announcedBehind(store.position().announcedPosition());
            announce(stored.stream().filter(message -> !told.contains(Long.toString(message.id()))).toList());
            store.announced(stored.getLast().id());
        }
    }

    private Set<String> announcedBehind(long from) {
        Set<String> ids = new HashSet<>();
        long after = from;
        List<StoredEvent> page;
        while (!(page = events.read(after, PAGE)).isEmpty()) {
            page.stream().filter(event -> event.type().equals(EventTypes.MESSAGE_STORED))
                    .forEach(event -> ids.add(json.readTree(event.json()).path("data").path("id").asString()));
            after = page.getLast().position();
        }
        return ids;
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            running = false;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            subscription.close();
            reader.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception unexpected) {
            throw new IllegalStateException("the log's subscription does not close", unexpected);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void committed(long newHead) {
        lock.lock();
        try {
            head = Math.max(head, newHead);
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @param listener hears of each connection whose cache holds more than before; it must only start something */
    void onAnnounced(Consumer<CacheKey> listener) {
        announced = listener;
    }

    /** Waits until what is committed now is in the inbox, but not for ever. */
    void awaitCaughtUp(Duration atMost) {
        long target = events.head();
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (running && position < target && left > 0) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        while (awaitWork()) {
            try {
                List<StoredEvent> page = events.read(position, PAGE);
                if (page.isEmpty()) {
                    giveUpOverdue();
                } else {
                    apply(page);
                }
            } catch (DataAccessException | TransactionException | EventLogException.StorageUnavailable unavailable) {
                log.warn("the inbox cannot be written now, trying again: {}", unavailable.getMessage());
                recover();
            } catch (EventLogException.Closed closed) {
                log.info("the inbox stops: {}", closed.getMessage());
                return;
            }
        }
    }

    private boolean awaitWork() {
        lock.lock();
        try {
            while (running && position >= head && !assembly.isOverdue(overdue())) {
                if (assembly.isEmpty()) {
                    moved.awaitUninterruptibly();
                } else {
                    moved.awaitNanos(RETRY.toNanos());
                }
            }
            return running;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Waits, then begins again with what is stored: how much of the last page is, only the database knows. */
    private void recover() {
        lock.lock();
        try {
            long left = RETRY.toNanos();
            while (running && left > 0) {
                left = moved.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        try {
            moveTo(store.position().position());
            assembly.restore(store.parts());
            announceWhatWasCutOff();
        } catch (DataAccessException | TransactionException | EventLogException unavailable) {
            log.warn("the inbox cannot be read now: {}", unavailable.getMessage());
        }
    }

    private void apply(List<StoredEvent> page) {
        InboxStore.Batch batch = new InboxStore.Batch();
        page.forEach(event -> sort(event, batch));
        long last = page.getLast().position();
        store(batch, last);
        moveTo(last);
    }

    private Instant overdue() {
        return clock.instant().minus(REST_LIMIT);
    }

    /** What came of a message whose rest does not come is stored as such. */
    private void giveUpOverdue() {
        InboxStore.Batch batch = new InboxStore.Batch();
        assembly.giveUpBefore(overdue(), batch);
        store(batch, position);
    }

    private void store(InboxStore.Batch batch, long last) {
        List<InboxMessage> stored = store.apply(batch, last);
        batch.announced().forEach(announced);
        if (!stored.isEmpty()) {
            announce(stored);
            store.announced(stored.getLast().id());
        }
    }

    private void moveTo(long newPosition) {
        lock.lock();
        try {
            position = newPosition;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void sort(StoredEvent event, InboxStore.Batch batch) {
        if (event.type().equals(EventTypes.GAP) && event.connectId() == null) {
            assembly.endEpoch(event.module(), batch);
            batch.epoch(event.module(), event.epoch());
        }
        CacheEntry.of(event, json).ifPresent(batch::cached);
        Piece.of(event, json).filter(piece -> !PROBE.matcher(piece.topic()).find()).ifPresent(piece -> {
            if (piece.via().equals(InboxMessage.VIA_CACHE)) {
                batch.message(new InboxMessage(piece, piece.payload(), true));
            } else {
                assembly.add(piece, batch);
            }
        });
    }

    private void announce(List<InboxMessage> messages) {
        messages.stream()
                .map(message -> events.append(new EventDraft(message.moduleId(), EventDraft.CURRENT, message.connectId(),
                        EventTypes.MESSAGE_STORED, clock.instant(), Map.of("id", Long.toString(message.id()),
                                "topic", message.topic(), "size", message.payload().length))))
                .toList()
                .forEach(append -> append.join());
    }
}
