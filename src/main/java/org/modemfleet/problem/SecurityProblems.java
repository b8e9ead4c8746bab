package org.modemfleet.problem;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** 401 and 403 as problems (RFC 6750 3); security takes both beans by their type. */
@Component
class SecurityProblems implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    private final ProblemWriter writer;

    SecurityProblems(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        return writer.write(exchange, ProblemType.UNAUTHORIZED
                .because("send a valid token in the header 'Authorization: Bearer <token>'")
                .withHeader("WWW-Authenticate", "Bearer realm=\"modem-fleet\""));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException failure) {
        return writer.write(exchange, ProblemType.FORBIDDEN.because("the token does not allow this request"));
    }
}
