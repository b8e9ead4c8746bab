package org.modemfleet.events.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.modemfleet.events.FeedReaders;
import org.springframework.test.context.TestPropertySource;

/** What pings do when the time to answer them is short. */
@TestPropertySource(properties = "test.pong-limit=3s")
class EventSocketPongTest extends EventsWebTest {

    @Test
    void pingsAndKeepsAReaderThatAnswersThem() {
        SocketReader reader = open("?module=ws-3");
        // at five pings a second, longer than the limit
        await().atMost(Duration.ofSeconds(30)).until(() -> reader.pings.get() >= 20);
        assertThat(reader.socket.isInputClosed()).isFalse();
        reader.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        await().until(() -> reader.closed.isDone());
        assertThat(reader.closed.join()).isEqualTo(1000);
    }

    @Test
    void aReaderThatNeverAnswersAPingIsDropped() {
        int before = FeedReaders.positions(feed).size();
        SocketReader dead = open("?module=ws-4", false);
        await().until(() -> FeedReaders.positions(feed).size() == before + 1);
        await().atMost(Duration.ofSeconds(10)).until(() -> FeedReaders.positions(feed).size() == before);
        dead.socket.abort();
    }
}
