package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.ReconcileResult;
import org.modemfleet.desired.Reconciler;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.springframework.beans.factory.annotation.Autowired;

/** What the reconciler sends is in the history, and an operator's command is not judged by it. */
class ReconcilerCommandsTest extends CommandRig {

    private static final ConnectionParameters SERVER = new ConnectionParameters("h", 1883, "c", "u", "s3cret");
    private static final String CONNECT = "AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"";

    @Autowired
    Reconciler reconciler;

    @Autowired
    Settler settler;

    @Autowired
    Intents intents;

    @BeforeEach
    void toBeConnected() {
        desired.connectionApplied("m", ZERO, SERVER);
        module.answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");
    }

    private FakeSession isConnected() {
        return module.answers(CONNECT, "OK").afterFinalResult(() -> module.urc(new MqttUrc.Conn(ZERO, 0), "+MQTTURC: \"conn\",0,0"))
                .answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK").answers("AT+MQTTSUB=0", "OK");
    }

    private void reconcile(ReconcileResult.Outcome expected) throws Exception {
        assertThat(reconciler.reconcile("m", ZERO).outcome()).isEqualTo(expected);
    }

    @Test
    void aConnectIsThereWithItsEndAndWithoutItsPassword() throws Exception {
        isConnected();

        reconcile(ReconcileResult.Outcome.IN_SYNC);

        CommandView connect = last("m");
        assertThat(connect).extracting(CommandView::kind, CommandView::connectId, CommandView::state, CommandView::outcome, CommandView::connState,
                CommandView::epoch, CommandView::byReconciler).containsExactly(CommandKind.CONNECT, 0, CommandState.DONE, Outcome.CONNECTED, 0, 4L, true);
        assertThat(connect.at().sent()).containsExactly("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"***\"");
        assertThat(connect.at().urcs()).containsExactly("+MQTTURC: \"conn\",0,0");
        assertThat(connect.settledAt()).isNotNull();
        assertThat(history.list("m", null, 10).items()).as("questions are not there").hasSize(1);
    }

    @Test
    void aRefusalIsThere() throws Exception {
        module.answers(CONNECT, "+CME ERROR: 601");

        reconcile(ReconcileResult.Outcome.REFUSED);

        assertThat(last("m")).extracting(CommandView::state, CommandView::cme, CommandView::byReconciler)
                .containsExactly(CommandState.REFUSED, 601, true);
    }

    @Test
    void oneWithoutFinalResultIsIndeterminateAndNobodyAsksAboutIt() throws Exception {
        module.answers(CONNECT);

        reconcile(ReconcileResult.Outcome.FAILED);

        assertThat(last("m")).extracting(CommandView::state, CommandView::outcome)
                .containsExactly(CommandState.INDETERMINATE, Outcome.INDETERMINATE);
        assertThat(history.modulesToAsk()).isEmpty();
    }

    @Test
    void oneWhoseEpochEndsIsIndeterminate() throws Exception {
        module.answers(CONNECT, "OK").afterFinalResult(module::endEpoch);

        reconcile(ReconcileResult.Outcome.INTERRUPTED);

        assertThat(last("m")).extracting(CommandView::state, CommandView::detail)
                .containsExactly(CommandState.INDETERMINATE, SettledCommandRunner.EPOCH_ENDED);
    }

    @Test
    void aConnectionIsUnsettledWhileItIsNotFoundOutWhatAnOperatorsCommandDid() {
        String lost = history.begin("m", 0, CommandKind.DISCONNECT, new Intent.Disconnect(true));
        assertThat(history.isUnsettled("m", ZERO)).as("nothing was sent").isFalse();
        history.running(lost, 4, 2);
        assertThat(history.isUnsettled("m", ZERO)).isTrue();
        history.progress(lost, CommandProgress.partlySent("the port was lost", new AtTranscript(List.of(), List.of(), List.of(), 0)));
        assertThat(history.isUnsettled("m", ZERO)).isTrue();
        assertThat(history.isUnsettled("m", new ConnectId(1))).isFalse();
        history.notTold(lost, "nobody knows");
        assertThat(history.isUnsettled("m", ZERO)).isFalse();
    }

    @Test
    void whatCanNeverBeFoundOutHoldsNothingUp() {
        String unreadable = history.begin("m", 0, CommandKind.DISCONNECT, new Intent.Disconnect(true));
        history.running(unreadable, 4, 2);
        history.progress(unreadable, CommandProgress.partlySent("the port was lost", new AtTranscript(List.of(), List.of(), List.of(), 0)));
        // As after the loss of the key.
        jdbc.sql("update command_record set intent = ? where id = ?").param(intents.seal("another", new Intent.Disconnect(true))).param(unreadable)
                .update();
        assertThat(history.isUnsettled("m", ZERO)).isFalse();

        String endNotWritten = history.begin("m", 0, CommandKind.DISCONNECT, new Intent.Disconnect(true));
        history.running(endNotWritten, 4, 2);
        jdbc.sql("update command_record set sent_at = ? where id = ?").param(OffsetDateTime.now(ZoneOffset.UTC).minusMinutes(11)).param(endNotWritten)
                .update();
        assertThat(history.isUnsettled("m", ZERO)).isFalse();
    }

    /** The module is connected, but by whom? */
    @Test
    void anOperatorsConnectIsNotJudgedByTheReconcilersConnection() throws Exception {
        String lost = history.begin("m", 0, CommandKind.CONNECT, new Intent.Connect(SERVER, true));
        history.running(lost, 4, 3);
        history.progress(lost, CommandProgress.partlySent("the port was lost", new AtTranscript(List.of(), List.of(), List.of(), 0)));
        isConnected();
        reconcile(ReconcileResult.Outcome.IN_SYNC);

        settler.indeterminate("m");

        await().untilAsserted(() -> assertThat(history.get("m", lost).detail()).contains("a later command on the same connection"));
        assertThat(history.get("m", lost)).extracting(CommandView::state, CommandView::settledBy, CommandView::byReconciler)
                .containsExactly(CommandState.INDETERMINATE, null, false);
        // Two of the reconciler's, after its look whether anybody is there, and one in which nothing had to be asked.
        await().untilAsserted(() -> module.assertDone(4));
    }
}
