package org.modemfleet.security;

import java.nio.charset.StandardCharsets;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** 401 and 403 (RFC 9457, RFC 6750) where no bean of these types knows the house's own form of problems. */
final class BareProblems implements ServerAuthenticationEntryPoint, ServerAccessDeniedHandler {

    @Override
    public Mono<Void> commence(ServerWebExchange exchange, AuthenticationException failure) {
        exchange.getResponse().getHeaders().set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"modem-fleet\"");
        return write(exchange.getResponse(), HttpStatus.UNAUTHORIZED, "unauthorized");
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, AccessDeniedException failure) {
        return write(exchange.getResponse(), HttpStatus.FORBIDDEN, "forbidden");
    }

    private static Mono<Void> write(ServerHttpResponse response, HttpStatus status, String code) {
        String body = "{\"type\":\"urn:modemfleet:problem:" + code + "\",\"title\":\"" + status.getReasonPhrase() + "\",\"status\":"
                + status.value() + "}";
        response.setStatusCode(status);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body.getBytes(StandardCharsets.UTF_8))));
    }
}
