package org.modemfleet;

import java.net.URI;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * In a query a plus is a plus: MQTT filters hold it ({@code topic=a/+/b}). WebFlux would read it as a blank, as HTML
 * forms write it. A character beyond ASCII that is not percent-encoded was already misread by then, so it is refused.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class LiteralPlus implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        URI uri = exchange.getRequest().getURI();
        String query = uri.getRawQuery();
        if (query == null) {
            return chain.filter(exchange);
        }
        if (query.chars().anyMatch(c -> c > '~')) {
            return Mono.error(new ServerWebInputException("a query is ASCII: percent-encode what is not"));
        }
        if (query.indexOf('+') < 0) {
            return chain.filter(exchange);
        }
        URI literal = URI.create(withoutQuery(uri) + '?' + query.replace("+", "%2B"));
        return chain.filter(exchange.mutate().request(request -> request.uri(literal)).build());
    }

    private static String withoutQuery(URI uri) {
        String text = uri.toString();
        return text.substring(0, text.indexOf('?'));
    }
}
