package org.modemfleet.inbox;

import java.time.Instant;
import java.util.Optional;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.events.EventTypes;
import org.modemfleet.events.StoredEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What one event brought of a message: all of it, or a split. */
record Piece(String module, long epoch, long sequence, int connectId, int mid, String topic, int totalLength,
        byte[] payload, String via, Instant receivedAt) {

    private static final String PUBLISH = EventTypes.URC_PREFIX + "publish";

    /** Empty for an event that brings no message. */
    static Optional<Piece> of(StoredEvent event, JsonMapper json) {
        String via = switch (event.type()) {
            case PUBLISH -> InboxMessage.VIA_PUBLISH;
            case EventTypes.MESSAGE_READ -> InboxMessage.VIA_CACHE;
            default -> null;
        };
        if (via == null) {
            return Optional.empty();
        }
        JsonNode data = json.readTree(event.json()).path("data");
        byte[] payload = new EncodedBytes(data.path("payload").asString(), data.path("payloadEncoding").asString())
                .bytes();
        return Optional.of(new Piece(event.module(), event.epoch(), event.sequence(), data.path("connectId").asInt(),
                data.path("mid").asInt(), storable(data.path("topic").asString()),
                data.path("totalLen").asInt(payload.length), payload, via, event.time()));
    }

    /** PostgreSQL's text has no NUL, nor has an MQTT topic: one here is noise of the line, and the event keeps it. */
    private static String storable(String topic) {
        return topic.replace('\0', '\uFFFD');
    }

    /** Whether a split belongs to the same message as this one. */
    boolean continuedBy(Piece next) {
        return epoch == next.epoch && mid == next.mid && topic.equals(next.topic) && totalLength == next.totalLength;
    }
}
