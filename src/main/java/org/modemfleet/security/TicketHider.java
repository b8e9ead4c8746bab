package org.modemfleet.security;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.util.context.ContextView;

/**
 * Takes {@code ticket=} out of the URL before anything sees it that might log it, and keeps it in the request's Reactor
 * context for {@link Credentials}.
 */
final class TicketHider implements HttpHandlerDecoratorFactory {

    static final String PARAMETER = "ticket";

    @Override
    public HttpHandler apply(HttpHandler next) {
        return (request, response) -> {
            String query = request.getURI().getRawQuery();
            Optional<String> ticket = query == null ? Optional.empty() : find(query);
            return ticket.isEmpty()
                    ? next.handle(request, response)
                    : next.handle(without(request, query), response).contextWrite(context -> context.put(TicketHider.class, ticket.get()));
        };
    }

    /** The ticket that came with the request whose context this is. */
    static Optional<String> ticket(ContextView context) {
        return context.getOrEmpty(TicketHider.class);
    }

    private static Optional<String> find(String query) {
        return Arrays.stream(query.split("&")).filter(TicketHider::isTicket)
                .map(parameter -> decoded(parameter.substring(Math.min(parameter.length(), parameter.indexOf('=') + 1))))
                .findFirst();
    }

    private static ServerHttpRequest without(ServerHttpRequest request, String query) {
        String rest = Arrays.stream(query.split("&")).filter(parameter -> !isTicket(parameter)).collect(Collectors.joining("&"));
        String uri = request.getURI().toString();
        return request.mutate().uri(URI.create(uri.substring(0, uri.indexOf('?')) + (rest.isEmpty() ? "" : "?" + rest))).build();
    }

    private static boolean isTicket(String parameter) {
        int end = parameter.indexOf('=');
        return decoded(end < 0 ? parameter : parameter.substring(0, end)).equals(PARAMETER);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
