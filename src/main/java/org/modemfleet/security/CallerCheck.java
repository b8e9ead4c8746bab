package org.modemfleet.security;

import java.util.Optional;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;

/** Tells who a caller is. All in memory: this runs on the event loop. */
final class CallerCheck implements ReactiveAuthenticationManager {

    private static final String ADMIN = "admin";

    private final AdminToken adminToken;
    private final StreamTickets tickets;

    CallerCheck(AdminToken adminToken, StreamTickets tickets) {
        this.adminToken = adminToken;
        this.tickets = tickets;
    }

    @Override
    public Mono<Authentication> authenticate(Authentication shown) {
        if (!(shown instanceof Caller caller) || !(caller.getCredentials() instanceof String secret)) {
            return Mono.empty();
        }
        Optional<String> name = switch (caller.kind()) {
            case TOKEN -> adminToken.is(secret) ? Optional.of(ADMIN) : Optional.empty();
            case TICKET -> tickets.redeem(secret);
        };
        return name.<Mono<Authentication>>map(known -> Mono.just(caller.known(known)))
                .orElseGet(() -> Mono.error(new BadCredentialsException("a " + caller.kind() + " that is not valid")));
    }
}
