package org.modemfleet.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.channel.Lane;
import org.modemfleet.events.EventDraft;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.Links;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Publication;
import org.modemfleet.onemo.PublishCommand;
import org.modemfleet.onemo.PublishPlan;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.onemo.ReadCache;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.testsupport.ManualScheduler;
import org.modemfleet.testsupport.MemoryEventLog;

@Timeout(30)
class LiveSessionTest {

    private static final ConnectId ZERO = new ConnectId(0);
    private static final String OK = "\r\nOK\r\n";

    private final ScriptedModule module = new ScriptedModule();
    private final MemoryEventLog log = new MemoryEventLog();
    private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
    private final List<SessionState> states = new CopyOnWriteArrayList<>();
    private final Transcripts transcripts = new Transcripts(4_096, Path.of("target"), InstantSource.system());
    private final Thread tester = Thread.currentThread();
    /** Delays whoever asks for the time on the test's thread, as a busy machine does. */
    private Runnable delay = () -> { };
    private LiveSession session;

    @BeforeEach
    void open() throws LinkException {
        InstantSource clock = () -> {
            if (Thread.currentThread() == tester) {
                delay.run();
            }
            return Instant.now();
        };
        session = new Sessions(new Links(List.of(module)), log, ChannelSettings.of(timers), clock, Instant.EPOCH, transcripts)
                .create("m", LinkAddress.parse("script:x"), null, (_, _, to, _) -> states.add(to));
        session.open();
    }

    @AfterEach
    void close() {
        session.close();
        timers.shutdown();
    }

    private List<Object> data(String type, String field) {
        return log.ofType(type).stream().map(event -> event.data().get(field)).toList();
    }

    @Test
    void knowsTheModuleOnceItIsReady() {
        assertThat(session.state()).isEqualTo(SessionState.READY);
        assertThat(module.received()).contains("ATE0", "AT+CMEE=1", "AT+MQTTSTATE=5", "AT+MQTTCFG=\"encoding\",5");
        assertThat(session.identity().model()).isEqualTo("ML307R-DC");
        assertThat(session.identity().imei()).isEqualTo("862012345678903");
        assertThat(session.profile().series()).isEqualTo("ML307R");
        assertThat(session.radio().rssi()).isEqualTo(22);
        assertThat(session.epoch()).isEqualTo(1);
        assertThat(data("gap", "reason")).containsExactly("service-started");
        await().untilAsserted(() -> assertThat(states).containsExactly(SessionState.SYNCHRONIZING, SessionState.READY));
    }

    @Test
    void aModuleThatWasRunningTellsItsConnectionsAndFormats() throws Exception {
        module.answers("AT+MQTTSTATE=2", "\r\n+MQTTSTATE: 2\r\n" + OK)
                .answers("AT+MQTTCFG=\"encoding\",2", "\r\n+MQTTCFG: \"encoding\",1,1\r\n" + OK);
        session.open();
        assertThat(session.connections()).extracting(ConnectionView::connectId, ConnectionView::state)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, 2));
        assertThat(session.inputFormat(new ConnectId(2))).isEqualTo(1);
        assertThat(data("gap", "reason")).containsExactly("service-started", "link-reopened");
    }

    @Test
    void aFormatThatMayHaveBeenSetIsAskedFor() throws Exception {
        module.answers("AT+MQTTCFG=\"encoding\",0,1,0", "\r\n+CME ERROR: 606\r\n")
                .answers("AT+MQTTCFG=\"encoding\",0", "\r\n+MQTTCFG: \"encoding\",1,0\r\n" + OK);
        session.send(Lane.USER, new SetSetting(ZERO,
                new MqttSetting(MqttKey.ENCODING, Map.of("inputFormat", 1, "outputFormat", 0)), InputFormat.HEX));
        assertThat(session.inputFormat(ZERO)).isEqualTo(1);
    }

    @Test
    void aFormatThatNoiseGarbledIsAskedForWhenAPayloadIsRefused() throws Exception {
        module.answersOnce("AT+MQTTCFG=\"encoding\",0", "\r\n+MQTTCFG: \"encoding\",1,0\r\n" + OK)
                .answers("AT+MQTTPUB=0,\"t\",0,0,0,2,\"6869\"", "\r\n+CME ERROR: 601\r\n");
        session.send(Lane.USER, new QuerySetting(ZERO, MqttKey.ENCODING));
        assertThat(session.inputFormat(ZERO)).isEqualTo(1);
        PublishCommand publish = PublishPlan.of(new Publication(ZERO, "t", 0, 0, 0), new byte[] {'h', 'i'}, InputFormat.HEX,
                session.profile(), new Check()).orElseThrow().command();
        assertThat(session.send(Lane.USER, publish)).isInstanceOf(AtOutcome.Refused.class);
        assertThat(session.inputFormat(ZERO)).isZero();
    }

    @Test
    void urcsAreEventsInOrderWithTheirFieldsAndBytes() {
        module.sends("\r\n+MQTTURC: \"conn\",0,0\r\n\r\n+MQTTURC: \"publish\",0,2,\"world\",5,5,1\r\n3\0\r\n\r\nwhat?\r\n");
        await().untilAsserted(() -> assertThat(log.ofType("unknown")).hasSize(1));
        assertThat(data("conn", "connState")).containsExactly(0);
        EventDraft publish = log.ofType("publish").getFirst();
        assertThat(publish.data()).containsEntry("topic", "world").containsEntry("totalLen", 5).containsEntry("mid", 2);
        assertThat((byte[]) publish.data().get("payload")).containsExactly('1', '\r', '\n', '3', 0);
        assertThat(new String((byte[]) log.ofType("unknown").getFirst().data().get("raw"), StandardCharsets.US_ASCII))
                .isEqualTo("what?");
        assertThat(publish.connectId()).isZero();
    }

    @Test
    void aCommandIsSettledByItsUrcOnlyOnceThatIsCommitted() throws Exception {
        module.answers("AT+MQTTSUB=0,\"world\",1", "\r\n+MQTTSUB: 0,7\r\n" + OK + "\r\n+MQTTURC: \"suback\",0,7,1\r\n");
        log.hold();
        Settling<List<Integer>> settling = session.turn(Lane.USER, turn ->
                turn.sendSettled(new Subscribe(ZERO, List.of(new Subscribe.Filter("world", 1)))));
        assertThat(settling.at()).isInstanceOf(AtOutcome.Done.class);
        assertThat(settling.settled()).isNotDone();
        log.release();
        assertThat(settling.settled().get().outcome().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(log.ofType("suback")).hasSize(1);
    }

    @Test
    void aUrcBeforeTheOkSettlesToo() throws Exception {
        module.answers("AT+MQTTCONN=0,\"h\"", "\r\n+MQTTURC: \"conn\",0,0\r\n" + OK);
        Settling<?> settling = session.turn(Lane.USER, turn ->
                turn.sendSettled(new Connect(ZERO, "h", null, null, null, null)));
        assertThat(settling.settled().get().outcome().outcome()).isEqualTo(Outcome.CONNECTED);
        await().untilAsserted(() -> assertThat(session.connections()).extracting(ConnectionView::host,
                ConnectionView::state).containsExactly(org.assertj.core.groups.Tuple.tuple("h", 2)));
    }

    @Test
    void aUrcAfterTheOkSettlesAlsoWhenItIsCommittedBeforeTheCallerGoesOn() throws Exception {
        module.answers("AT+MQTTCONN=0,\"h\"", OK + "\r\n+MQTTURC: \"conn\",0,6\r\n");
        delay = () -> await().until(() -> !log.ofType("conn").isEmpty());
        Settling<?> settling = session.turn(Lane.USER, turn ->
                turn.sendSettled(new Connect(ZERO, "h", null, null, null, null)));
        assertThat(settling.settled()).isDone();
        assertThat(settling.settled().get().outcome().outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void theEndOfAnEarlierConnectionBeforeTheOkDoesNotSettleAlsoWhenItIsCommittedLate() throws Exception {
        module.answers("AT+MQTTCONN=0,\"h\"", "\r\n+MQTTURC: \"conn\",0,2\r\n" + OK);
        log.hold();
        Settling<?> settling = session.turn(Lane.USER, turn ->
                turn.sendSettled(new Connect(ZERO, "h", null, null, null, null)));
        log.release();
        assertThat(settling.settled()).isNotDone();
        module.sends("\r\n+MQTTURC: \"conn\",0,0\r\n");
        assertThat(settling.settled().get().outcome().outcome()).isEqualTo(Outcome.CONNECTED);
    }

    @Test
    void cachedMessagesAreCommittedBeforeTheirCommandIsAnswered() throws Exception {
        module.answers("AT+MQTTREAD=0,2", "\r\n+MQTTREAD: 0,45,\"hello\",4,\r\nOK\r\n+MQTTREAD: 0,46,\"a,\"b\",0,\r\n" + OK);
        log.hold();
        CompletableFuture<AtOutcome<?>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.send(Lane.USER, new ReadCache(ZERO, 2));
            } catch (SessionException unavailable) {
                throw new IllegalStateException(unavailable);
            }
        });
        await().until(() -> module.received().contains("AT+MQTTREAD=0,2"));
        await().during(Duration.ofMillis(100)).until(() -> !answer.isDone());
        log.release();
        assertThat(answer.get()).isInstanceOf(AtOutcome.Done.class);
        assertThat(data("read", "topic")).containsExactly("hello", "a,\"b");
        assertThat((byte[]) data("read", "payload").getFirst()).containsExactly('\r', '\n', 'O', 'K');
    }

    @Test
    void aResetBeginsAnEpochAndLeavesWaitingCommandsIndeterminate() throws Exception {
        module.answers("AT+MQTTSUB=0,\"world\",1", "\r\n+MQTTSUB: 0,7\r\n" + OK);
        Settling<?> settling = session.turn(Lane.USER, turn ->
                turn.sendSettled(new Subscribe(ZERO, List.of(new Subscribe.Filter("world", 1)))));
        module.sends("\r\n+MATREADY\r\n");
        assertThat(settling.settled().get().outcome().outcome()).isEqualTo(Outcome.INDETERMINATE);
        await().until(() -> session.epoch() == 2 && session.state() == SessionState.READY);
        assertThat(data("gap", "reason")).containsExactly("service-started", "module-reset");
        assertThat(log.ofType("matready").getFirst().epoch()).isEqualTo(2);
    }

    private void awaitResetFound(String cause) {
        await().until(() -> session.epoch() == 2 && session.state() == SessionState.READY);
        assertThat(data("gap", "reason")).containsExactly("service-started", "module-reset");
        assertThat(data("gap", "cause").getLast()).isEqualTo(cause);
    }

    /** Has the line resynchronize, as a lost final result does. */
    private void resynchronizes() {
        module.sends("\r\nwhat?\r\n");
    }

    @Test
    void anotherErrorFormatThanWasSetTellsOfAReset() {
        module.answers("AT+CMEE?", "\r\n+CMEE: 0\r\n" + OK);
        resynchronizes();
        awaitResetFound("AT+CMEE is 0 again");
        await().untilAsserted(() -> assertThat(states).endsWith(SessionState.SYNCHRONIZING, SessionState.READY));
    }

    @Test
    void aLineThatIsInStepAgainWithItsSettingsHasSeenNoReset() {
        resynchronizes();
        await().untilAsserted(() -> assertThat(states).endsWith(SessionState.RESYNCHRONIZING, SessionState.READY));
        assertThat(session.epoch()).isEqualTo(1);
    }

    @Test
    void echoThatIsOnAgainTellsOfAReset() throws Exception {
        module.answers("AT+CMEE?", "AT+CMEE?\r\r\n+CMEE: 1\r\n" + OK)
                .answers("AT+MQTTSTATE=0", "AT+MQTTSTATE=0\r\r\n+MQTTSTATE: 3\r\n" + OK);
        session.send(Lane.USER, new QueryState(ZERO));
        awaitResetFound("echo is on again");
    }

    @Test
    void aSingleEchoIsNoReset() throws Exception {
        module.answers("AT+MQTTSTATE=0", "AT+MQTTSTATE=0\r\r\n+MQTTSTATE: 3\r\n" + OK);
        int before = module.received().size();
        session.send(Lane.USER, new QueryState(ZERO));
        await().until(() -> module.received().subList(before, module.received().size()).contains("AT+CMEE?"));
        session.send(Lane.USER, new QueryState(new ConnectId(1)));
        assertThat(session.epoch()).isEqualTo(1);
    }

    @Test
    void settingsThatAnOperatorChangedAreNoReset() throws Exception {
        session.send(Lane.USER, new RawCommand("AT+CMEE=0", null, Duration.ofSeconds(5)));
        module.answers("AT+CMEE?", "\r\n+CMEE: 0\r\n" + OK);
        await().until(() -> session.state() == SessionState.READY);
        assertThat(session.epoch()).isEqualTo(1);
    }

    @Test
    void aConnectionThatIsGoneWithoutAUrcTellsOfAReset() throws Exception {
        module.sends("\r\n+MQTTURC: \"conn\",0,0\r\n");
        await().until(() -> !session.connections().isEmpty());
        session.send(Lane.USER, new QueryState(ZERO));
        awaitResetFound("MQTTSTATE of connection 0 is 3, and no conn URC told why");
    }

    @Test
    void aConnectionWhoseUrcFollowsIsNoReset() throws Exception {
        module.sends("\r\n+MQTTURC: \"conn\",0,0\r\n");
        await().until(() -> !session.connections().isEmpty());
        session.send(Lane.USER, new QueryState(ZERO));
        module.sends("\r\n+MQTTURC: \"conn\",0,4\r\n");
        await().during(Attachment.EXPLANATION.plusMillis(500)).atMost(Duration.ofSeconds(10)).until(() -> session.epoch() == 1);
    }

    @Test
    void identifiersThatCountFromTheStartAgainTellOfAReset() throws Exception {
        for (int mid : List.of(400, 401, 402, 403, 404, 405, 1)) {
            module.answers("AT+MQTTSUB=0,\"world\",1", "\r\n+MQTTSUB: 0," + mid + "\r\n" + OK);
            session.turn(Lane.USER, turn -> turn.sendSettled(new Subscribe(ZERO, List.of(new Subscribe.Filter("world", 1)))));
        }
        awaitResetFound("mid of connection 0 went from 405 back to 1");
    }

    @Test
    void anIdleModuleIsAskedForASignOfLifeAndItsSilenceIsNoticed() throws Exception {
        ManualScheduler time = new ManualScheduler();
        try (LiveSession idle = sessionInVirtualTime(time, Instant.EPOCH)) {
            idle.open();
            module.received().clear();
            time.advance(Duration.ofSeconds(29));
            assertThat(module.received()).isEmpty();
            time.advance(Duration.ofSeconds(1));
            await().until(() -> module.received().equals(List.of("AT")));
            module.sends("\r\n+MQTTURC: \"pingresp\",0,0\r\n");
            await().until(() -> log.ofType("pingresp").size() == 1);
            module.answers("AT", null);
            time.advance(Duration.ofSeconds(29));
            assertThat(module.received()).containsExactly("AT");
            time.advance(Duration.ofSeconds(1));
            await().until(() -> module.received().equals(List.of("AT", "AT")));
            module.answers("AT+CMEE?", null).answers("AT+CFUN?", null).answers("AT+CGATT?", null).answers("AT+IPR?", null);
            await().until(() -> {
                time.advance(Duration.ofSeconds(1));
                return idle.state() == SessionState.LOST;
            });
        }
    }

    @Test
    void noHeartbeatWhereNoneIsWanted() throws Exception {
        ManualScheduler time = new ManualScheduler();
        try (LiveSession idle = sessionInVirtualTime(time, Instant.EPOCH)) {
            idle.open();
            module.received().clear();
            idle.heartbeat(Duration.ZERO);
            time.advance(Duration.ofHours(1));
            assertThat(module.received()).isEmpty();
            idle.heartbeat(Duration.ofSeconds(5));
            time.advance(Duration.ofSeconds(5));
            await().until(() -> module.received().equals(List.of("AT")));
        }
    }

    @Test
    void aCommandInFlightEndsWithTheReset() throws Exception {
        module.answers("AT+MQTTSTATE=0", null);
        CompletableFuture<AtOutcome<?>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.send(Lane.USER, new QueryState(ZERO));
            } catch (SessionException unavailable) {
                throw new IllegalStateException(unavailable);
            }
        });
        await().until(() -> module.received().stream().filter("AT+MQTTSTATE=0"::equals).count() == 2);
        module.answers("AT+MQTTSTATE=0", "\r\n+MQTTSTATE: 3\r\n" + OK);
        module.sends("\r\n+MATREADY\r\n");
        assertThat(answer.get()).isInstanceOfSatisfying(AtOutcome.Indeterminate.class, end ->
                assertThat(end.reason()).isEqualTo(AtOutcome.Reason.MODULE_RESET));
        await().until(() -> session.state() == SessionState.READY);
    }

    @Test
    void commandsQueueWhileTheSessionSynchronizes() throws Exception {
        module.answers("ATE0", null);
        session.synchronizeAnew("test");
        CompletableFuture<AtOutcome<?>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.send(Lane.USER, new QueryState(ZERO));
            } catch (SessionException unavailable) {
                throw new IllegalStateException(unavailable);
            }
        });
        await().until(() -> module.received().stream().filter("ATE0"::equals).count() == 2);
        assertThat(answer).isNotDone();
        module.sends(OK);
        assertThat(answer.get()).isInstanceOf(AtOutcome.Done.class);
    }

    @Test
    void aModuleThatRestartsWhileItIsSynchronizedIsNotLost() throws Exception {
        module.answers("ATE0", null);
        session.synchronizeAnew("test");
        CompletableFuture<AtOutcome<?>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return session.send(Lane.USER, new QueryState(ZERO));
            } catch (SessionException unavailable) {
                throw new IllegalStateException(unavailable);
            }
        });
        await().until(() -> module.received().stream().filter("ATE0"::equals).count() == 2);
        module.answers("ATE0", OK);
        module.sends("\r\n+MATREADY\r\n");
        assertThat(answer.get()).isInstanceOf(AtOutcome.Done.class);
        await().until(() -> session.state() == SessionState.READY);
        assertThat(states).doesNotContain(SessionState.LOST);
    }

    @Test
    void aLostLinkRefusesCommandsUntilItIsOpenedAgain() throws Exception {
        module.hangsUp();
        await().until(() -> session.state() == SessionState.LOST);
        assertThatThrownBy(() -> session.send(Lane.USER, new QueryState(ZERO)))
                .isInstanceOfSatisfying(SessionException.Unavailable.class,
                        refused -> assertThat(refused.state()).isEqualTo(SessionState.LOST));
        session.open();
        assertThat(session.send(Lane.USER, new QueryState(ZERO))).isInstanceOf(AtOutcome.Done.class);
        assertThat(session.epoch()).isEqualTo(2);
    }

    @Test
    void aRawCommandThatTouchesTheLineHasTheSessionSynchronizeAnew() throws Exception {
        int before = module.received().size();
        session.send(Lane.USER, new RawCommand("ATE1", null, Duration.ofSeconds(5)));
        await().untilAsserted(() -> assertThat(new ArrayList<>(module.received()).subList(before,
                module.received().size())).contains("ATE1", "ATE0"));
        await().until(() -> session.state() == SessionState.READY);
    }

    @Test
    void aSessionClosedWhileItsLinkIsBeingOpenedLetsTheLinkGo() throws Exception {
        module.hangsUp();
        await().until(() -> session.state() == SessionState.LOST);
        module.whileOpening(session::close);
        session.open();
        await().until(module::isHungUp);
        assertThat(session.state()).isEqualTo(SessionState.CLOSED);
    }

    @Test
    void statesAreEvents() {
        await().untilAsserted(() -> assertThat(data("state", "to")).containsExactly("synchronizing", "ready"));
    }

    @Test
    void theTranscriptHasBothDirectionsInOrderAndNoSecret() throws Exception {
        Instant before = Instant.now();
        long from = transcripts.read("m", 0, Instant.MIN, 1_000).getLast().sequence();
        module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"pass\"",
                "AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"pass\"\r" + OK);
        session.send(Lane.USER, new Connect(ZERO, "h", 1883, "c", "u", "pass"));
        List<TranscriptEntry> entries = transcripts.read("m", from, Instant.MIN, 1_000);
        assertThat(entries.getFirst().sequence()).isEqualTo(from + 1);
        assertThat(entries).allSatisfy(entry -> assertThat(entry.time()).isAfterOrEqualTo(before.truncatedTo(ChronoUnit.MICROS)));
        // An echo makes the session look whether the module has restarted.
        assertThat(said(entries, TranscriptEntry.Direction.OUT)).startsWith("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"***\"\r\n");
        assertThat(said(entries, TranscriptEntry.Direction.IN)).startsWith("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"***\"\r" + OK);
    }

    private static String said(List<TranscriptEntry> entries, TranscriptEntry.Direction direction) {
        return entries.stream().filter(entry -> entry.direction() == direction)
                .map(entry -> new String(entry.bytes(), StandardCharsets.UTF_8)).collect(Collectors.joining());
    }

    /** Bytes that came while data mode is open from before would be published. */
    @Test
    void nothingIsSentWhileDataModeMayBeOpenFromBeforeTheServiceWasKilled() throws Exception {
        ManualScheduler time = new ManualScheduler();
        try (LiveSession restarted = sessionInVirtualTime(time, time.instant().minusSeconds(4))) {
            openHeld(restarted, time, Duration.ofMillis(6_500));
            time.advance(Duration.ofMillis(6_400));
            assertThat(module.received()).isEmpty();
            time.advance(Duration.ofMillis(100));
            await().until(() -> restarted.state() == SessionState.READY);
        }
    }

    @Test
    void nothingIsSentWhileDataModeMayBeOpenFromBeforeTheLinkWasLost() throws Exception {
        ManualScheduler time = new ManualScheduler();
        try (LiveSession cut = sessionInVirtualTime(time, Instant.EPOCH);
                ExecutorService sender = Executors.newVirtualThreadPerTaskExecutor()) {
            cut.open();
            RawCommand publish = new RawCommand("AT+MQTTPUB=0,\"t\",0,0,0,3", null, Duration.ofSeconds(5));
            module.answers(publish.line(), null);
            Future<AtOutcome<?>> outcome = sender.submit(() -> cut.send(Lane.USER, publish));
            await().until(() -> module.received().contains(publish.line()));
            module.hangsUp();
            assertThat(outcome.get()).isInstanceOf(AtOutcome.Indeterminate.class);
            module.received().clear();
            openHeld(cut, time, Duration.ofSeconds(15));
            time.advance(Duration.ofMillis(14_900));
            assertThat(module.received()).isEmpty();
            time.advance(Duration.ofMillis(100));
            await().until(() -> cut.state() == SessionState.READY);
        }
    }

    private LiveSession sessionInVirtualTime(ManualScheduler time, Instant processStart) throws LinkException {
        ChannelSettings channels = new ChannelSettings(time, task -> Thread.ofVirtual().start(task), time, time::nanoTime, 8);
        module.received().clear();
        return new Sessions(new Links(List.of(module)), log, channels, time, processStart, transcripts)
                .create("held", LinkAddress.parse("script:x"), null, (_, _, _, _) -> { });
    }

    /** Opens it on a thread of its own, and waits until the first probe is held back for so long. */
    private static void openHeld(LiveSession held, ManualScheduler time, Duration hold) {
        Thread.ofVirtual().start(() -> assertThatCode(held::open).doesNotThrowAnyException());
        await().until(() -> held.state() == SessionState.SYNCHRONIZING && time.untilNext().equals(hold));
    }
}
