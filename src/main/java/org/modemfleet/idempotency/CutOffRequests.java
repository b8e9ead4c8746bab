package org.modemfleet.idempotency;

import java.util.Optional;
import org.springframework.http.ResponseEntity;

/** Knows what became of requests that were cut off before they were answered: by a restart of the service, or by a client that left. */
public interface CutOffRequests {

    /** The name of the exchange's attribute that holds the origin of what a request with a key does. */
    String ORIGIN = "org.modemfleet.origin";

    /**
     * May throw what the request itself would have ended with.
     *
     * @param origin the value of {@link #ORIGIN} in the first request
     * @return what to answer; empty if nothing is known of it
     */
    Optional<ResponseEntity<?>> recall(String origin);
}
