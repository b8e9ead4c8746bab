package org.modemfleet.inbox;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A message that a module received. Written once, never changed. */
@Entity
@Table(name = "inbox_message")
public class InboxMessage {

    /** How the message came to us. */
    public static final String VIA_PUBLISH = "publish";
    public static final String VIA_CACHE = "cache";

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
    private String via;
    private boolean complete;
    private Instant receivedAt;

    protected InboxMessage() {}

    InboxMessage(Piece first, byte[] payload, boolean complete) {
        this.moduleId = first.module();
        this.epoch = first.epoch();
        this.sequence = first.sequence();
        this.connectId = first.connectId();
        this.mid = first.mid();
        this.topic = first.topic();
        this.payload = payload;
        this.totalLength = first.totalLength();
        this.via = first.via();
        this.complete = complete;
        this.receivedAt = first.receivedAt();
    }

    public Long id() {
        return id;
    }

    public String moduleId() {
        return moduleId;
    }

    public long epoch() {
        return epoch;
    }

    /** Of the event that brought it, or its first split. */
    public long sequence() {
        return sequence;
    }

    public int connectId() {
        return connectId;
    }

    /** The packet identifier, 0 for QoS 0. */
    public int mid() {
        return mid;
    }

    public String topic() {
        return topic;
    }

    public byte[] payload() {
        return payload;
    }

    /** Bytes of the whole message, also where some never came. */
    public int totalLength() {
        return totalLength;
    }

    public String via() {
        return via;
    }

    /** False where a split never came. */
    public boolean complete() {
        return complete;
    }

    public Instant receivedAt() {
        return receivedAt;
    }
}
