package org.modemfleet.idempotency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;

/** A response as it is kept. */
record Answer(int status, Map<String, String> headers, byte[] body) {

    private static final List<String> KEPT = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION);

    static Answer of(int status, HttpHeaders headers, byte[] body) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = headers.getFirst(name);
            if (value != null) {
                kept.put(name, value);
            }
        }
        return new Answer(status, kept, body);
    }

    /** Nothing was done, and it makes sense to try again, with the same key: busy, or not available now. */
    boolean asksToTryAgain() {
        return status == 429 || status == 503;
    }
}
