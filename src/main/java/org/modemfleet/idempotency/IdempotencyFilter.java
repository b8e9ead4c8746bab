package org.modemfleet.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/**
 * Does a POST with an Idempotency-Key once, and answers it again as often as it comes. Comes behind security, so that only a known
 * caller's keys are kept. What talks to the database runs on virtual threads, never on the event loop.
 */
@Component
@Order(0)
class IdempotencyFilter implements WebFilter {

    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyFilter.class);

    private static final String API = "/api/v1/";
    /** Made to be used once, at once: keeping them would keep a secret. */
    private static final Set<String> EXEMPT = Set.of("/api/v1/events/tickets");
    private static final Pattern FORM = Pattern.compile("[!-~]{1,255}");
    /** As much as a body may have anywhere here. */
    private static final int LARGEST_BODY = 1024 * 1024;

    private final IdempotencyKeys keys;
    private final ObjectProvider<CutOffRequests> cutOff;
    private final ObjectProvider<WebExceptionHandler> failures;
    private final JsonMapper json;
    /** Its tasks are never interrupted, which a database in a file could not bear. */
    private final Scheduler threads = Schedulers.fromExecutor(task -> Thread.ofVirtual().name("idempotency").start(task));

    IdempotencyFilter(IdempotencyKeys keys, ObjectProvider<CutOffRequests> cutOff, ObjectProvider<WebExceptionHandler> failures,
            JsonMapper json) {
        this.keys = keys;
        this.cutOff = cutOff;
        this.failures = failures;
        this.json = json;
    }

    /** Whether a key means something for this operation. */
    static boolean covers(HttpMethod method, String path) {
        return method.equals(HttpMethod.POST) && path.startsWith(API) && !EXEMPT.contains(path);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        List<String> given = request.getHeaders().getOrEmpty(KEY);
        if (given.isEmpty() || !covers(request.getMethod(), request.getPath().value())) {
            return chain.filter(exchange);
        }
        if (given.size() > 1 || !FORM.matcher(given.getFirst()).matches()) {
            return Mono.error(new IdempotencyException.Malformed());
        }
        return DataBufferUtils.join(request.getBody(), LARGEST_BODY).map(KeptResponse::bytes).defaultIfEmpty(new byte[0])
                .onErrorMap(DataBufferLimitException.class,
                        tooLarge -> new ResponseStatusException(HttpStatus.CONTENT_TOO_LARGE, tooLarge.getMessage(), tooLarge))
                .publishOn(threads)
                .flatMap(body -> follow(exchange, chain, body, keys.claim(tokenHash(request), given.getFirst(), fingerprint(request, body))));
    }

    private Mono<Void> follow(ServerWebExchange exchange, WebFilterChain chain, byte[] body, Claim claim) {
        return switch (claim) {
            case Claim.First(String id) -> doOnce(exchange, chain, body, id);
            case Claim.Answered(Answer answer) -> write(exchange.getResponse(), answer);
            case Claim.InUse _ -> Mono.error(new IdempotencyException.InUse());
            case Claim.Reused _ -> Mono.error(new IdempotencyException.Reused());
            case Claim.CutOff(String id) -> write(exchange.getResponse(), recalled(origin(id)));
        };
    }

    private Mono<Void> doOnce(ServerWebExchange exchange, WebFilterChain chain, byte[] body, String id) {
        KeptResponse response = new KeptResponse(exchange.getResponse(),
                answer -> Mono.<Void>fromRunnable(() -> keep(id, answer)).subscribeOn(threads));
        ServerWebExchange own = exchange.mutate().request(new KnownBody(exchange.getRequest(), body)).response(response).build();
        own.getAttributes().put(CutOffRequests.ORIGIN, origin(id));
        return chain.filter(own).onErrorResume(failure -> answered(own, failure)).then(Mono.defer(response::keepEmpty))
                .doFinally(_ -> keys.left(id));
    }

    /** The same that happens to a failure that leaves the last filter: its answer is kept, too. */
    private Mono<Void> answered(ServerWebExchange exchange, Throwable failure) {
        Mono<Void> answered = Mono.error(failure);
        for (WebExceptionHandler handler : failures.orderedStream().toList()) {
            answered = answered.onErrorResume(still -> handler.handle(exchange, still));
        }
        return answered;
    }

    /** A database that is away does not take the client its answer: the key then tells what the history knows. */
    private void keep(String id, Answer answer) {
        try {
            if (answer.asksToTryAgain()) {
                keys.release(id);
            } else {
                keys.answered(id, answer);
            }
        } catch (DataAccessException storageAway) {
            LOG.warn("the answer {} to a request with an Idempotency-Key could not be kept", answer.status(), storageAway);
        }
    }

    private Answer recalled(String origin) {
        ResponseEntity<?> known = cutOff.orderedStream().map(requests -> requests.recall(origin)).flatMap(Optional::stream).findFirst()
                .orElseThrow(IdempotencyException.CutOff::new);
        HttpHeaders headers = new HttpHeaders();
        headers.addAll(known.getHeaders());
        headers.setContentType(MediaType.APPLICATION_JSON);
        return Answer.of(known.getStatusCode().value(), headers, json.writeValueAsBytes(known.getBody()));
    }

    private static Mono<Void> write(ServerHttpResponse response, Answer answer) {
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        answer.headers().forEach(response.getHeaders()::set);
        response.getHeaders().set(REPLAYED, "true");
        return answer.body().length == 0 ? response.setComplete()
                : response.writeWith(Mono.just(response.bufferFactory().wrap(answer.body())));
    }

    private static String origin(String id) {
        return "request/" + id;
    }

    private static String tokenHash(ServerHttpRequest request) {
        String shown = request.getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return hash((shown == null ? "" : shown).getBytes(StandardCharsets.UTF_8), new byte[0]);
    }

    private static String fingerprint(ServerHttpRequest request, byte[] body) {
        String query = request.getURI().getRawQuery();
        String line = request.getMethod() + " " + request.getURI().getRawPath() + (query == null ? "" : "?" + query) + "\n";
        return hash(line.getBytes(StandardCharsets.UTF_8), body);
    }

    private static String hash(byte[] first, byte[] second) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(first);
            return HexFormat.of().formatHex(sha.digest(second));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
