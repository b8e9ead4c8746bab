package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.modemfleet.events.EventDraft;
import org.modemfleet.fleet.RecoverySettings.Rung;
import org.modemfleet.testsupport.ManualScheduler;
import org.modemfleet.testsupport.MemoryEventLog;

/** A ladder in time that passes only when the test says so. */
class RecoveryLadderTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration EACH = Duration.ofSeconds(60);
    private static final Duration COOL_DOWN = Duration.ofMinutes(10);
    private static final Duration REFILL = Duration.ofHours(1);
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final ManualScheduler time = new ManualScheduler();
    private final MemoryEventLog log = new MemoryEventLog();
    private final MemoryRecoveryStore store = new MemoryRecoveryStore();
    private final Target target = new Target();
    private RecoveryLadder ladder = ladder(settings(5, RecoveryStep.RESYNCHRONIZE, RecoveryStep.REOPEN, RecoveryStep.RECONNECT,
            RecoveryStep.RADIO, RecoveryStep.REBOOT), null);

    /** Tells what was done to it, and when. */
    private final class Target implements RecoveryTarget {

        final List<String> done = new ArrayList<>();
        boolean open = true;
        @Nullable String problem;

        private void add(String step) {
            done.add(Duration.ofNanos(time.nanoTime()).toSeconds() + " " + step);
        }

        @Override
        public @Nullable String hindrance(RecoveryStep step) {
            return open || !step.needsLine() ? null : "the line is not open";
        }

        @Override
        public void resynchronize(String why) {
            add("resynchronize");
        }

        @Override
        public void reopen() {
            add("reopen");
        }

        @Override
        public void reconnect(int connectId) {
            add("reconnect " + connectId);
        }

        @Override
        public @Nullable String radio() {
            add("radio");
            return problem;
        }

        @Override
        public @Nullable String reboot() {
            add("reboot");
            return problem;
        }
    }

    private static RecoverySettings settings(int bucketSize, RecoveryStep... steps) {
        return new RecoverySettings(List.of(steps).stream()
                .map(step -> new Rung(step, step == RecoveryStep.REOPEN ? 2 : 1, EACH)).toList(), PATIENCE, COOL_DOWN, bucketSize, REFILL, null);
    }

    private RecoveryLadder ladder(RecoverySettings settings, @Nullable RecoveryStanding kept) {
        return new RecoveryLadder("m", target, settings, kept,
                new RecoveryLadder.Services(time, time, time, time, log, new HookRunner(false), standing -> store.keep("m", standing)));
    }

    private void pass(Duration duration) {
        time.advance(duration);
    }

    private List<Object> told(String type, String field) {
        return log.ofType(type).stream().map(EventDraft::data).map(data -> data.get(field)).toList();
    }

    private RecoveryView view() {
        return ladder.view();
    }

    @Test
    void aModuleThatStaysAwayIsMetStepByStepAndThenGivenUp() {
        ladder.unready("nothing answers");
        pass(Duration.ofMinutes(10));

        assertThat(target.done).containsExactly("30 resynchronize", "90 reopen", "150 reopen", "210 radio", "270 reboot");
        assertThat(told("step", "step")).containsExactly("resynchronize", "reopen", "reopen", "radio", "reboot");
        assertThat(told("step", "attempt")).containsExactly(1, 1, 2, 1, 1);
        assertThat(told("step", "tokens")).containsExactly(5, 5, 5, 4, 3);
        assertThat(told("step", "reason")).containsOnly("nothing answers");
        assertThat(told("stopped", "detail")).containsExactly("every step was taken");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);
        assertThat(view().since()).isEqualTo(Instant.parse("2026-01-01T00:05:30Z"));
        assertThat(view().reason()).isEqualTo("every step was taken; nothing answers");
    }

    @Test
    void whatASmallerBucketHasSpiltALargerOneDoesNotBringBack() {
        ladder.change(settings(2, RecoveryStep.RADIO));
        pass(A_MOMENT);
        assertThat(view().tokens()).isEqualTo(2);
        ladder.change(settings(5, RecoveryStep.RADIO));
        pass(A_MOMENT);

        assertThat(view().tokens()).isEqualTo(2);
        assertThat(ladder(settings(5, RecoveryStep.RADIO), ladder.standing()).view().tokens()).as("after a restart").isEqualTo(2);
        ladder.unready("nothing answers");
        pass(PATIENCE);
        assertThat(view().tokens()).isEqualTo(1);
        pass(REFILL);
        assertThat(view().tokens()).isEqualTo(2);
    }

    @Test
    void aTroubleThatPassesWithinThePatienceIsNone() {
        ladder.unready("nothing answers");
        pass(PATIENCE.minus(A_MOMENT));
        ladder.ready();
        pass(Duration.ofHours(1));

        assertThat(target.done).isEmpty();
        assertThat(view().phase()).isEqualTo(RecoveryPhase.IDLE);
    }

    @Test
    void thePatienceRunsFromTheFirstWordOfATrouble() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(20));
        ladder.unready("the link is opened again");
        pass(Duration.ofSeconds(10));

        assertThat(target.done).containsExactly("30 resynchronize");
        assertThat(view().reason()).isEqualTo("the link is opened again");
    }

    @Test
    void aGentleStepThatHelpsIsToldAndNeedsNoCoolDown() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(100));
        ladder.ready();
        pass(A_MOMENT);

        assertThat(told("succeeded", "step")).containsExactly("reopen");
        assertThat(told("succeeded", "attempt")).containsExactly(1);
        assertThat(told("succeeded", "seconds")).containsExactly(70L);
        assertThat(view().phase()).isEqualTo(RecoveryPhase.IDLE);
        assertThat(view().tokens()).isEqualTo(5);
        pass(Duration.ofHours(1));
        assertThat(target.done).hasSize(2);
    }

    @Test
    void afterAStepThatInterruptsNoLadderBeginsUntilTheCoolDownIsOver() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(215));
        ladder.ready();
        pass(A_MOMENT);
        assertThat(told("succeeded", "step")).containsExactly("radio");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.COOLING_DOWN);
        assertThat(view().until()).isEqualTo(Instant.parse("2026-01-01T00:13:30Z"));

        ladder.unready("nothing answers");
        pass(COOL_DOWN);

        assertThat(target.done).last().isEqualTo("210 radio");
        pass(PATIENCE);
        assertThat(target.done).last().isEqualTo("840 resynchronize");
    }

    @Test
    void aModuleThatFallsIllAgainAndAgainIsGivenUpWhenTheBucketIsEmpty() {
        for (int i = 0; i < 8 && log.ofType("stopped").isEmpty(); i++) {
            ladder.unready("nothing answers");
            pass(Duration.ofSeconds(280));
            if (log.ofType("stopped").isEmpty()) {
                ladder.ready();
            }
            pass(COOL_DOWN);
        }

        assertThat(told("step", "step").stream().filter(step -> step.equals("radio") || step.equals("reboot"))).hasSize(5);
        assertThat(told("stopped", "detail")).singleElement().asString().startsWith("it loops: the bucket is empty until 2026-01-01T");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);
        assertThat(view().tokens()).isZero();
        int done = target.done.size();
        pass(REFILL.multipliedBy(2));
        assertThat(target.done).as("given up stays given up, also with tokens again").hasSize(done);
        assertThat(view().tokens()).isEqualTo(2);
    }

    @Test
    void givenUpEndsWhenTheModuleComesBackByItself() {
        ladder.unready("nothing answers");
        pass(Duration.ofMinutes(30));
        ladder.ready();
        pass(A_MOMENT);

        assertThat(log.ofType("succeeded")).singleElement().satisfies(event -> assertThat(event.data()).doesNotContainKey("step"));
        assertThat(view().phase()).isEqualTo(RecoveryPhase.IDLE);
    }

    @Test
    void anOperatorBeginsAnewAtOnceWithAFullBucket() {
        ladder.unready("nothing answers");
        pass(Duration.ofMinutes(10));
        target.done.clear();

        ladder.reset();
        pass(A_MOMENT);

        assertThat(target.done).containsExactly("600 resynchronize");
        assertThat(view().tokens()).isEqualTo(5);
        assertThat(log.ofType("reset")).hasSize(1);
        assertThat(view().phase()).isEqualTo(RecoveryPhase.CLIMBING);
    }

    @Test
    void whatNeedsALineIsSkippedWhereThereIsNoneAndTakesNoToken() {
        target.open = false;
        ladder.unready("no such device");
        pass(Duration.ofMinutes(10));

        assertThat(target.done).containsExactly("30 reopen", "90 reopen");
        assertThat(told("skipped", "step")).containsExactly("resynchronize", "radio", "reboot");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);
        assertThat(view().tokens()).isEqualTo(5);
    }

    @Test
    void aStepThatCannotBeTakenIsToldWithTheReasonAndHasItsTimeAllTheSame() {
        target.problem = "AT+CFUN=0 is refused: +CME ERROR: 50";
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(275));

        assertThat(told("failed", "detail")).containsExactly("AT+CFUN=0 is refused: +CME ERROR: 50", "AT+CFUN=0 is refused: +CME ERROR: 50");
        assertThat(target.done).last().isEqualTo("270 reboot");
    }

    @Test
    void aConnectionThatFailsAgainAndAgainClimbsItsOwnSteps() {
        ladder.ready();
        ladder.connectionFailed(2, "CONNACK 5");
        for (int i = 0; i < 40; i++) {
            pass(Duration.ofSeconds(20));
            ladder.connectionFailed(2, "CONNACK 5");
        }

        assertThat(target.done).containsExactly("30 reconnect 2", "90 radio", "90 reconnect 2", "150 reboot");
        assertThat(told("step", "trouble")).containsOnly("connection");
        assertThat(log.ofType("step")).allSatisfy(event -> assertThat(event.connectId()).isEqualTo(2));
        assertThat(told("step", "reason")).containsOnly("connection 2: CONNACK 5");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);
    }

    @Test
    void aConnectionThatNobodyTriesAgainIsNoReasonForTheNextStep() {
        ladder.ready();
        ladder.connectionFailed(0, "timeout");
        pass(Duration.ofHours(1));
        assertThat(target.done).containsExactly("30 reconnect 0");

        ladder.connectionFailed(0, "timeout");
        pass(A_MOMENT);
        assertThat(target.done).containsExactly("30 reconnect 0", "3600 radio", "3600 reconnect 0");
    }

    @Test
    void theTroubleIsOverWhenTheLastConnectionIsSettled() {
        ladder.ready();
        ladder.connectionFailed(0, "timeout");
        ladder.connectionFailed(1, "refused");
        pass(Duration.ofSeconds(40));
        assertThat(target.done).containsExactly("30 reconnect 0", "30 reconnect 1");

        ladder.connectionSettled(0);
        pass(A_MOMENT);
        assertThat(view().phase()).isEqualTo(RecoveryPhase.CLIMBING);
        ladder.connectionSettled(1);
        pass(A_MOMENT);
        assertThat(view().phase()).isEqualTo(RecoveryPhase.COOLING_DOWN);
        assertThat(told("succeeded", "step")).containsExactly("reconnect");
    }

    @Test
    void aConnectionThatIsLeftToAnOperatorEndsTheLadderUntilItIsThere() {
        ladder.ready();
        ladder.connectionFailed(0, "timeout");
        pass(Duration.ofSeconds(40));
        ladder.connectionLeft(0, "refused");
        pass(Duration.ofHours(1));

        assertThat(target.done).containsExactly("30 reconnect 0");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);
        assertThat(told("stopped", "detail")).containsExactly("refused");

        ladder.connectionSettled(0);
        pass(A_MOMENT);
        assertThat(view().phase()).isNotEqualTo(RecoveryPhase.GIVEN_UP);
    }

    @Test
    void aModuleThatIsLostAfterAConnectionWasGivenUpIsAnotherTrouble() {
        ladder = ladder(settings(5, RecoveryStep.RESYNCHRONIZE, RecoveryStep.RECONNECT), null);
        ladder.ready();
        for (int i = 0; i < 10; i++) {
            ladder.connectionFailed(0, "timeout");
            pass(Duration.ofSeconds(20));
        }
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);

        ladder.unready("nothing answers");
        pass(PATIENCE);

        assertThat(target.done).containsExactly("30 reconnect 0", "230 resynchronize");
        assertThat(view().trouble()).isEqualTo(RecoveryTrouble.MODULE);
    }

    @Test
    void aRestartOfTheServiceGoesOnWhereItStood() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(215));
        ladder.close();
        pass(Duration.ofSeconds(100));
        assertThat(target.done).last().isEqualTo("210 radio");

        ladder = ladder(ladder.settings(), store.standings.get("m"));
        ladder.unready("the link is being opened");
        pass(A_MOMENT);
        assertThat(view().step()).isEqualTo(RecoveryStep.RADIO);
        assertThat(view().tokens()).isEqualTo(4);
        pass(EACH);

        assertThat(target.done).last().isEqualTo("375 reboot");
        pass(EACH);
        assertThat(view().phase()).isEqualTo(RecoveryPhase.GIVEN_UP);

        ladder.close();
        ladder = ladder(ladder.settings(), store.standings.get("m"));
        ladder.unready("the link is being opened");
        pass(Duration.ofHours(1));
        assertThat(target.done).last().as("what was given up is not begun anew by a restart").isEqualTo("375 reboot");
    }

    @Test
    void aRestartDoesNotShortenTheCoolDown() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(215));
        ladder.ready();
        pass(A_MOMENT);
        ladder.close();
        ladder = ladder(ladder.settings(), store.standings.get("m"));
        ladder.unready("the link is being opened");

        pass(COOL_DOWN);
        assertThat(target.done).last().isEqualTo("210 radio");
        pass(PATIENCE);
        assertThat(target.done).last().isEqualTo("840 resynchronize");
    }

    @Test
    void otherSettingsBeginAnewAndDoNotFillTheBucket() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(215));
        ladder.change(settings(8, RecoveryStep.REBOOT));
        pass(PATIENCE.plus(A_MOMENT));

        assertThat(target.done).last().isEqualTo("245 reboot");
        assertThat(view().tokens()).isEqualTo(3);
    }

    @Test
    void withoutStepsNothingIsDone() {
        ladder = ladder(settings(5), null);
        ladder.unready("nothing answers");
        pass(Duration.ofHours(1));

        assertThat(log.head()).isZero();
        assertThat(view().phase()).isEqualTo(RecoveryPhase.IDLE);
    }

    @Test
    void aModuleThatIsNotToBeAttachedIsNoTrouble() {
        ladder.unready("nothing answers");
        pass(Duration.ofSeconds(100));
        ladder.rest();
        pass(Duration.ofHours(1));

        assertThat(target.done).containsExactly("30 resynchronize", "90 reopen");
        assertThat(view().phase()).isEqualTo(RecoveryPhase.IDLE);
    }
}
