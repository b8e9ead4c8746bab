package org.modemfleet.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Answers every failed request, wherever it failed. Comes before Spring Boot's own handler, whose order is -1. */
@Component
@Order(-2)
class ProblemHandler implements WebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    private final Problems problems;
    private final ProblemWriter writer;

    ProblemHandler(Problems problems, ProblemWriter writer) {
        this.problems = problems;
        this.writer = writer;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        if (exchange.getResponse().isCommitted()) {
            // A stream that broke, or a client that left: there is nobody to tell it to.
            return Mono.error(failure);
        }
        Problem problem = failure instanceof UnsupportedMediaTypeStatusException unread && !hasBody(exchange.getRequest())
                ? WebProblems.bodyNeeded(unread) : problems.of(failure);
        if (problem.type() == ProblemType.INTERNAL) {
            log.error("request {} {} {} failed", exchange.getRequest().getId(), exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(), failure);
        } else {
            log.debug("request {} {} {}: {}", exchange.getRequest().getId(), exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(), problem.detail());
        }
        return writer.write(exchange, problem);
    }

    /** RFC 9112, 6.3: a request has one if either header says so. */
    private static boolean hasBody(ServerHttpRequest request) {
        return request.getHeaders().getContentLength() > 0 || request.getHeaders().containsHeader(HttpHeaders.TRANSFER_ENCODING);
    }
}
