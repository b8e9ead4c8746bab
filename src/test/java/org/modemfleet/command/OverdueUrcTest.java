package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.desired.GivenText;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.testsupport.MemoryEventLog;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** The module says OK, and the URC that would settle the command is lost on the line. */
class OverdueUrcTest extends CommandRig {

    private static final CommandOptions NOT_AT_ALL = CommandOptions.waiting(Duration.ZERO);
    private static final CommandOptions LONG = CommandOptions.waiting(Duration.ofSeconds(60));

    @MockitoBean
    UrcPatience patience;

    @Autowired
    ConnectionCommands connections;

    @Autowired
    TopicCommands topics;

    @Autowired
    RawCommands raw;

    @Autowired
    MemoryEventLog events;

    @BeforeEach
    void impatient() {
        when(patience.of(any(), any())).thenReturn(Duration.ofMillis(50));
    }

    private CommandResult connect(CommandOptions options) throws Exception {
        return connections.connect("m", ZERO, new ConnectionCommands.Parameters("h", 1883, "c", null, new GivenText.None()), options);
    }

    private FakeSession takesConnect() {
        return module.answers("AT+MQTTCONN=0,\"h\",1883,\"c\"", "OK");
    }

    @Test
    void whoWaitsForAConnectIsToldWhatTheModuleSays() throws Exception {
        takesConnect().answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK");

        CommandResult result = connect(LONG);

        assertThat(result.outcome()).isEqualTo(Outcome.CONNECTED);
        assertThat(last("m")).extracting(CommandView::state, CommandView::outcome, CommandView::settledBy, CommandView::detail)
                .containsExactly(CommandState.DONE, Outcome.CONNECTED, "query", "MQTTSTATE says 2: connected");
    }

    @Test
    void aPendingConnectIsSettledByQueryAndAnEventTellsIt() throws Exception {
        int before = events.ofType("command.settled").size();
        takesConnect().answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");

        assertThat(connect(NOT_AT_ALL).outcome()).isEqualTo(Outcome.PENDING);

        await().untilAsserted(() -> assertThat(last("m")).extracting(CommandView::state, CommandView::outcome, CommandView::settledBy)
                .containsExactly(CommandState.DONE, Outcome.FAILED, "query"));
        await().until(() -> events.ofType("command.settled").size() == before + 1);
    }

    /** It said OK, so there was none; what we knew was out of date. */
    @Test
    void aConnectionThatWasThoughtToBeThereDoesNotMatter() throws Exception {
        module.connection(0, 1);
        takesConnect().answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK");

        assertThat(connect(LONG).outcome()).isEqualTo(Outcome.CONNECTED);
    }

    @Test
    void aDisconnectIsSettledByQuery() throws Exception {
        module.answers("AT+MQTTDISC=0", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 3", "OK");

        assertThat(connections.disconnect("m", ZERO, LONG).outcome()).isEqualTo(Outcome.DISCONNECTED);
    }

    @Test
    void aSubscriptionIsSettledByQuery() throws Exception {
        module.answers("AT+MQTTSUB=0,\"a\",1", "+MQTTSUB: 0,5", "OK").answers("AT+MQTTSUB=0", "+MQTTSUB: \"a\",1", "OK");

        assertThat(topics.subscribe("m", ZERO, List.of(new Subscribe.Filter("a", 1)), LONG).outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
    }

    @Test
    void aUrcThatComesWhileTheModuleIsAtItHasTheWord() throws Exception {
        takesConnect().answers("AT+MQTTSTATE=0", "+MQTTSTATE: 1", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 1", "OK");
        connect(NOT_AT_ALL);
        await().untilAsserted(() -> module.assertDone(3));

        module.urc(new MqttUrc.Conn(ZERO, 3), "+MQTTURC: \"conn\",0,3");

        await().untilAsserted(() -> assertThat(last("m"))
                .extracting(CommandView::state, CommandView::outcome, CommandView::connState, CommandView::settledBy)
                .containsExactly(CommandState.DONE, Outcome.REFUSED, 3, null));
    }

    @Test
    void afterALaterCommandNobodyKnows() throws Exception {
        takesConnect().answers("AT+CSQ", "+CSQ: 22,99", "OK").answers("AT+MQTTSTATE=0", "+MQTTSTATE: 2", "OK");
        when(patience.of(any(), any())).thenReturn(Duration.ofSeconds(1));
        String pending = connect(NOT_AT_ALL).commandId();
        raw.send("m", "AT+CSQ", null, Duration.ofSeconds(1));

        await().untilAsserted(() -> assertThat(history.get("m", pending)).extracting(CommandView::state, CommandView::detail)
                .containsExactly(CommandState.INDETERMINATE,
                        "nobody knows: a later command on the same connection hides what became of this one"));

        module.urc(new MqttUrc.Conn(ZERO, 0), "+MQTTURC: \"conn\",0,0");
        await().untilAsserted(() -> assertThat(history.get("m", pending).outcome()).as("its URC after all").isEqualTo(Outcome.CONNECTED));
    }

    @Test
    void aUrcThatIsDueSoonerIsNotAskedFor() throws Exception {
        takesConnect().afterFinalResult(() -> Thread.ofVirtual().start(
                () -> module.urc(new MqttUrc.Conn(ZERO, 0), "+MQTTURC: \"conn\",0,0")));

        assertThat(connect(LONG)).extracting(CommandResult::outcome, CommandResult::connState).containsExactly(Outcome.CONNECTED, 0);
        module.assertDone(1);
    }

    @Test
    void aConnectHasTheTimeThatTheModuleGivesItself() {
        assertThat(new UrcPatience().of(CommandKind.CONNECT, ModelProfiles.standard().find("ML307R").orElseThrow()))
                .isEqualTo(Duration.ofSeconds(30 + 5));
        assertThat(new UrcPatience().of(CommandKind.PUBLISH, ModelProfiles.standard().find("ML307R").orElseThrow())).isNull();
    }
}
