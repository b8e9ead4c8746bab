package org.modemfleet.inbox;

import jakarta.persistence.Embeddable;

/** A connection of a module, as a key of a table. */
@Embeddable
record CacheKey(String moduleId, int connectId) {}
