package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.DesiredView;
import org.modemfleet.desired.GivenText;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Publication;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.session.SessionException;
import org.springframework.beans.factory.annotation.Autowired;

class WaitingTest extends CommandRig {

    private static final CommandOptions NOT_AT_ALL = CommandOptions.waiting(Duration.ZERO);
    private static final CommandOptions LONG = CommandOptions.waiting(Duration.ofSeconds(60));

    @Autowired
    ConnectionCommands connections;

    @Autowired
    TopicCommands topics;

    @Autowired
    PublishCommands messages;

    @Autowired
    WaitsShutdown shutdown;

    private static ConnectionCommands.Parameters to(GivenText password) {
        return new ConnectionCommands.Parameters("127.0.0.1", 6002, "716335458", "425089", password);
    }

    private CommandResult publish(int qos, CommandOptions options) throws SessionException {
        return messages.publish("m", ZERO, new Publication(ZERO, "world", qos, 0, 0), "3242".getBytes(), options);
    }

    @Test
    void aConnectIsSettledByItsUrcAndIsDesired() throws Exception {
        module.answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"SnMH=\"", "OK")
                .afterFinalResult(() -> module.urc(new MqttUrc.Conn(ZERO, 0), "+MQTTURC: \"conn\",0,0"));

        CommandResult result = connections.connect("m", ZERO, to(new GivenText.Given("SnMH=")), LONG);

        assertThat(result.outcome()).isEqualTo(Outcome.CONNECTED);
        assertThat(result.connState()).isZero();
        assertThat(result.queuedMs()).isEqualTo(7);
        assertThat(result.at()).isEqualTo(new AtTranscript(
                List.of("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"***\""), List.of("OK"),
                List.of("+MQTTURC: \"conn\",0,0"), 3));
        DesiredView view = desired.view("m", ZERO);
        assertThat(view.wanted()).isEqualTo(DesiredView.Wanted.CONNECTED);
        assertThat(view.connection())
                .isEqualTo(new ConnectionParameters("127.0.0.1", 6002, "716335458", "425089", "***"));
        CommandView record = history.get("m", result.commandId());
        assertThat(record).extracting(CommandView::kind, CommandView::state, CommandView::outcome, CommandView::at,
                CommandView::epoch).containsExactly(CommandKind.CONNECT, CommandState.DONE, Outcome.CONNECTED,
                result.at(), 4L);
    }

    @Test
    void aPasswordThatIsLeftOutIsTheStoredOneAndNullDeletesIt() throws Exception {
        module.answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"one\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"one\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\"", "OK");

        connections.connect("m", ZERO, to(new GivenText.Given("one")), NOT_AT_ALL);
        connections.connect("m", ZERO, to(new GivenText.Keep()), NOT_AT_ALL);
        connections.connect("m", ZERO, to(new GivenText.None()), NOT_AT_ALL);
        connections.connect("m", ZERO, to(new GivenText.Keep()), NOT_AT_ALL);

        module.assertDone(4);
    }

    @Test
    void aStoredPasswordIsForItsHostAndUserOnly() throws Exception {
        module.answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"one\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.2\",6002,\"716335458\",\"425089\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\",\"425089\",\"one\"", "OK")
                .answers("AT+MQTTCONN=0,\"127.0.0.1\",6002,\"716335458\"", "OK");

        connections.connect("m", ZERO, to(new GivenText.Given("one")), NOT_AT_ALL);
        connections.connect("m", ZERO, new ConnectionCommands.Parameters("127.0.0.2", 6002, "716335458", "425089",
                new GivenText.Keep()), NOT_AT_ALL);
        connections.connect("m", ZERO, to(new GivenText.Given("one")), NOT_AT_ALL);
        connections.connect("m", ZERO, new ConnectionCommands.Parameters("127.0.0.1", 6002, "716335458", null,
                new GivenText.Keep()), NOT_AT_ALL);

        module.assertDone(4);
    }

    @Test
    void whoWaitsWhenTheServiceStopsIsToldThatItIsPending() throws Exception {
        module.answers("AT+MQTTPUB=0,\"world\",2,0,0,4,\"3242\"", "+MQTTPUB: 0,18799,15", "OK")
                .afterFinalResult(shutdown::stop);
        try {
            CommandResult result = publish(2, LONG);

            assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
            assertThat(history.get("m", result.commandId()).state()).isEqualTo(CommandState.PENDING);
        } finally {
            shutdown.start();
        }
    }

    @Test
    void whatIsStillDueIsPendingAndSettledWhenItsUrcComes() throws Exception {
        module.answers("AT+MQTTPUB=0,\"world\",2,0,0,4,\"3242\"", "+MQTTPUB: 0,18799,15", "OK");

        CommandResult result = publish(2, NOT_AT_ALL);

        assertThat(result.outcome()).isEqualTo(Outcome.PENDING);
        assertThat(result.mid()).isEqualTo(18799);
        assertThat(result.length()).isEqualTo(15);
        assertThat(history.get("m", result.commandId()))
                .extracting(CommandView::state, CommandView::outcome, CommandView::settledAt)
                .containsExactly(CommandState.PENDING, Outcome.PENDING, null);

        module.urc(new MqttUrc.PubRec(ZERO, 18799, 0), "+MQTTURC: \"pubrec\",0,18799,0");
        module.urc(new MqttUrc.PubComp(ZERO, 18799, 0), "+MQTTURC: \"pubcomp\",0,18799,0");

        await().untilAsserted(() -> assertThat(history.get("m", result.commandId()).state())
                .isEqualTo(CommandState.DONE));
        CommandView record = history.get("m", result.commandId());
        assertThat(record.outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(record.settledAt()).isNotNull();
        assertThat(record.at().urcs())
                .containsExactly("+MQTTURC: \"pubrec\",0,18799,0", "+MQTTURC: \"pubcomp\",0,18799,0");
    }

    @Test
    void aUrcWithinTheWaitEndsIt() throws Exception {
        module.answers("AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", "+MQTTPUB: 0,18798,15", "OK")
                .afterFinalResult(() -> Thread.ofVirtual().start(
                        () -> module.urc(new MqttUrc.PubAck(ZERO, 18798, 0), "+MQTTURC: \"puback\",0,18798,0")));

        assertThat(publish(1, LONG).outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    }

    @Test
    void qos0IsAcceptedAtOnce() throws Exception {
        module.answers("AT+MQTTPUB=0,\"world\",0,0,0,4,\"3242\"", "+MQTTPUB: 0,18797,13", "OK");

        CommandResult result = publish(0, LONG);

        assertThat(result).extracting(CommandResult::outcome, CommandResult::mid, CommandResult::length)
                .containsExactly(Outcome.ACCEPTED, 18797, 13);
        assertThat(last("m").state()).isEqualTo(CommandState.DONE);
    }

    @Test
    void aRefusalIsToldWithItsNumberAndIsNotDesired() {
        module.answers("AT+MQTTSUB=0,\"world\",1", "+CME ERROR: 602");

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class,
                () -> topics.subscribe("m", ZERO, List.of(new Subscribe.Filter("world", 1)), LONG));

        assertThat(refused.cme()).isEqualTo(602);
        assertThat(refused.finalResult()).isEqualTo("+CME ERROR: 602");
        assertThat(refused.at().sent()).containsExactly("AT+MQTTSUB=0,\"world\",1");
        assertThat(desired.view("m", ZERO)).isEqualTo(DesiredView.NOTHING);
        assertThat(last("m")).extracting(CommandView::state, CommandView::cme, CommandView::outcome)
                .containsExactly(CommandState.REFUSED, 602, null);
    }

    @Test
    void withoutFinalResultNobodyKnows() {
        module.answers("AT+MQTTDISC=0").answers("AT+MQTTSTATE=0", "ERROR");

        assertThatThrownBy(() -> connections.disconnect("m", ZERO, LONG))
                .isInstanceOf(CommandException.NoResponse.class).hasMessageContaining("no final result");

        assertThat(last("m")).extracting(CommandView::state, CommandView::outcome)
                .containsExactly(CommandState.INDETERMINATE, Outcome.INDETERMINATE);
        assertThat(desired.view("m", ZERO)).isEqualTo(DesiredView.NOTHING);
    }

    @Test
    void aResetEndsTheWaitWithNobodyKnowing() {
        module.answers("AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", "+MQTTPUB: 0,1,15", "OK")
                .afterFinalResult(() -> Thread.ofVirtual().start(module::endEpoch));

        assertThatThrownBy(() -> publish(1, LONG)).isInstanceOf(CommandException.NoResponse.class);

        assertThat(last("m")).extracting(CommandView::state, CommandView::mid)
                .containsExactly(CommandState.INDETERMINATE, 1);
    }

    @Test
    void aModuleThatIsAwayIsToldAndRemembered() {
        module.away();

        assertThatThrownBy(() -> publish(1, LONG)).isInstanceOf(SessionException.Unavailable.class);

        assertThat(last("m").state()).isEqualTo(CommandState.REFUSED);
        assertThat(last("m").at()).isNull();
    }

    @Test
    void topicsThatTheServerRefusedAreNotDesired() throws Exception {
        module.answers("AT+MQTTSUB=0,\"a\",1,\"b\",2", "+MQTTSUB: 0,5", "OK").afterFinalResult(() -> {
            assertThat(desired.view("m", ZERO).subscriptions()).isEmpty();
            module.urc(new MqttUrc.SubAck(ZERO, 5, List.of(128, 2)), "+MQTTURC: \"suback\",0,5,128,2");
        });

        CommandResult result = topics.subscribe("m", ZERO,
                List.of(new Subscribe.Filter("a", 1), new Subscribe.Filter("b", 2)), LONG);

        assertThat(result.outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(result.results()).containsExactly(new Settlement.TopicResult("a", 5, 128),
                new Settlement.TopicResult("b", 5, 2));
        assertThat(desired.view("m", ZERO).subscriptions()).extracting("topic").containsExactly("b");
        assertThat(history.get("m", result.commandId()).results()).isEqualTo(result.results());
    }

    @Test
    void aSubscriptionIsDesiredAsSoonAsTheModuleTookItUntilItIsTakenBack() throws Exception {
        module.answers("AT+MQTTSUB=0,\"a/+/b\",1", "+MQTTSUB: 0,5", "OK")
                .answers("AT+MQTTUNSUB=0,\"a/+/b\"", "+MQTTUNSUB: 0,6", "OK");

        topics.subscribe("m", ZERO, List.of(new Subscribe.Filter("a/+/b", 1)), NOT_AT_ALL);
        assertThat(desired.view("m", ZERO).subscriptions()).extracting("topic").containsExactly("a/+/b");

        topics.unsubscribe("m", ZERO, List.of("a/+/b"), NOT_AT_ALL);
        assertThat(desired.view("m", ZERO).subscriptions()).isEmpty();
    }

    @Test
    void whatIsTakenBackAtOnceIsNotDesired() throws Exception {
        module.answers("AT+MQTTSUB=0,\"probe\",1", "+MQTTSUB: 0,5", "OK");

        topics.subscribe("m", ZERO, List.of(new Subscribe.Filter("probe", 1)),
                new CommandOptions(Duration.ZERO, false));

        assertThat(desired.view("m", ZERO)).isEqualTo(DesiredView.NOTHING);
    }

    @Test
    void nothingIsSentNorRememberedOfWhatTheModelDoesNotTake() {
        assertThatThrownBy(() -> topics.subscribe("m", ZERO, List.of(), LONG))
                .isInstanceOf(CommandException.Invalid.class);
        assertThatThrownBy(() -> messages.publish("m", ZERO, new Publication(ZERO, "a/#", 3, 0, 0), new byte[0], LONG))
                .isInstanceOfSatisfying(CommandException.Invalid.class, invalid -> assertThat(invalid.errors())
                        .extracting(CommandException.Violation::field).containsExactlyInAnyOrder("topic", "qos"));

        module.assertDone(0);
        assertThat(history.list("m", null, 10).items()).isEmpty();
    }
}
