package org.modemfleet.events;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event before the log has given it its place.
 *
 * @param module the module's id
 * @param epoch the module's epoch it belongs to; {@link #CURRENT} for the one that is current when it gets its place
 * @param connectId null if it is about no connection
 * @param type such as {@code org.modemfleet.urc.publish}
 * @param time when it happened
 * @param data its fields in order; a {@code byte[]} is written as text or base64 with a sibling {@code <name>Encoding}
 */
public record EventDraft(String module, long epoch, @Nullable Integer connectId, String type, Instant time,
        Map<String, Object> data) {

    public static final long CURRENT = 0;

    EventDraft in(long otherEpoch) {
        return new EventDraft(module, otherEpoch, connectId, type, time, data);
    }
}
