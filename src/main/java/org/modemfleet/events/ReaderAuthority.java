package org.modemfleet.events;

import java.security.Principal;
import reactor.core.publisher.Mono;

/** Who knows how long a reader may go on reading. Without such a bean, as long as it likes. */
@FunctionalInterface
public interface ReaderAuthority {

    /** Completes when what the reader showed at the start of its stream, a token or a ticket, is no longer good. */
    Mono<Void> ended(Principal reader);
}
