package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.events.FeedReaders;

class EventSocketTest extends EventsWebTest {

    @Test
    void oneTextFramePerEventFromNowOn() {
        append("ws-1", "conn", Map.of("n", -1));
        SocketReader reader = open("?module=ws-1");
        String first = new String(append("ws-1", "publish", Map.of("payload", new byte[] {0, 1})).json(), StandardCharsets.UTF_8);
        String second = new String(append("ws-1", "conn", Map.of("n", 1)).json(), StandardCharsets.UTF_8);
        await().until(() -> reader.frames.size() == 2);
        assertThat(reader.frames).containsExactly(first, second);
        reader.socket.abort();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void resumesWithoutHoleOrRepeatWhileEventsAreAppended(long seed) {
        Random random = new Random(seed);
        String module = "ws-resume-" + seed;
        String cursor = now();
        int all = 1_500;
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> IntStream.range(0, all)
                .forEach(i -> append(module, i % 3 == 0 ? "conn" : "publish", Map.of("n", i))));
        List<Integer> seen = new CopyOnWriteArrayList<>();
        int wanted = (int) IntStream.range(0, all).filter(i -> i % 3 != 0).count();
        while (seen.size() < wanted) {
            int enough = Math.min(wanted - seen.size(), 1 + random.nextInt(400));
            SocketReader reader = open("?type=publish&module=" + module + "&after=" + cursor);
            await().until(() -> reader.frames.size() >= enough);
            reader.socket.abort();
            List<String> taken = reader.frames.subList(0, enough);
            taken.forEach(frame -> seen.add(n(frame)));
            cursor = JSON.readTree(taken.getLast()).get("cursor").stringValue();
        }
        writer.join();
        assertThat(seen).as("seed %d", seed)
                .containsExactlyElementsOf(IntStream.range(0, all).filter(i -> i % 3 != 0).boxed().toList());
    }

    @Test
    void aStalledReaderHoldsNothingAndSlowsNobody() {
        await().until(() -> FeedReaders.positions(feed).isEmpty());
        String start = now();
        long first = log.head();
        SocketReader stalled = open("?after=" + start, false);
        SocketReader live = open("?module=ws-stall&after=" + start);
        byte[] kilobytes = new byte[6_000];
        new Random(4).nextBytes(kilobytes);
        int all = 5_000;
        for (int i = 0; i < all; i++) {
            append("ws-stall", "publish", Map.of("n", i, "payload", kilobytes));
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> live.frames.size() == all);
        assertThat(live.frames).extracting(EventsWebTest::n).isSorted();
        // 40 MB were sent. What the sockets' own buffers took is past it; the rest is not in this process, but in the log.
        long behind = FeedReaders.positions(feed).stream().min(Long::compare).orElseThrow();
        assertThat(behind - first).isLessThan(all / 2);
        assertThat(stalled.socket.isInputClosed()).isFalse();
        // as soon as it reads again it gets all of it
        stalled.resume();
        await().atMost(Duration.ofSeconds(30)).until(() -> stalled.frames.size() == all);
        assertThat(stalled.frames).isEqualTo(live.frames);
        stalled.socket.abort();
        live.socket.abort();
    }

    @Test
    void textFromTheClientIsIgnored() {
        SocketReader reader = open("?module=ws-2");
        for (int i = 0; i < 100; i++) {
            reader.socket.sendText("{\"subscribe\":\"everything\"}", true).join();
        }
        append("ws-2", "conn", Map.of("n", 0));
        await().until(() -> reader.frames.size() == 1);
        reader.socket.abort();
    }

    @Test
    void closesWith1008WhenTheTokenHasEnded() {
        SocketReader reader = open("?module=ws-5");
        await().until(() -> reader.pings.get() > 0);
        authority.end();
        await().until(() -> reader.closed.isDone());
        assertThat(reader.closed.join()).isEqualTo(1008);
    }

    @Test
    void aTicketOpensOneSocketOnce() throws Exception {
        String ticket = ticket();
        SocketReader reader = new SocketReader();
        HTTP.newWebSocketBuilder().buildAsync(uri("?module=ws-6&ticket=" + ticket), reader).join();
        append("ws-6", "conn", Map.of("n", 0));
        await().until(() -> reader.frames.size() == 1);
        reader.socket.abort();
        assertThat(refusal(HTTP.newWebSocketBuilder(), "?ticket=" + ticket)).isEqualTo(401);
    }

    @Test
    void anExpiredTicketOpensNothing() throws Exception {
        String good = ticket();
        clock.advance(Duration.ofMillis(59_999));
        SocketReader reader = new SocketReader();
        HTTP.newWebSocketBuilder().buildAsync(uri("?ticket=" + good), reader).join().abort();
        String late = ticket();
        clock.advance(Duration.ofSeconds(60));
        assertThat(refusal(HTTP.newWebSocketBuilder(), "?ticket=" + late)).isEqualTo(401);
        assertThat(refusal(HTTP.newWebSocketBuilder(), "")).isEqualTo(401);
    }

    @Test
    void pagesOfOtherOriginsAreRefused() {
        assertThat(refusal(withOrigin("https://evil.example.org"), "")).isEqualTo(403);
        assertThat(refusal(withOrigin("null"), "")).isEqualTo(403);
        assertThat(refusal(withOrigin("http://127.0.0.1:1"), "")).isEqualTo(403);
        for (String origin : List.of("https://fleet.example.org", "http://127.0.0.1:" + port)) {
            withOrigin(origin).buildAsync(uri(""), new SocketReader()).join().abort();
        }
    }

    @Test
    void aBadCursorIsToldBeforeTheUpgrade() {
        assertThat(refusal(withOrigin("http://127.0.0.1:" + port), "?after=garbage")).isEqualTo(400);
    }
}
