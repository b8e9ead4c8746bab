package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventFeed;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.FaultyDataSource;
import org.modemfleet.events.FeedReaders;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** How streams end when the service stops, and when its database is away. */
class StreamEndTest {

    private static final String TOKEN = "a-token-that-only-this-test-knows";

    private final HttpClient http = HttpClient.newHttpClient();
    private String database;
    private ReactiveWebServerApplicationContext service;

    @BeforeEach
    void start() {
        database = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        service = startService();
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aServiceThatStopsTellsSocketsToComeBackAndEndsStreams() throws Exception {
        SocketReader live = open("");
        SocketReader stalled = new SocketReader();
        stalled.reads = false;
        stalled.socket = socket(stalled, "?after=0");
        HttpResponse<InputStream> stream = http.send(HttpRequest.newBuilder(uri("http", "/stream?after=0"))
                .header("Authorization", "Bearer " + TOKEN).build(), HttpResponse.BodyHandlers.ofInputStream());
        EventFeed feed = service.getBean(EventFeed.class);
        await().until(() -> FeedReaders.positions(feed).size() == 3);
        append(3_000, new byte[10_000]);
        await().until(() -> live.frames.size() == 3_000);
        CompletableFuture<String> streamed = CompletableFuture.supplyAsync(() -> readAll(stream.body()));

        long begin = System.nanoTime();
        service.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("nobody holds up the stop").isLessThan(Duration.ofSeconds(9));
        await().until(() -> live.closed.isDone());
        assertThat(live.closed.join()).isEqualTo(1012);
        assertThat(streamed.join()).endsWith("\n\n");
        stalled.socket.abort();
    }

    @Test
    void aSocketThatNeedsTheDatabaseWhileItIsAwayIsToldToComeBackLater() {
        append(10, new byte[0]);
        service.close();
        service = startService();
        FaultyDataSource faulty = (FaultyDataSource) service.getBean(DataSource.class);
        faulty.goAway();
        SocketReader reader = open("?after=0");
        await().until(() -> reader.closed.isDone());
        assertThat(reader.closed.join()).isEqualTo(1013);
        faulty.comeBack();
        SocketReader again = open("?after=0");
        await().until(() -> again.frames.size() == 10);
        again.socket.abort();
    }

    private void append(int count, byte[] payload) {
        EventLog log = service.getBean(EventLog.class);
        for (int i = 1; i < count; i++) {
            log.append(draft(payload));
        }
        log.append(draft(payload)).join();
    }

    private static EventDraft draft(byte[] payload) {
        return new EventDraft("sim-1", 1, 0, "org.modemfleet.urc.publish", Instant.EPOCH, Map.of("payload", payload));
    }

    private SocketReader open(String query) {
        SocketReader reader = new SocketReader();
        reader.socket = socket(reader, query);
        return reader;
    }

    private WebSocket socket(SocketReader reader, String query) {
        return http.newWebSocketBuilder().header("Authorization", "Bearer " + TOKEN).buildAsync(uri("ws", "/ws" + query), reader).join();
    }

    private URI uri(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + service.getWebServer().getPort() + "/api/v1/events" + path);
    }

    private static String readAll(InputStream body) {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ReactiveWebServerApplicationContext startService() {
        return (ReactiveWebServerApplicationContext) new SpringApplicationBuilder(Service.class).run("--server.port=0",
                "--spring.datasource.url=" + database, "--modemfleet.admin-token=" + TOKEN, "--spring.main.register-shutdown-hook=false");
    }

    @Import(EventsTestApplication.class)
    static class Service {

        @Bean
        static BeanPostProcessor databaseThatCanGoAway() {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof DataSource real ? new FaultyDataSource(real) : bean;
                }
            };
        }
    }
}
