package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

/** Who is let in, over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class SecurityTest extends EventsWebTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer wrong", "Bearer a-token-that-only-this-test-know",
        "Basic YWRtaW46YWRtaW4=", "x"})
    void withoutTheTokenNobodyGetsIn(String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/v1/events"));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<String> answer = send(request);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Bearer");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonNode problem = JSON.readTree(answer.body());
        assertThat(problem.get("status").intValue()).isEqualTo(401);
        assertThat(problem.get("type").stringValue()).isEqualTo("urn:modemfleet:problem:unauthorized");
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/nothing", "/actuator", "/actuator/env", "/api/v1/events/tickets"})
    void everythingElseNeedsTheTokenToo(String path) throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/swagger-config", "/swagger-ui/index.html",
        "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness"})
    void descriptionAndHealthAreOpen(String path) throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri(path))).statusCode()).isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer stale")).statusCode()).isEqualTo(200);
    }

    @Test
    void theDescriptionTellsWhatOpensAStream() throws Exception {
        JsonNode api = JSON.readTree(send(HttpRequest.newBuilder(uri("/v3/api-docs"))).body());
        assertThat(api.at("/components/securitySchemes").propertyNames()).contains("ticket");
        for (String stream : List.of("ws", "stream")) {
            assertThat(api.at("/paths/~1api~1v1~1events~1" + stream + "/get/security"))
                    .flatExtracting(JsonNode::propertyNames).containsExactly("bearer", "ticket");
        }
        assertThat(api.at("/paths/~1api~1v1~1events/get/security").isMissingNode()).isTrue();
        assertThat(api.at("/paths/~1api~1v1~1events~1stream/get/parameters")).extracting(node -> node.get("name").stringValue())
                .containsExactly("after", "module", "type", "Last-Event-ID");
    }

    @Test
    void theSchemeIsReadInAnyCase() throws Exception {
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/events")).header("Authorization", "bEaReR " + TOKEN)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTicketIsMadeWithTheTokenAlone() throws Exception {
        HttpResponse<String> answer = send(request("/tickets").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Cache-Control").orElse("")).contains("no-store");
        JsonNode ticket = JSON.readTree(answer.body());
        assertThat(ticket.propertyNames()).containsExactlyInAnyOrder("ticket", "expiresAt");
        assertThat(Instant.parse(ticket.get("expiresAt").stringValue())).isEqualTo(clock.instant().plusSeconds(60));
    }

    @Test
    void aTicketOpensStreamsAndNothingElse() throws Exception {
        String ticket = ticket();
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/events?ticket=" + ticket))).statusCode()).isEqualTo(401);
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/events/tickets?ticket=" + ticket))
                .POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(401);
        HttpResponse<InputStream> stream = HTTP.send(HttpRequest.newBuilder(uri("/api/v1/events/stream?type=x&%74icket=" + ticket))
                .build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        stream.body().close();
        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/events/stream?ticket=" + ticket))).statusCode()).isEqualTo(401);
    }

    @Test
    void aTicketIsNeverLogged(CapturedOutput output) throws Exception {
        var web = (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("org.springframework");
        web.setLevel(ch.qos.logback.classic.Level.TRACE);
        try {
            send(HttpRequest.newBuilder(uri("/api/v1/events/stream?ticket=sesame-of-this-test&after=0")));
            HttpResponse<InputStream> stream = HTTP.send(HttpRequest.newBuilder(uri("/api/v1/events/stream?after=0&ticket=" + ticket()))
                    .build(), HttpResponse.BodyHandlers.ofInputStream());
            stream.body().close();
        } finally {
            web.setLevel(null);
        }
        assertThat(output).contains("/api/v1/events/stream?after=0").doesNotContain("sesame-of-this-test").doesNotContain("ticket=");
    }

    @Test
    void otherOriginsAreAllowedBySettingOnly() throws Exception {
        HttpResponse<String> allowed = send(request("").header("Origin", "https://fleet.example.org"));
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://fleet.example.org");
        assertThat(send(request("").header("Origin", "https://evil.example.org")).statusCode()).isEqualTo(403);
        assertThat(send(request("").header("Origin", "null")).statusCode()).isEqualTo(403);
        HttpResponse<String> own = send(request("").header("Origin", "http://127.0.0.1:" + port));
        assertThat(own.statusCode()).isEqualTo(200);
        assertThat(own.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aPreflightNeedsNoToken() throws Exception {
        HttpResponse<String> allowed = send(preflight("https://fleet.example.org"));
        assertThat(allowed.statusCode()).isEqualTo(200);
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Methods").orElse("")).contains("POST");
        assertThat(allowed.headers().firstValue("Access-Control-Allow-Headers").orElse("")).containsIgnoringCase("authorization");
        assertThat(send(preflight("https://evil.example.org")).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://[", "://", "http://%%", "https://fleet.example.org:99999999", "a b"})
    void aBrokenOriginIsRefused(String origin) throws Exception {
        assertThat(rawStatus("GET /api/v1/events HTTP/1.1", "Origin: " + origin)).isBetween(400, 403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1//events", "/api/v1/%2e%2e/events", "/api/v1/events;x=1", "/api/v1/modules/a%2Fb"})
    void aMalformedPathIsABadRequest(String path) throws Exception {
        assertThat(rawStatus("GET " + path + " HTTP/1.1", "Accept: */*")).isEqualTo(400);
    }

    @Test
    void aMethodThatNothingHasIsNotABadRequest() throws Exception {
        assertThat(rawStatus("PROPFIND /api/v1/events HTTP/1.1", "Accept: */*")).isEqualTo(405);
    }

    private HttpRequest.Builder preflight(String origin) {
        return HttpRequest.newBuilder(uri("/api/v1/events/tickets")).method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin).header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization");
    }

    /** What no HTTP client would send. */
    private int rawStatus(String requestLine, String header) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write((requestLine + "\r\nHost: 127.0.0.1:" + port + "\r\nAuthorization: Bearer " + TOKEN + "\r\n" + header
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
