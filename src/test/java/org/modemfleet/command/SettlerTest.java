package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.desired.DesiredView;
import org.modemfleet.desired.GivenText;
import org.modemfleet.desired.StoredSecret;
import org.modemfleet.events.EventDraft;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Publication;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.testsupport.MemoryEventLog;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;

/** What becomes of commands whose final result never came, and of those that a restart cut off. */
class SettlerTest extends CommandRig {

    private static final CommandOptions BRIEFLY = CommandOptions.waiting(Duration.ZERO);

    @Autowired
    ConnectionCommands connections;

    @Autowired
    TopicCommands topics;

    @Autowired
    SettingCommands settings;

    @Autowired
    PublishCommands messages;

    @Autowired
    RawCommands raw;

    @Autowired
    CommandRecords records;

    @Autowired
    Intents intents;

    @Autowired
    PlatformTransactionManager transactions;

    @Autowired
    MemoryEventLog events;

    @Autowired
    Consequences consequences;

    @Autowired
    WaitsShutdown shutdown;

    private int eventsBefore;

    @BeforeEach
    void count() {
        eventsBefore = events.ofType("command.settled").size();
    }

    private void connectWithoutFinalResult() {
        assertThatThrownBy(() -> connections.connect("m", ZERO,
                new ConnectionCommands.Parameters("h", 1883, "c", "u", new GivenText.Given("s3cret")), BRIEFLY))
                .isInstanceOf(CommandException.NoResponse.class);
    }

    private CommandView awaitSettled() {
        await().until(() -> last("m").settledBy() != null);
        return last("m");
    }

    private CommandView awaitLeft(String detail) {
        await().untilAsserted(() -> assertThat(last("m").detail()).contains(detail));
        return last("m");
    }

    private List<EventDraft> newEvents() {
        List<EventDraft> all = events.ofType("command.settled");
        return all.subList(eventsBefore, all.size());
    }

    @Test
    void aDisconnectWithoutFinalResultIsSettledByTheState() {
        module.answers("AT+MQTTDISC=0").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");

        CommandException.NoResponse told = catchThrowableOfType(CommandException.NoResponse.class,
                () -> connections.disconnect("m", ZERO, BRIEFLY));

        CommandView settled = awaitSettled();
        assertThat(told.details()).containsEntry("commandId", settled.commandId());
        assertThat(settled).extracting(CommandView::state, CommandView::outcome, CommandView::settledBy, CommandView::detail)
                .containsExactly(CommandState.DONE, Outcome.DISCONNECTED, "query", "MQTTSTATE says 3: disconnected");
        assertThat(desired.view("m", ZERO).wanted()).isEqualTo(DesiredView.Wanted.DISCONNECTED);
        await().until(() -> !newEvents().isEmpty());
        EventDraft event = newEvents().getFirst();
        assertThat(event.connectId()).isZero();
        assertThat(event.data()).containsEntry("commandId", settled.commandId()).containsEntry("kind", "disconnect")
                .containsEntry("outcome", "disconnected").containsEntry("settledBy", "query");
    }

    @Test
    void aConnectThatWasTakenIsDesiredWithItsPassword() {
        module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"")
                .answers("AT+MQTTSTATE=0", "+MQTTSTATE: 1", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK");

        connectWithoutFinalResult();

        assertThat(awaitSettled().outcome()).isEqualTo(Outcome.CONNECTED);
        assertThat(desired.view("m", ZERO).wanted()).isEqualTo(DesiredView.Wanted.CONNECTED);
        assertThat(desired.password("m", ZERO)).isEqualTo(new StoredSecret.Known("s3cret"));
    }

    @Test
    void aConnectThatWasNotTakenIsAskedTwiceAndNotDesired() {
        module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"")
                .answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");

        connectWithoutFinalResult();

        assertThat(awaitSettled()).extracting(CommandView::state, CommandView::outcome)
                .containsExactly(CommandState.DONE, Outcome.FAILED);
        assertThat(desired.view("m", ZERO)).isEqualTo(DesiredView.NOTHING);
        module.assertDone(3);
    }

    @Test
    void aConnectionThatWasThereBeforeProvesNothing() {
        module.connection(0, 2).answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"")
                .answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK");

        connectWithoutFinalResult();

        assertThat(awaitLeft("before the command, too")).extracting(CommandView::state, CommandView::outcome, CommandView::settledBy)
                .containsExactly(CommandState.INDETERMINATE, Outcome.INDETERMINATE, null);
        assertThat(desired.view("m", ZERO)).isEqualTo(DesiredView.NOTHING);
        assertThat(newEvents()).isEmpty();
    }

    @Test
    void aSubscriptionIsTakenWhenItIsListed() {
        module.answers("AT+MQTTSUB=0,\"a\",1,\"b\",2").answers("AT+MQTTSUB=0", "+MQTTSUB: \"a\",1", "OK")
                .answers("AT+MQTTSUB=0", "+MQTTSUB: \"a\",1,\"b\",0", "OK");

        assertThatThrownBy(() -> topics.subscribe("m", ZERO,
                List.of(new Subscribe.Filter("a", 1), new Subscribe.Filter("b", 2)), BRIEFLY))
                .isInstanceOf(CommandException.NoResponse.class);

        assertThat(awaitSettled().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(desired.view("m", ZERO).subscriptions()).extracting("topic").containsExactly("a", "b");
    }

    @Test
    void aTopicThatIsListedNoMoreWasUnsubscribed() {
        module.answers("AT+MQTTUNSUB=0,\"a\"").answers("AT+MQTTSUB=0", "+MQTTSUB: \"b\",0", "OK");

        assertThatThrownBy(() -> topics.unsubscribe("m", ZERO, List.of("a"), BRIEFLY)).isInstanceOf(CommandException.NoResponse.class);

        assertThat(awaitSettled().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    }

    @Test
    void settingsAreComparedAndWhatWasTakenIsDesired() {
        module.answers("AT+MQTTCFG=\"keepalive\",0,60", "OK").answers("AT+MQTTCFG=\"pingresp\",0,1")
                .answers("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",60", "OK")
                .answers("AT+MQTTCFG=\"pingresp\",0", "+MQTTCFG: \"pingresp\",0", "OK")
                .answers("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",60", "OK")
                .answers("AT+MQTTCFG=\"pingresp\",0", "+MQTTCFG: \"pingresp\",0", "OK");

        assertThatThrownBy(() -> settings.set("m", ZERO, new EnumMap<>(Map.of(MqttKey.KEEPALIVE, Map.of("keepaliveTime", 60),
                MqttKey.PINGRESP, Map.of("pingack", 1))))).isInstanceOf(CommandException.NoResponse.class);

        CommandView settled = awaitSettled();
        assertThat(settled.outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(settled.detail()).isEqualTo("MQTTCFG tells otherwise of pingresp; as it was to be: keepalive");
        assertThat(desired.view("m", ZERO).settings()).containsOnlyKeys("keepalive");
    }

    @Test
    void aLaterCommandHidesWhatBecameOfAnEarlierOne() throws Exception {
        module.away();
        String lost = history.begin("m", 0, CommandKind.DISCONNECT, new Intent.Disconnect(true));
        history.running(lost, 4, 2);
        history.progress(lost, CommandProgress.partlySent("the port was lost", new AtTranscript(List.of(), List.of(), List.of(), 0)));
        String later = history.begin("m", 0, CommandKind.CONNECT);
        history.running(later, 4, 3);
        module.back();

        settlerOfNextRun(history).ready(module);

        await().untilAsserted(() -> assertThat(history.get("m", lost).detail()).contains("a later command"));
        assertThat(history.get("m", lost).state()).isEqualTo(CommandState.INDETERMINATE);
        module.assertDone(1);
    }

    @Test
    void whatARestartCutOffIsSettledWhenTheModuleIsReadyAgain() {
        String cut = history.begin("m", 0, CommandKind.DISCONNECT, new Intent.Disconnect(true));
        history.running(cut, 4, 2);
        module.answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");

        CommandHistory next = new CommandHistory(records, intents, transactions, InstantSource.system());
        assertThat(next.get("m", cut).state()).isEqualTo(CommandState.INDETERMINATE);
        settlerOfNextRun(next).ready(module);

        assertThat(awaitSettled()).extracting(CommandView::commandId, CommandView::outcome).containsExactly(cut, Outcome.DISCONNECTED);
        assertThat(desired.view("m", ZERO).wanted()).isEqualTo(DesiredView.Wanted.DISCONNECTED);
    }

    private Settler settlerOfNextRun(CommandHistory next) {
        return new Settler(fleet, next, consequences, events, shutdown, InstantSource.system());
    }

    @Test
    void aModuleThatDoesNotTellIsNotAskedForEver() {
        module.answers("AT+MQTTDISC=0").answers("AT+MQTTSTATE=0").answers("AT+MQTTSTATE=0").answers("AT+MQTTSTATE=0");

        assertThatThrownBy(() -> connections.disconnect("m", ZERO, BRIEFLY)).isInstanceOf(CommandException.NoResponse.class);

        assertThat(awaitLeft("asked afterwards").state()).isEqualTo(CommandState.INDETERMINATE);
        module.assertDone(4);
    }

    @Test
    void aMessageThatNobodyAcknowledgedIsSentAgainWithDup() throws Exception {
        module.answers("AT+MQTTPUB=0,\"world\",1,1,0,4,\"3242\"")
                .answers("AT+MQTTPUB=0,\"world\",1,1,1,4,\"3242\"", "+MQTTPUB: 0,2,15", "OK");

        assertThatThrownBy(() -> messages.publish("m", ZERO, new Publication(ZERO, "world", 1, 1, 0), "3242".getBytes(), BRIEFLY))
                .isInstanceOf(CommandException.NoResponse.class);
        String lost = last("m").commandId();
        module.afterFinalResult(() -> module.urc(new MqttUrc.PubAck(ZERO, 2, 1), "+MQTTURC: \"puback\",0,2,1"));
        CommandResult again = messages.resend("m", ZERO, lost, BRIEFLY);

        assertThat(again.outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(history.get("m", lost).state()).as("no query tells").isEqualTo(CommandState.INDETERMINATE);
        assertThatThrownBy(() -> messages.resend("m", ZERO, again.commandId(), BRIEFLY)).as("it was acknowledged")
                .isInstanceOf(CommandException.Invalid.class);
        assertThatThrownBy(() -> messages.resend("m", ZERO, "none", BRIEFLY)).isInstanceOf(CommandException.UnknownCommand.class);
    }

    @Test
    void intentsAreKeptSealedAndOnlyAsLongAsTheyMayBeNeeded() throws Exception {
        module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"s3cret\"", "OK")
                .afterFinalResult(() -> {
                    CommandRecord row = records.findById(last("m").commandId()).orElseThrow();
                    assertThat(row.intent()).isNotNull().doesNotContain("s3cret");
                    module.urc(new MqttUrc.Conn(ZERO, 0), "+MQTTURC: \"conn\",0,0");
                });

        connections.connect("m", ZERO, new ConnectionCommands.Parameters("h", 1883, "c", "u", new GivenText.Given("s3cret")), BRIEFLY);

        CommandRecord settled = records.findById(last("m").commandId()).orElseThrow();
        assertThat(settled.state()).isEqualTo(CommandState.DONE);
        assertThat(settled.intent()).isNull();
    }
}
