package org.modemfleet.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service as a client sees it: one request, its status, headers and JSON. */
public final class HttpApi {

    /** The administrator's token of tests: set {@code modemfleet.admin-token} to it. */
    public static final String TOKEN = "a-token-that-only-tests-have";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final Map<String, String> headers = new LinkedHashMap<>(Map.of("Authorization", "Bearer " + TOKEN));

    public HttpApi(int port) {
        this("http://127.0.0.1:" + port);
    }

    private HttpApi(String base) {
        this.base = base;
    }

    /** Its paths stand behind {@code /api/v1}. */
    public static HttpApi v1(int port) {
        return new HttpApi("http://127.0.0.1:" + port + "/api/v1");
    }

    /** The same with one more header; null takes it away. */
    public HttpApi with(String name, String value) {
        HttpApi other = new HttpApi(base);
        other.headers.putAll(headers);
        if (value == null) {
            other.headers.remove(name);
        } else {
            other.headers.put(name, value);
        }
        return other;
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer post(String path, String json) {
        return send("POST", path, json);
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json);
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, json);
    }

    /** A body is sent as JSON unless another Content-Type was given. */
    public Answer send(String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        try {
            return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What came back. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public String body() {
            return response.body();
        }

        /** This answer, if it has the status. */
        public Answer expect(int status) {
            if (status() != status) {
                throw new AssertionError("expected " + status + ", got " + this);
            }
            return this;
        }

        /** Empty if there is none. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        public JsonNode json() {
            return JSON.readTree(body());
        }

        /** The text at a JSON pointer; the empty string if nothing is there. */
        public String text(String pointer) {
            return json().at(pointer).asString("");
        }

        @Override
        public String toString() {
            return status() + " " + body();
        }
    }
}
