package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.modemfleet.events.FeedReaders;

class EventStreamTest extends EventsWebTest {

    @Test
    void withoutACursorItBeginsNowAndItsHeadersComeAtOnce() throws Exception {
        append("sse-1", "conn", Map.of("n", -1));
        try (Stream stream = open(request("/stream?module=sse-1"))) {
            assertThat(stream.answer.statusCode()).isEqualTo(200);
            assertThat(stream.answer.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
            String written = new String(append("sse-1", "conn", Map.of("n", 0)).json(), StandardCharsets.UTF_8);
            await().until(() -> !stream.data.isEmpty());
            assertThat(stream.data).containsExactly(written);
            assertThat(stream.ids).containsExactly(JSON.readTree(written).get("cursor").stringValue());
            await().until(() -> stream.comments.size() > 2);
        }
    }

    @Test
    void everythingSinceTheCursorThenLiveWithoutSeam() throws Exception {
        String start = now();
        int before = 300;
        int during = 700;
        IntStream.range(0, before).forEach(i -> append("sse-2", "conn", Map.of("n", i)));
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() ->
                IntStream.range(before, before + during).forEach(i -> append("sse-2", "conn", Map.of("n", i))));
        try (Stream stream = open(request("/stream?module=sse-2&after=" + start))) {
            await().until(() -> stream.data.size() >= before + during);
            assertThat(stream.data).extracting(EventsWebTest::n)
                    .containsExactlyElementsOf(IntStream.range(0, before + during).boxed().toList());
        }
        writer.join();
    }

    @Test
    void lastEventIdCountsMoreThanAfter() throws Exception {
        String start = now();
        append("sse-3", "conn", Map.of("n", 0));
        String seen = now();
        append("sse-3", "publish", Map.of("n", 1));
        append("sse-3", "conn", Map.of("n", 2));
        try (Stream stream = open(request("/stream?type=conn&after=" + start).header("Last-Event-ID", seen))) {
            await().until(() -> !stream.data.isEmpty());
            assertThat(stream.data).extracting(EventsWebTest::n).containsExactly(2);
        }
        assertThat(HTTP.send(request("/stream").header("Last-Event-ID", "garbage").build(),
                HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    }

    @Test
    void aReaderThatLeavesIsForgotten() throws Exception {
        // A reader of the test before may leave only now.
        AtomicInteger others = new AtomicInteger(readers());
        Stream stream = open(request("/stream"));
        await().until(() -> readers() > others.accumulateAndGet(readers(), Math::min));
        stream.close();
        await().until(() -> readers() <= others.get());
    }

    private int readers() {
        return FeedReaders.positions(feed).size();
    }

    private static Stream open(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new Stream(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    }

    /** Reads a stream by the rules of its format. */
    private static final class Stream implements AutoCloseable {
        private final HttpResponse<InputStream> answer;
        private final List<String> data = new CopyOnWriteArrayList<>();
        private final List<String> ids = new CopyOnWriteArrayList<>();
        private final List<String> comments = new CopyOnWriteArrayList<>();

        private Stream(HttpResponse<InputStream> answer) {
            this.answer = answer;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(line -> {
                    if (line.startsWith("data:")) {
                        data.add(line.substring("data:".length()));
                    } else if (line.startsWith("id:")) {
                        ids.add(line.substring("id:".length()));
                    } else if (line.startsWith(":")) {
                        comments.add(line);
                    }
                });
            } catch (IOException | UncheckedIOException closed) {
                assertThat(data).as("the stream ended: %s", closed).isNotNull();
            }
        }

        @Override
        public void close() throws IOException {
            answer.body().close();
        }
    }
}
