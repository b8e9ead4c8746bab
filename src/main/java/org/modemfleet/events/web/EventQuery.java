package org.modemfleet.events.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.EventFilter;
import org.modemfleet.events.EventLogException;

/**
 * What a reader asked for.
 *
 * @param after a cursor, {@code 0}, or null
 * @param modules null: of all modules
 * @param types null: of all types
 */
record EventQuery(@Nullable String after, @Nullable List<String> modules, @Nullable List<String> types) {

    static final String CURSOR = "AAAAAAAAABGmZ4sK";
    static final String AFTER = "The cursor to go on from; `0`: from the oldest event kept.";
    static final String MODULE = "Only events of this module; repeatable.";
    static final String TYPE = "Only events of this type, whole or its last part; repeatable.";

    EventFilter filter() {
        return EventFilter.of(given(modules), given(types));
    }

    /**
     * @param otherwise the position without a cursor
     * @throws EventLogException.BadCursor if the cursor is none
     */
    long position(EventFeed feed, long otherwise) {
        return after == null || after.isEmpty() ? otherwise : feed.position(after);
    }

    private static List<String> given(@Nullable List<String> values) {
        return values == null ? List.of() : values.stream().filter(value -> !value.isEmpty()).toList();
    }
}
