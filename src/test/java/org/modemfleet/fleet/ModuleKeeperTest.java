package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionState;
import org.modemfleet.testsupport.MemoryEventLog;

class ModuleKeeperTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final FakeSessions sessions = new FakeSessions();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final FleetListener ear = new FleetListener() {
        @Override
        public void ready(ModuleSession session) {
            heard.add("ready");
        }

        @Override
        public void lost(String moduleId) {
            heard.add("lost");
        }
    };
    private final Recoveries recoveries = new Recoveries(new MemoryRecoveryStore(), new MemoryEventLog(), new HookRunner(false),
            InstantSource.system());
    private final FleetServices services = new FleetServices(sessions, ModelProfiles.standard(),
            new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), () -> 0), new Semaphore(1),
            new CopyOnWriteArrayList<>(List.of(ear)), recoveries);
    private final List<String> learnt = new CopyOnWriteArrayList<>();
    private @Nullable ModuleKeeper keeper;

    @AfterEach
    void detach() {
        if (keeper != null) {
            keeper.close();
        }
        recoveries.close();
    }

    @Test
    void opensAndTellsReady() {
        keeper = started(spec("tcp:a:1", true));

        awaitState(ModuleState.READY);
        await().untilAsserted(() -> assertThat(heard).containsExactly("ready"));
        assertThat(keeper.session().state()).isEqualTo(SessionState.READY);
    }

    @Test
    void theImeiOfTheFirstModuleIsLearntOnce() {
        keeper = started(spec("tcp:a:1", true));
        await().untilAsserted(() -> assertThat(learnt).containsExactly("862000000000009"));
        keeper.learn("862000000000009");

        sessions.newest.get("m").become(SessionState.LOST);

        await().untilAsserted(() -> assertThat(heard).containsExactly("ready", "lost", "ready"));
        assertThat(learnt).hasSize(1);
        assertThat(sessions.history).as("to know it is no reason for another session")
                .containsExactly("make m tcp:a:1", "open m tcp:a:1", "open m tcp:a:1");
    }

    @Test
    void anotherImeiAsksForAnotherSession() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);
        keeper.learn("862000000000009");

        keeper.change(spec("tcp:a:1", true));

        await().untilAsserted(() -> assertThat(sessions.history).containsExactly("make m tcp:a:1", "open m tcp:a:1",
                "close m tcp:a:1", "make m tcp:a:1", "open m tcp:a:1"));
        awaitState(ModuleState.READY);
    }

    @Test
    void triesAnUnreachableLinkUntilItAnswers() {
        AtomicInteger attempts = new AtomicInteger();
        sessions.behaviours.put("tcp:a:1", () -> {
            if (attempts.incrementAndGet() < 4) {
                throw new LinkException.Unreachable("tcp:a:1", "nobody answers", null);
            }
            return "ML307R-DC";
        });
        keeper = started(spec("tcp:a:1", true));

        awaitState(ModuleState.READY);
        assertThat(attempts).hasValue(4);
        assertThat(sessions.history).containsExactly("make m tcp:a:1", "open m tcp:a:1", "open m tcp:a:1",
                "open m tcp:a:1",
                "open m tcp:a:1");
    }

    @Test
    void opensTheSameSessionAgainWhenItIsLost() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);

        sessions.newest.get("m").become(SessionState.LOST);

        await().untilAsserted(() -> assertThat(heard).containsExactly("ready", "lost", "ready"));
        assertThat(sessions.history).containsExactly("make m tcp:a:1", "open m tcp:a:1", "open m tcp:a:1");
    }

    @Test
    void anotherLinkClosesTheOldSessionBeforeItOpensTheNew() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);

        keeper.change(spec("tcp:b:2", true));

        await().untilAsserted(() -> assertThat(sessions.history).containsExactly("make m tcp:a:1", "open m tcp:a:1",
                "close m tcp:a:1", "make m tcp:b:2", "open m tcp:b:2"));
        awaitState(ModuleState.READY);
    }

    @Test
    void anotherLinkAlsoEndsAnAttemptThatHangs() {
        sessions.behaviours.put("tcp:a:1", () -> {
            sessions.newest.get("m").hang();
            throw new LinkException.Unreachable("tcp:a:1", "closed", null);
        });
        keeper = started(spec("tcp:a:1", true));
        await().until(() -> sessions.history.contains("open m tcp:a:1"));

        keeper.change(spec("tcp:b:2", true));

        awaitState(ModuleState.READY);
    }

    @Test
    void disabledIsToldAtOnceAndEnabledAttachesAgain() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);

        keeper.change(spec("tcp:a:1", false));

        assertThat(keeper.view().state()).isEqualTo(ModuleState.DISABLED);
        assertThatThrownBy(keeper::session).isInstanceOf(FleetException.Disabled.class);
        await().untilAsserted(() -> assertThat(sessions.history).endsWith("close m tcp:a:1"));
        keeper.change(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);
    }

    @Test
    void aPortThatSomebodyElseHoldsIsToldWithItsHolder() {
        sessions.behaviours.put("serial:/dev/ttyUSB2", () -> {
            throw new LinkException.InUse("serial:/dev/ttyUSB2", "minicom (pid 77)");
        });
        keeper = started(spec("serial:/dev/ttyUSB2", true));

        awaitState(ModuleState.LOST);
        await().untilAsserted(() -> assertThatThrownBy(keeper::session).isInstanceOf(FleetException.PortInUse.class)
                .hasMessageContaining("minicom (pid 77)"));
    }

    @Test
    void theViewShowsWhoWasThereWhileTheModuleIsLost() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);
        sessions.behaviours.put("tcp:a:1", () -> {
            throw new LinkException.Unreachable("tcp:a:1", "nobody answers", null);
        });
        sessions.newest.get("m").become(SessionState.LOST);

        awaitState(ModuleState.LOST);
        assertThat(keeper.view().identity()).isNotNull().extracting("model").isEqualTo("ML307R-DC");
    }

    @Test
    void closeEndsTheSessionAndTheAttempts() {
        keeper = started(spec("tcp:a:1", true));
        awaitState(ModuleState.READY);

        keeper.close();

        assertThat(sessions.history).containsExactly("make m tcp:a:1", "open m tcp:a:1", "close m tcp:a:1");
        assertThatThrownBy(keeper::session).isInstanceOf(FleetException.UnknownModule.class);
    }

    @Test
    void whereTheLadderStandsIsKeptThoughTheKeepersThreadEndsBeforeTheLadderIsClosed() throws InterruptedException {
        MemoryRecoveryStore store = new MemoryRecoveryStore();
        store.settings.put("m", new RecoverySettings(List.of(new RecoverySettings.Rung(RecoveryStep.HOOK, 1, LONG)), Duration.ZERO, Duration.ZERO, 1,
                LONG, null));
        MemoryEventLog log = new MemoryEventLog();
        List<SlowToClose> minds = new CopyOnWriteArrayList<>();
        Recoveries slow = new Recoveries(store, log, new HookRunner(false), InstantSource.system(), threads -> {
            minds.add(new SlowToClose(threads));
            return minds.getLast();
        });
        slow.load();
        sessions.behaviours.put("tcp:a:1", () -> {
            throw new LinkException.Unreachable("tcp:a:1", "nobody answers", null);
        });
        keeper = started(spec("tcp:a:1", true), new FleetServices(sessions, ModelProfiles.standard(), new Backoff(LONG, LONG, () -> 0),
                new Semaphore(1), new CopyOnWriteArrayList<>(List.of(ear)), slow));
        // There is no hook; now nothing happens for long.
        await().until(() -> !log.ofType("failed").isEmpty());

        minds.getFirst().closer = Thread.currentThread();
        keeper.close();

        assertThat(minds.getFirst().awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(store.standings.get("m").phase()).isEqualTo(RecoveryPhase.CLIMBING);
        assertThat(store.standings.get("m").step()).isEqualTo(RecoveryStep.HOOK);
        slow.close();
    }

    /** A ladder's mind that holds up whoever closes the ladder until the keeper's own thread has told something, or had time enough to. */
    private static final class SlowToClose extends ThreadPoolExecutor {

        private static final Duration TIME_ENOUGH = Duration.ofSeconds(1);

        private final CountDownLatch keeperTold = new CountDownLatch(1);
        private volatile @Nullable Thread closer;

        SlowToClose(ThreadFactory threads) {
            super(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        }

        @Override
        public void execute(Runnable task) {
            if (Thread.currentThread() == closer) {
                try {
                    keeperTold.await(TIME_ENOUGH.toMillis(), TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            super.execute(task);
            if (closer != null && Thread.currentThread().getName().equals("module-m")) {
                keeperTold.countDown();
            }
        }
    }

    private ModuleKeeper started(ModuleSpec spec) {
        return started(spec, services);
    }

    private ModuleKeeper started(ModuleSpec spec, FleetServices with) {
        ModuleKeeper started = new ModuleKeeper(spec, with, Duration.ZERO, session -> learnt.add(session.identity().imei()));
        started.start();
        return started;
    }

    private void awaitState(ModuleState state) {
        await().untilAsserted(() -> assertThat(keeper.view().state()).isEqualTo(state));
    }

    private static ModuleSpec spec(String link, boolean enabled) {
        return new ModuleSpec("m", "m", "ML307R", link, null, new TreeMap<>(), enabled, true, Instant.EPOCH);
    }
}
