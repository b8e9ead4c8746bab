package org.modemfleet.inbox;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A split of a message whose rest has not come yet. */
@Entity
@Table(name = "inbox_part")
class InboxPart {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;
    private String moduleId;
    private long epoch;
    private long sequence;
    private int connectId;
    private int mid;
    private String topic;
    private byte[] payload;
    private int totalLength;
    private Instant receivedAt;

    protected InboxPart() {}

    InboxPart(Piece piece) {
        this.moduleId = piece.module();
        this.epoch = piece.epoch();
        this.sequence = piece.sequence();
        this.connectId = piece.connectId();
        this.mid = piece.mid();
        this.topic = piece.topic();
        this.payload = piece.payload();
        this.totalLength = piece.totalLength();
        this.receivedAt = piece.receivedAt();
    }

    Piece piece() {
        return new Piece(moduleId, epoch, sequence, connectId, mid, topic, totalLength, payload,
                InboxMessage.VIA_PUBLISH, receivedAt);
    }
}
