package org.modemfleet.inbox;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

interface InboxMessages extends JpaRepository<InboxMessage, Long> {

    List<InboxMessage> findFirst500ByModuleIdAndConnectIdAndIdGreaterThanOrderById(String moduleId, int connectId,
            long after);

    List<InboxMessage> findByIdGreaterThanOrderById(long after);

    long countByModuleId(String moduleId);

    @Modifying
    @Query("delete from InboxMessage m where m.moduleId = :moduleId")
    void purge(String moduleId);
}

interface InboxParts extends JpaRepository<InboxPart, Long> {

    List<InboxPart> findAllByOrderById();

    @Modifying
    @Query("""
            delete from InboxPart p where p.moduleId = :moduleId and p.connectId = :connectId
            and (p.epoch < :epoch or (p.epoch = :epoch and p.sequence <= :sequence))""")
    void settle(String moduleId, int connectId, long epoch, long sequence);

    @Modifying
    @Query("delete from InboxPart p where p.moduleId = :moduleId")
    void purge(String moduleId);
}

interface InboxPositions extends JpaRepository<InboxPosition, Integer> {}

/** The inbox's transactions. */
@Component
class InboxStore {

    /** What a page of events brings; what is in it is stored whole or not at all. */
    static final class Batch implements Assembly.Sink {

        private record Settled(String module, int connectId, long epoch, long sequence) {}

        private final List<InboxMessage> messages = new ArrayList<>();
        private final List<InboxPart> parts = new ArrayList<>();
        private final List<Settled> settled = new ArrayList<>();
        private final List<Consumer<CacheLedger>> bookings = new ArrayList<>();
        private final Set<CacheKey> announced = new LinkedHashSet<>();

        void cached(CacheEntry entry) {
            bookings.add(ledger -> ledger.book(entry));
            if (entry.kind() == CacheEntry.Kind.ANNOUNCED) {
                announced.add(entry.key());
            }
        }

        /** A new epoch of the module began. */
        void epoch(String module, long epoch) {
            bookings.add(ledger -> ledger.beginEpoch(module, epoch));
        }

        /** The connections whose cache holds more than before. */
        Set<CacheKey> announced() {
            return announced;
        }

        @Override
        public void message(InboxMessage message) {
            messages.add(message);
        }

        @Override
        public void part(Piece piece) {
            parts.add(new InboxPart(piece));
        }

        @Override
        public void settled(String module, int connectId, long epoch, long sequence) {
            settled.add(new Settled(module, connectId, epoch, sequence));
        }
    }

    private final InboxMessages messages;
    private final InboxParts parts;
    private final InboxPositions positions;
    private final CacheLedger ledger;

    InboxStore(InboxMessages messages, InboxParts parts, InboxPositions positions, CacheLedger ledger) {
        this.messages = messages;
        this.parts = parts;
        this.positions = positions;
        this.ledger = ledger;
    }

    /** @return the messages as stored, in order */
    @Transactional
    List<InboxMessage> apply(Batch batch, long last) {
        List<InboxMessage> stored = messages.saveAll(batch.messages);
        parts.saveAllAndFlush(batch.parts);
        batch.bookings.forEach(booking -> booking.accept(ledger));
        batch.settled.forEach(done -> parts.settle(done.module(), done.connectId(), done.epoch(), done.sequence()));
        InboxPosition position = position();
        position.applied(last);
        positions.save(position);
        return stored;
    }

    @Transactional
    void announced(long messageId) {
        InboxPosition position = position();
        position.announced(messageId);
        positions.save(position);
    }

    @Transactional(readOnly = true)
    InboxPosition position() {
        return positions.findById(InboxPosition.ONLY).orElseGet(InboxPosition::new);
    }

    @Transactional(readOnly = true)
    List<Piece> parts() {
        return parts.findAllByOrderById().stream().map(InboxPart::piece).toList();
    }

    @Transactional(readOnly = true)
    List<InboxMessage> after(long messageId) {
        return messages.findByIdGreaterThanOrderById(messageId);
    }

    @Transactional(readOnly = true)
    List<InboxMessage> page(String moduleId, int connectId, long after) {
        return messages.findFirst500ByModuleIdAndConnectIdAndIdGreaterThanOrderById(moduleId, connectId, after);
    }

    @Transactional(readOnly = true)
    long count(String moduleId) {
        return messages.countByModuleId(moduleId);
    }

    @Transactional
    void purge(String moduleId) {
        messages.purge(moduleId);
        parts.purge(moduleId);
    }
}
