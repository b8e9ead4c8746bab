package org.modemfleet.security;

import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Pages of other origins only by permission: CORS for HTTP, and the same check for WebSockets, to which browsers do not
 * apply CORS. A request without Origin comes from no page.
 */
final class OriginFilter implements WebFilter {

    private static final Duration PREFLIGHT_AGE = Duration.ofMinutes(30);

    private final DefaultCorsProcessor processor = new DefaultCorsProcessor();
    private final CorsConfiguration configuration = new CorsConfiguration();

    /** @param allowed origins besides our own */
    OriginFilter(List<String> allowed) {
        configuration.setAllowedOrigins(allowed);
        configuration.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        configuration.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        configuration.setExposedHeaders(List.of(HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER, "Idempotent-Replayed"));
        configuration.setMaxAge(PREFLIGHT_AGE);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        boolean allowed = processor.process(configuration, exchange);
        if (!allowed) {
            return Mono.error(new ResponseStatusException(HttpStatus.FORBIDDEN,
                    "pages of this origin may not call: see modemfleet.allowed-origins"));
        }
        return CorsUtils.isPreFlightRequest(exchange.getRequest()) ? Mono.empty() : chain.filter(exchange);
    }
}
