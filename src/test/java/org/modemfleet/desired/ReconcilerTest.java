package org.modemfleet.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.Recoveries;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.Disconnect;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.QuerySubscriptions;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.modemfleet.testsupport.ManualScheduler;
import org.modemfleet.testsupport.MemoryEventLog;
import org.springframework.dao.DataAccessResourceFailureException;

/** What becomes of a connection where the database, a URC or the network is lost. */
class ReconcilerTest {

    private static final ConnectId ZERO = new ConnectId(0);
    private static final int CONNECTING = 1;
    private static final int CONNECTED = 2;
    private static final int DISCONNECTED = 3;
    private static final Duration CHECK = Duration.ofMinutes(5);

    private final ManualScheduler time = new ManualScheduler();
    private final Recoveries recoveries = mock(Recoveries.class);
    private final Goals goals = mock(Goals.class);
    private final ModuleSession session = mock(ModuleSession.class);
    private final ModuleSession.Turn turn = mock(ModuleSession.Turn.class);
    private final CommandJournal journal = mock(CommandJournal.class);
    private final CommandJournal.Entry entry = mock(CommandJournal.Entry.class);
    private Reconciler reconciler;

    @BeforeEach
    void aModuleThatIsToBeConnectedAndHasNothingElse() throws Exception {
        var profile = ModelProfiles.standard().find("ML307R").orElseThrow();
        Fleet fleet = mock(Fleet.class);
        when(fleet.profile("m")).thenReturn(profile);
        when(fleet.session("m")).thenReturn(session);
        when(session.moduleId()).thenReturn("m");
        when(session.epoch()).thenReturn(1L);
        when(session.serviceTurn(any())).thenAnswer(call -> call.<ModuleSession.TurnBody<?>>getArgument(0).run(turn));
        when(journal.begin(any(), any())).thenReturn(entry);
        answers(new QuerySubscriptions(ZERO), List.of());
        when(goals.connections("m")).thenReturn(List.of(ZERO));
        wants(DesiredView.Wanted.CONNECTED);
        ModemFleetProperties.Desired settings = new ModemFleetProperties.Desired("auto", CHECK, Duration.ofSeconds(5));
        ModemFleetProperties properties = mock(ModemFleetProperties.class);
        when(properties.desired()).thenReturn(settings);
        reconciler = new Reconciler(fleet, recoveries, goals, journal, new MemoryEventLog(), time, new Timers(time), properties);
    }

    private void wants(DesiredView.Wanted wanted) {
        DesiredView view = new DesiredView(1, Instant.EPOCH, Map.of(), 0, wanted,
                new ConnectionParameters("h", 1883, null, null, null), List.of(), Restore.AUTO);
        when(goals.of("m", ZERO)).thenReturn(new Goal(ZERO, view, new StoredSecret.None(), null, null));
    }

    private <R> void answers(org.modemfleet.at.AtCommand<R> question, R answer) throws Exception {
        when(turn.send(question)).thenReturn(new AtOutcome.Done<>(answer,
                new AtExchange(question.shown(), List.of(), null, List.of(), Instant.EPOCH, Duration.ZERO)));
    }

    private void assertState(Reconciliation.State state) {
        await().untilAsserted(() -> assertThat(reconciler.state("m", ZERO).state()).isEqualTo(state));
    }

    @Test
    void nobodyKnowsHowFarItCameWhenTheDatabaseIsAway() throws Exception {
        doThrow(new DataAccessResourceFailureException("away")).when(turn).send(new QueryState(ZERO));

        assertThatThrownBy(() -> reconciler.reconcile("m", ZERO)).isInstanceOf(DataAccessResourceFailureException.class);

        assertState(Reconciliation.State.UNCHECKED);
    }

    @Test
    void aConnectionWhoseUrcWasLostIsFoundByTheNextLook() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(CONNECTING));
        reconciler.ready(session);
        await().untilAsserted(() -> {
            time.advance(Duration.ZERO);
            assertThat(reconciler.state("m", ZERO).state()).isEqualTo(Reconciliation.State.RECONCILING);
        });

        answers(new QueryState(ZERO), new ConnectionState(CONNECTED));
        await().untilAsserted(() -> {
            time.advance(CHECK);
            assertThat(reconciler.state("m", ZERO).state()).isEqualTo(Reconciliation.State.IN_SYNC);
        });
    }

    @Test
    void aModuleThatMayHaveRestartedIsNotCalledInSync() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(CONNECTED));
        reconciler.reconcile("m", ZERO);
        assertState(Reconciliation.State.IN_SYNC);

        reconciler.ready(session);

        assertState(Reconciliation.State.UNCHECKED);
        await().untilAsserted(() -> {
            time.advance(Duration.ZERO);
            assertThat(reconciler.state("m", ZERO).state()).isEqualTo(Reconciliation.State.IN_SYNC);
        });
    }

    @Test
    void aUrcThatIsFasterThanTheWishIsNotMissed() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(CONNECTED));
        wants(DesiredView.Wanted.DISCONNECTED);
        reconciler.connectionTold(session, ZERO, 0);
        wants(DesiredView.Wanted.CONNECTED);

        time.advance(Duration.ofSeconds(1));

        assertState(Reconciliation.State.IN_SYNC);
    }

    @Test
    void whatAnOperatorsCommandDidIsFoundOutBeforeAnythingIsSent() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(DISCONNECTED));
        when(turn.sendSettled(any(Connect.class))).thenThrow(new SessionException.Busy("m"));
        when(journal.isUnsettled("m", ZERO)).thenReturn(true);
        reconciler.ready(session);
        await().untilAsserted(() -> {
            time.advance(Duration.ZERO);
            assertThat(reconciler.state("m", ZERO).state()).isEqualTo(Reconciliation.State.WAITING);
        });
        verify(turn, never()).sendSettled(any(Connect.class));

        when(journal.isUnsettled("m", ZERO)).thenReturn(false);
        await().untilAsserted(() -> {
            time.advance(Duration.ofSeconds(1));
            verify(turn, atLeastOnce()).sendSettled(any(Connect.class));
        });
    }

    @Test
    void nothingIsSentThatCannotBeWrittenDown() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(DISCONNECTED));
        when(journal.begin(any(), any())).thenThrow(new DataAccessResourceFailureException("away"));

        assertThatThrownBy(() -> reconciler.reconcile("m", ZERO)).isInstanceOf(DataAccessResourceFailureException.class);

        verify(turn, never()).sendSettled(any(Connect.class));
    }

    @Test
    void aConnectionThatIsMadeForTooLongIsMadeAnewByTheLadder() throws Exception {
        answers(new QueryState(ZERO), new ConnectionState(CONNECTING));
        when(turn.sendSettled(any(Disconnect.class))).thenThrow(new SessionException.Busy("m"));

        reconciler.reconnect("m", 0);
        time.advance(Duration.ZERO);

        assertState(Reconciliation.State.WAITING);
        InOrder line = inOrder(journal, turn, entry);
        line.verify(journal).begin(session, new Disconnect(ZERO));
        line.verify(turn).sendSettled(new Disconnect(ZERO));
        line.verify(entry).notSent(any());
        verify(recoveries).connectionFailed(eq("m"), eq(0), any());
    }
}
