package org.modemfleet.inbox;

import java.util.Optional;
import org.modemfleet.events.EventTypes;
import org.modemfleet.events.StoredEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one event says of a module's cache.
 *
 * @param amount bytes; of {@link Kind#BALANCED} the messages that are missing
 * @param surplus of {@link Kind#BALANCED} the messages that were never announced
 */
record CacheEntry(CacheKey key, long epoch, Kind kind, long amount, long surplus) {

    enum Kind { ANNOUNCED, DROPPED, READ, BALANCED }

    /** Empty for an event that says nothing of a cache. */
    static Optional<CacheEntry> of(StoredEvent event, JsonMapper json) {
        return switch (event.type()) {
            case EventTypes.URC_PREFIX + "pubnmi" -> Optional.of(entry(event, json, Kind.ANNOUNCED, "dataLen"));
            case EventTypes.URC_PREFIX + "drop" -> Optional.of(entry(event, json, Kind.DROPPED, "droppedLength"));
            case EventTypes.MESSAGE_READ -> Optional.of(entry(event, json, Kind.READ, "payloadLen"));
            case EventTypes.CACHE_UNACCOUNTED -> Optional.of(entry(event, json, Kind.BALANCED, "missing"));
            default -> Optional.empty();
        };
    }

    private static CacheEntry entry(StoredEvent event, JsonMapper json, Kind kind, String amount) {
        JsonNode data = json.readTree(event.json()).path("data");
        return new CacheEntry(new CacheKey(event.module(), data.path("connectId").asInt()), event.epoch(), kind,
                data.path(amount).asLong(), data.path("unannounced").asLong());
    }
}
