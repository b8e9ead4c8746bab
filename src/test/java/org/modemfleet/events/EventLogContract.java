package org.modemfleet.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the event log promises, on every database. */
abstract class EventLogContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FaultyDataSource dataSource;
    private EventLogFixture events;

    /** A fresh, empty database. */
    abstract DataSource newDatabase();

    @BeforeEach
    void open() {
        dataSource = new FaultyDataSource(EventLogFixture.migrated(newDatabase()));
        events = EventLogFixture.on(dataSource);
    }

    @AfterEach
    void close() {
        dataSource.comeBack();
        events.close();
    }

    @Test
    void writesOneCloudEvent() {
        long epoch = events.log().beginEpoch("sim-1", "service-started");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("connectId", 0);
        data.put("mid", 7);
        data.put("topic", "中文/\"x\"");
        data.put("payload", new byte[] {'a', 0, (byte) 0xff});
        data.put("raw", "+MQTTURC: \"publish\",0,7".getBytes(StandardCharsets.UTF_8));
        StoredEvent stored = events.log().append(new EventDraft("sim-1", epoch, 0, "org.modemfleet.urc.publish",
                Instant.parse("2026-11-22T06:56:20.123456789Z"), data)).join();

        JsonNode json = JSON.readTree(stored.json());
        assertThat(json.propertyNames()).containsExactly("specversion", "id", "source", "subject", "type", "time", "sequence",
                "cursor", "datacontenttype", "data");
        assertThat(json.get("id").stringValue()).isEqualTo("sim-1/" + epoch + "/2");
        assertThat(json.get("source").stringValue()).isEqualTo("/modules/sim-1");
        assertThat(json.get("subject").stringValue()).isEqualTo("mqtt/0");
        assertThat(json.get("time").stringValue()).isEqualTo("2026-11-22T06:56:20.123456Z");
        assertThat(json.get("sequence").stringValue()).isEqualTo("2");
        assertThat(events.jdbcLog().cursor().decode(json.get("cursor").stringValue())).isEqualTo(stored.position());
        assertThat(json.get("data")).isEqualTo(JSON.readTree("""
                {"connectId":0,"mid":7,"topic":"中文/\\"x\\"","payload":"YQD/","payloadEncoding":"base64",
                 "raw":"+MQTTURC: \\"publish\\",0,7","rawEncoding":"text"}"""));
    }

    @Test
    void keepsEveryByteValueOverARestart() {
        byte[] all = new byte[256];
        IntStream.range(0, 256).forEach(i -> all[i] = (byte) i);
        StoredEvent stored = events.log().append(draft("sim-1", 1, Map.of("payload", all))).join();
        restart();
        StoredEvent read = events.log().read(stored.position() - 1, 1).getFirst();
        assertThat(read.json()).isEqualTo(stored.json());
        assertThat(read).usingRecursiveComparison().isEqualTo(stored);
        JsonNode data = JSON.readTree(read.json()).get("data");
        assertThat(new EncodedBytes(data.get("payload").stringValue(), data.get("payloadEncoding").stringValue()).bytes())
                .isEqualTo(all);
    }

    @Test
    void positionsAndSequencesHaveNoHolesUnderConcurrentAppends() {
        int perModule = 500;
        List<String> modules = List.of("m0", "m1", "m2", "m3", "m4", "m5");
        AtomicInteger completed = new AtomicInteger();
        AtomicInteger overtaken = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            modules.forEach(module -> threads.submit(() -> {
                CompletableFuture<StoredEvent> before = CompletableFuture.completedFuture(null);
                for (int i = 0; i < perModule; i++) {
                    CompletableFuture<StoredEvent> earlier = before;
                    before = events.log().append(draft(module, 1, Map.of("i", i)));
                    before.thenRun(() -> {
                        overtaken.addAndGet(earlier.isDone() ? 0 : 1);
                        completed.incrementAndGet();
                    });
                }
            }));
        }
        int all = perModule * modules.size();
        await().until(() -> completed.get() == all);
        assertThat(overtaken).as("futures of a module that completed before the one appended earlier").hasValue(0);
        for (EventLog log : List.of(events.log(), restart())) {
            List<StoredEvent> read = log.read(0, 10_000);
            assertThat(read).extracting(StoredEvent::position)
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, all).boxed().toList());
            for (String module : modules) {
                List<StoredEvent> own = read.stream().filter(event -> event.module().equals(module)).toList();
                assertThat(own).extracting(StoredEvent::sequence)
                        .containsExactlyElementsOf(LongStream.rangeClosed(1, perModule).boxed().toList());
                assertThat(own).extracting(event -> JSON.readTree(event.json()).get("data").get("i").intValue())
                        .containsExactlyElementsOf(IntStream.range(0, perModule).boxed().toList());
            }
        }
    }

    @Test
    void goesOnAfterARestart() {
        events.log().append(draft("sim-1", 1, Map.of())).join();
        events.log().append(draft("sim-1", 1, Map.of())).join();
        events.log().append(draft("sim-2", 4, Map.of())).join();
        restart();
        assertThat(events.log().head()).isEqualTo(3);
        StoredEvent next = events.log().append(draft("sim-1", 1, Map.of())).join();
        assertThat(next.position()).isEqualTo(4);
        assertThat(next.sequence()).isEqualTo(3);
        assertThat(events.log().append(draft("sim-2", 4, Map.of())).join().sequence()).isEqualTo(2);
        assertThat(events.log().append(draft("sim-2", 5, Map.of())).join().sequence()).isEqualTo(1);
    }

    @Test
    void anEpochNeverComesAgain() {
        assertThat(events.log().beginEpoch("sim-1", "service-started")).isEqualTo(1);
        assertThat(events.log().beginEpoch("sim-2", "service-started")).isEqualTo(1);
        assertThat(events.log().beginEpoch("sim-1", "module-reset")).isEqualTo(2);
        restart();
        assertThat(events.log().beginEpoch("sim-1", "service-started")).isEqualTo(3);
        List<StoredEvent> read = events.log().read(0, 100);
        assertThat(read).allSatisfy(event -> {
            assertThat(event.type()).isEqualTo(EventTypes.GAP);
            assertThat(event.sequence()).isEqualTo(1);
        });
        assertThat(JSON.readTree(read.getLast().json()).get("data"))
                .isEqualTo(JSON.readTree("{\"reason\":\"service-started\",\"previousEpoch\":2}"));
    }

    @Test
    void theCurrentEpochIsTheOneAtTheEventsPlace() {
        events.log().beginEpoch("sim-1", "service-started");
        assertThat(events.log().append(draft("sim-1", EventDraft.CURRENT, Map.of())).join())
                .extracting(StoredEvent::epoch, StoredEvent::sequence).containsExactly(1L, 2L);
        events.log().beginEpoch("sim-1", "module-reset");
        restart();
        StoredEvent later = events.log().append(draft("sim-1", EventDraft.CURRENT, Map.of())).join();
        assertThat(later).extracting(StoredEvent::epoch, StoredEvent::sequence).containsExactly(2L, 2L);
        assertThat(JSON.readTree(later.json()).get("id").stringValue()).isEqualTo("sim-1/2/2");
    }

    @Test
    void nobodySeesAnEventBeforeItsCommit() {
        List<Long> told = new CopyOnWriteArrayList<>();
        events.log().onCommit(told::add);
        dataSource.goAway();
        CompletableFuture<StoredEvent> pending = events.log().append(draft("sim-1", 1, Map.of()));
        await().until(() -> dataSource.failures() > 1);
        assertThat(pending).isNotDone();
        assertThat(events.log().head()).isZero();
        assertThat(events.log().read(0, 10)).isEmpty();
        assertThat(told).isEmpty();
        dataSource.comeBack();
        assertThat(pending.join().position()).isEqualTo(1);
        assertThat(told).containsExactly(1L);
        assertThat(events.log().read(0, 10)).hasSize(1);
    }

    @Test
    void aDatabaseThatGoesAwayLosesNothing() {
        List<CompletableFuture<StoredEvent>> pending = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            int failures = dataSource.failures();
            dataSource.goAway();
            for (int i = 0; i < 50; i++) {
                pending.add(events.log().append(draft("sim-1", 1, Map.of("n", pending.size()))));
            }
            await().until(() -> dataSource.failures() > failures);
            dataSource.comeBack();
            pending.getLast().join();
        }
        restart();
        assertThat(events.log().read(0, 1_000))
                .extracting(event -> JSON.readTree(event.json()).get("data").get("n").intValue())
                .containsExactlyElementsOf(IntStream.range(0, pending.size()).boxed().toList());
    }

    @Test
    void aCommitWhoseConfirmationIsLostIsNotRepeated() {
        dataSource.loseNextConfirmation();
        long epoch = events.log().beginEpoch("sim-1", "service-started");
        dataSource.loseNextConfirmation();
        StoredEvent stored = events.log().append(draft("sim-1", epoch, Map.of())).join();
        assertThat(dataSource.failures()).isEqualTo(2);
        assertThat(stored.position()).isEqualTo(2);
        restart();
        assertThat(events.log().read(0, 10)).extracting(StoredEvent::sequence).containsExactly(1L, 2L);
    }

    @Test
    void aClosedLogCommitsWhatItTookAndRefusesTheRest() {
        List<CompletableFuture<StoredEvent>> taken = IntStream.range(0, 300)
                .mapToObj(i -> events.log().append(draft("sim-1", 1, Map.of("n", i)))).toList();
        events.close();
        assertThat(taken).allSatisfy(future -> assertThat(future).isCompleted());
        assertThat(events.log().append(draft("sim-1", 1, Map.of())))
                .failsWithin(Duration.ofSeconds(5)).withThrowableThat().havingCause()
                .isInstanceOf(EventLogException.Closed.class);
        assertThatThrownBy(() -> events.log().beginEpoch("sim-1", "x")).isInstanceOf(EventLogException.Closed.class);
    }

    @Test
    void anEventThatCannotBeWrittenFailsItsCallerAlone() {
        assertThatThrownBy(() -> events.log().append(draft("no/slash", 1, Map.of())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> events.log().append(draft("sim-1", 1, Map.of("payload", new byte[2_000_000]))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(events.log().append(draft("sim-1", 1, Map.of())).join().position()).isEqualTo(1);
    }

    @Test
    void filtersByModuleAndByWholeTypeOrItsLastPart() {
        for (String type : List.of("org.modemfleet.urc.publish", "org.modemfleet.urc.pub_ish", "org.modemfleet.urc.conn",
                "org.modemfleet.gap")) {
            for (String module : List.of("a", "b", "c")) {
                events.log().append(new EventDraft(module, 1, null, type, Instant.EPOCH, Map.of())).join();
            }
        }
        for (int i = 0; i < 2; i++) {
            assertThat(types(List.of(), List.of("publish"))).hasSize(3).containsOnly("org.modemfleet.urc.publish");
            assertThat(types(List.of(), List.of("pub_ish"))).hasSize(3).containsOnly("org.modemfleet.urc.pub_ish");
            assertThat(types(List.of("a", "c"), List.of("org.modemfleet.gap", "conn"))).hasSize(4);
            assertThat(types(List.of("b"), List.of())).hasSize(4);
            assertThat(types(List.of("%", "\0"), List.of())).isEmpty();
            assertThat(types(List.of(), List.of("%", "urc.conn", "modemfleet"))).isEmpty();
            EventPage none = events.jdbcLog().page(0, EventFilter.of(List.of("nobody"), List.of()), 5);
            assertThat(none.next()).as("passes what was filtered").isEqualTo(12);
            restart();
        }
    }

    private List<String> types(List<String> modules, List<String> types) {
        return events.jdbcLog().page(0, EventFilter.of(modules, types), 100).events().stream().map(StoredEvent::type).toList();
    }

    private EventLog restart() {
        events.close();
        events = EventLogFixture.on(dataSource);
        return events.log();
    }

    static EventDraft draft(String module, long epoch, Map<String, Object> data) {
        return new EventDraft(module, epoch, null, "org.modemfleet.urc.unknown", Instant.parse("2026-11-22T00:00:00Z"), data);
    }
}
