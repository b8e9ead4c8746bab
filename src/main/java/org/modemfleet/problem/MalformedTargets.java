package org.modemfleet.problem;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request target that is no URI ({@code ?topic=a%zz}) never comes as far as a filter: Spring's adapter ends it with a
 * bare 400, which gets its problem here.
 */
@Component
class MalformedTargets implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private final JsonMapper json;

    MalformedTargets(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void customize(NettyReactiveWebServerFactory server) {
        server.addServerCustomizers(http -> http.mapHandle(
                (handled, connection) -> handled.then(Mono.defer(() -> explainIfBare(connection)))));
    }

    private Mono<Void> explainIfBare(Connection connection) {
        return connection instanceof HttpServerResponse response && !response.hasSentHeaders()
                && response.status().code() == 400 ? explain(response) : Mono.empty();
    }

    private Mono<Void> explain(HttpServerResponse response) {
        String requestId = response instanceof HttpServerRequest request ? request.requestId() : "";
        Problem problem = ProblemType.BAD_REQUEST
                .because("the request target is no URI: percent-encode what is not allowed in one");
        byte[] body = json.writeValueAsBytes(ProblemWriter.members(problem, "/", requestId));
        return response.header("Content-Type", MediaType.APPLICATION_PROBLEM_JSON_VALUE)
                .header("Content-Length", Integer.toString(body.length)).sendByteArray(Mono.just(body)).then();
    }
}
