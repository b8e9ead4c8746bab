package org.modemfleet.security;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What a request shows: a bearer token (RFC 6750 2.1), or, for a stream, a ticket. */
final class Credentials implements ServerAuthenticationConverter {

    /** The only paths that a ticket opens. */
    static final Set<String> STREAMS = Set.of("/api/v1/events/stream", "/api/v1/events/ws");

    private static final String SCHEME = "bearer ";

    @Override
    public Mono<Authentication> convert(ServerWebExchange exchange) {
        String header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header != null) {
            return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                    ? Mono.just(Caller.withToken(header.substring(SCHEME.length()).strip()))
                    : Mono.error(new BadCredentialsException("another scheme than Bearer"));
        }
        if (!STREAMS.contains(exchange.getRequest().getPath().value())) {
            return Mono.empty();
        }
        return Mono.deferContextual(context -> {
            Optional<String> ticket = TicketHider.ticket(context);
            return Mono.justOrEmpty(ticket.map(Caller::withTicket));
        });
    }
}
