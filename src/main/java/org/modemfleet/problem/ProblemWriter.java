package org.modemfleet.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes a problem as {@code application/problem+json}, whatever the request accepts. */
@Component
class ProblemWriter {

    /** A request about a module, perhaps about one of its connections. */
    private static final Pattern ABOUT_MODULE =
            Pattern.compile("/api/v1/modules/(?<module>[a-z0-9-]{1,64})(?:/mqtt/(?<connectId>[0-5])(?![^/]))?(?:/.*)?");

    private final JsonMapper json;

    ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    Mono<Void> write(ServerWebExchange exchange, Problem problem) {
        byte[] body = json.writeValueAsBytes(members(problem, exchange.getRequest().getPath().value(),
                exchange.getRequest().getId()));
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(problem.type().status()));
        problem.headers().forEach(response.getHeaders()::set);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setContentLength(body.length);
        response.getHeaders().setCacheControl("no-store");
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    /** @param path of the request */
    static Map<String, Object> members(Problem problem, String path, String requestId) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", problem.type().uri());
        members.put("title", problem.type().title());
        members.put("status", problem.type().status());
        members.put("detail", problem.detail());
        members.put("instance", path);
        Matcher about = ABOUT_MODULE.matcher(path);
        if (about.matches()) {
            members.put("module", about.group("module"));
            if (about.group("connectId") != null) {
                members.put("connectId", Integer.valueOf(about.group("connectId")));
            }
        }
        members.putAll(problem.members());
        members.put("requestId", requestId);
        return members;
    }
}
