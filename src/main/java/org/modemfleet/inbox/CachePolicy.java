package org.modemfleet.inbox;

import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;

/** How a connection's cache is emptied, where the operator said it. */
@Entity
@Table(name = "cache_policy")
class CachePolicy {

    @EmbeddedId
    private CacheKey key;
    @Enumerated(EnumType.STRING)
    private Drain drain;

    protected CachePolicy() {
        // for JPA
    }

    CachePolicy(CacheKey key, Drain drain) {
        this.key = key;
        this.drain = drain;
    }

    CacheKey key() {
        return key;
    }

    Drain drain() {
        return drain;
    }
}
