package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.StoredEvent;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client and a server on a loopback port. */
@SpringBootTest(classes = EventsTestApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = {
    "spring.datasource.url=jdbc:h2:mem:${random.uuid};DB_CLOSE_DELAY=-1",
    "modemfleet.admin-token=" + EventsWebTest.TOKEN,
    "modemfleet.allowed-origins=https://fleet.example.org"})
abstract class EventsWebTest {

    static final String TOKEN = "a-token-that-only-this-test-knows";
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final HttpClient HTTP = HttpClient.newHttpClient();

    @LocalServerPort
    int port;

    @Autowired
    EventLog log;

    @Autowired
    EventFeed feed;

    @Autowired
    EventsTestApplication.SettableClock clock;

    @Autowired
    EventsTestApplication.TokenEnd authority;

    StoredEvent append(String module, String type, Map<String, Object> data) {
        return log.append(new EventDraft(module, 1, 0, "org.modemfleet.urc." + type, Instant.EPOCH, data)).join();
    }

    /** The cursor behind everything that is there now. */
    String now() {
        return feed.cursor(log.head());
    }

    HttpRequest.Builder request(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/events" + pathAndQuery))
                .header("Authorization", "Bearer " + TOKEN);
    }

    HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
        return HTTP.send(request(pathAndQuery).build(), HttpResponse.BodyHandlers.ofString());
    }

    String ticket() throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request("/tickets").POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        return JSON.readTree(answer.body()).get("ticket").stringValue();
    }

    /** All events after a cursor, pulled page by page, as JSON text. */
    List<String> pullAll(String after, String filter, int limit) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        String cursor = after;
        while (true) {
            JsonNode page = JSON.readTree(get("?after=" + cursor + "&limit=" + limit + filter).body());
            page.get("items").forEach(item -> all.add(item.toString()));
            cursor = page.get("next").stringValue();
            if (page.get("items").size() < limit) {
                return all;
            }
        }
    }

    static int n(String json) {
        return JSON.readTree(json).get("data").get("n").intValue();
    }

    static WebSocket.Builder withToken() {
        return HTTP.newWebSocketBuilder().header("Authorization", "Bearer " + TOKEN);
    }

    static WebSocket.Builder withOrigin(String origin) {
        return withToken().header("Origin", origin);
    }

    int refusal(WebSocket.Builder builder, String query) {
        CompletableFuture<WebSocket> opening = builder.buildAsync(uri(query), new SocketReader());
        assertThatThrownBy(opening::join).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);
        return ((WebSocketHandshakeException) opening.exceptionNow()).getResponse().statusCode();
    }

    SocketReader open(String query) {
        return open(query, true);
    }

    SocketReader open(String query, boolean reads) {
        SocketReader reader = new SocketReader();
        reader.reads = reads;
        reader.socket = withToken().buildAsync(uri(query), reader).join();
        return reader;
    }

    URI uri(String query) {
        return URI.create("ws://127.0.0.1:" + port + "/api/v1/events/ws" + query);
    }
}
