package org.modemfleet.inbox;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;

/**
 * What became of the messages that a module cached: {@code carried + announced + unannounced = read + missing + pending}. Dropped ones
 * were never cached.
 */
@Entity
@Table(name = "cache_account")
class CacheAccount {

    @EmbeddedId
    private CacheKey key;
    private long epoch;
    private long carried;
    private long announced;
    private long announcedBytes;
    private long dropped;
    private long droppedBytes;
    private long messagesRead;
    private long bytesRead;
    private long missing;
    private long unannounced;

    protected CacheAccount() {
        // for JPA
    }

    CacheAccount(CacheKey key, long epoch) {
        this.key = key;
        this.epoch = epoch;
    }

    CacheKey key() {
        return key;
    }

    /** {@code pubnmi}. */
    void announced(long bytes) {
        announced++;
        announcedBytes += bytes;
    }

    /** {@code drop}. */
    void dropped(long bytes) {
        dropped++;
        droppedBytes += bytes;
    }

    /** A row of MQTTREAD. */
    void read(long bytes) {
        messagesRead++;
        bytesRead += bytes;
    }

    /** The cache was found empty: what is pending is lost, and what was read beyond it was never announced. */
    void balanced(long lost, long surplus) {
        missing += lost;
        unannounced += surplus;
    }

    /** Announced or carried, and neither read nor lost; less than 0 if more was read. */
    long pending() {
        return carried + announced + unannounced - messagesRead - missing;
    }

    /** Another epoch: what is pending is still in the module. */
    void nextEpoch(long next) {
        carried = Math.max(0, pending());
        epoch = next;
        announced = 0;
        announcedBytes = 0;
        dropped = 0;
        droppedBytes = 0;
        messagesRead = 0;
        bytesRead = 0;
        missing = 0;
        unannounced = 0;
    }

    long arrived() {
        return carried + announced;
    }

    CacheBalance balance() {
        return new CacheBalance(epoch, carried, announced, announcedBytes, dropped, droppedBytes, messagesRead, bytesRead,
                Math.max(0, pending()), missing, unannounced);
    }
}
