package org.modemfleet.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.events.EventLogContract.draft;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EventFeedTest {

    private FaultyDataSource dataSource;
    private EventLogFixture events;
    private EventFeed feed;

    @BeforeEach
    void open() {
        dataSource = new FaultyDataSource(EventLogFixture.migrated(EventLogFixture.h2()));
        restart();
    }

    @AfterEach
    void close() {
        dataSource.comeBack();
        events.close();
    }

    @Test
    void aReaderGetsWhatItAskedForAndNoMore() {
        append(100);
        Reader reader = read(0);
        assertThat(reader.positions).isEmpty();
        reader.request(3);
        await().until(() -> reader.positions.size() == 3);
        append(10);
        reader.request(2);
        await().until(() -> reader.positions.size() == 5);
        assertThat(feed.readerPositions()).containsExactly(5L);
        reader.request(Long.MAX_VALUE);
        await().until(() -> reader.positions.size() == 110);
        append(5);
        await().until(() -> reader.positions.size() == 115);
        assertThat(reader.positions).containsExactlyElementsOf(LongStream.rangeClosed(1, 115).boxed().toList());
        reader.cancel();
        assertThat(feed.readerPositions()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void manyReadersAtTheirOwnPaceSeeTheSame(int atOnce) {
        List<Reader> readers = LongStream.range(0, 20).mapToObj(i -> {
            Reader reader = read(0);
            reader.again = atOnce;
            reader.request(atOnce);
            return reader;
        }).toList();
        append(2_000);
        await().until(() -> readers.stream().allMatch(reader -> reader.positions.size() == 2_000));
        assertThat(readers).allSatisfy(reader -> assertThat(reader.positions)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 2_000).boxed().toList()));
        readers.forEach(Reader::cancel);
    }

    @Test
    void goesFromTheDatabaseToMemoryWithoutSeam() {
        append(1_000);
        restart();
        Reader reader = read(0);
        reader.again = 10;
        reader.request(10);
        append(1_000);
        await().until(() -> reader.positions.size() == 2_000);
        assertThat(reader.positions).containsExactlyElementsOf(LongStream.rangeClosed(1, 2_000).boxed().toList());
    }

    @Test
    void moreThanMemoryHoldsIsReadFromTheDatabase() {
        Reader late = read(0);
        append(12_000);
        late.request(Long.MAX_VALUE);
        await().until(() -> late.positions.size() == 12_000);
        assertThat(late.positions).containsExactlyElementsOf(LongStream.rangeClosed(1, 12_000).boxed().toList());
    }

    @Test
    void aReaderBehindTheTailIsToldWhatIsMissing() {
        append(50);
        long seen = 10;
        events.execute("delete from event where log_position <= 30");
        restart();
        assertThat(events.log().tail()).isEqualTo(30);
        Reader reader = read(seen);
        reader.request(3);
        await().until(() -> reader.positions.size() == 3);
        assertThat(reader.positions).containsExactly(30L, 31L, 32L);
        JsonNode gap = JsonMapper.builder().build().readTree(reader.first.get().json());
        assertThat(gap.get("type").stringValue()).isEqualTo(EventTypes.GAP);
        assertThat(gap.get("data").get("missing").longValue()).isEqualTo(20);
        assertThat(feed.position(gap.get("cursor").stringValue())).isEqualTo(30);
        EventPage page = feed.page(seen, EventFilter.of(List.of("sim-1"), List.of()), 1);
        assertThat(page.events()).extracting(StoredEvent::type).containsExactly(EventTypes.GAP);
        assertThat(page.next()).isEqualTo(30);
        assertThat(feed.page(feed.position("0"), EventFilter.ALL, 1).events())
                .as("who wants the oldest kept misses nothing").extracting(StoredEvent::position).containsExactly(31L);
    }

    @Test
    void aCursorOfAnotherLogIsRefused() {
        append(3);
        String cursor = feed.cursor(2);
        restart();
        assertThat(feed.position(cursor)).isEqualTo(2);
        try (EventLogFixture other = EventLogFixture.inMemory()) {
            EventFeed otherFeed = new EventFeed(other.jdbcLog(), Runnable::run);
            assertThatThrownBy(() -> otherFeed.position(cursor)).isInstanceOf(EventLogException.BadCursor.class);
        }
    }

    @Test
    void aDatabaseThatIsAwayEndsOnlyReadersThatNeedIt() {
        append(10);
        restart();
        append(10);
        Reader live = read(10);
        live.request(Long.MAX_VALUE);
        await().until(() -> live.positions.size() == 10);
        dataSource.goAway();
        Reader late = read(0);
        late.request(Long.MAX_VALUE);
        await().until(() -> late.failure.get() != null);
        assertThat(late.failure.get()).isInstanceOf(EventLogException.StorageUnavailable.class);
        assertThat(feed.readerPositions()).containsExactly(20L);
        assertThatThrownBy(() -> feed.page(0, EventFilter.ALL, 1)).isInstanceOf(EventLogException.StorageUnavailable.class);
        dataSource.comeBack();
        append(1);
        await().until(() -> live.positions.size() == 11);
    }

    private void append(int count) {
        for (int i = 1; i < count; i++) {
            events.log().append(draft("sim-1", 1, Map.of()));
        }
        events.log().append(draft("sim-1", 1, Map.of())).join();
    }

    private Reader read(long after) {
        Reader reader = new Reader();
        feed.after(after, EventFilter.ALL).subscribe(reader);
        return reader;
    }

    private void restart() {
        if (events != null) {
            events.close();
        }
        events = EventLogFixture.on(dataSource);
        feed = new EventFeed(events.jdbcLog(), task -> Thread.ofVirtual().start(task));
    }

    private static final class Reader extends BaseSubscriber<StoredEvent> {
        private final List<Long> positions = new CopyOnWriteArrayList<>();
        private final AtomicReference<StoredEvent> first = new AtomicReference<>();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private volatile int again;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            assertThat(subscription).isInstanceOf(FeedReader.class);
        }

        @Override
        protected void hookOnNext(StoredEvent event) {
            first.compareAndSet(null, event);
            positions.add(event.position());
            if (again > 0 && positions.size() % again == 0) {
                request(again);
            }
        }

        @Override
        protected void hookOnError(Throwable thrown) {
            failure.set(thrown);
        }
    }
}
