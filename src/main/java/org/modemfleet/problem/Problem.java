package org.modemfleet.problem;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one answer tells about a failure (RFC 9457), before the request adds its {@code instance} and {@code requestId}.
 *
 * @param detail this occurrence in one sentence
 * @param members extension members in order
 * @param headers response headers besides the content type
 */
record Problem(ProblemType type, String detail, Map<String, Object> members, Map<String, String> headers) {

    static Problem of(ProblemType type, String detail) {
        return new Problem(type, detail, Map.of(), Map.of());
    }

    /** With one more member; null adds nothing. */
    Problem with(String name, @Nullable Object value) {
        return value == null ? this : new Problem(type, detail, plus(members, name, value), headers);
    }

    Problem withHeader(String name, @Nullable String value) {
        return value == null ? this : new Problem(type, detail, members, plus(headers, name, value));
    }

    /** Whole seconds, at least 1 (RFC 9110 10.2.3). */
    Problem retryAfter(Duration time) {
        return withHeader("Retry-After", Long.toString(Math.max(1, time.toSeconds())));
    }

    private static <V> Map<String, V> plus(Map<String, V> map, String name, V value) {
        Map<String, V> more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
