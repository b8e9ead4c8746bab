package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Publication;
import org.modemfleet.session.SessionException;
import org.springframework.beans.factory.annotation.Autowired;

/** MN modules have no data mode: what their input format cannot carry is sent as hex, in one turn. */
class FormatSwitchTest extends CommandRig {

    private static final String PUBLISH = "AT+MQTTPUB=0,\"t\",0,0,0,3,\"610D00\"";
    private static final byte[] PAYLOAD = {'a', '\r', 0};

    @Autowired
    PublishCommands messages;

    private CommandResult publish(String module, byte[] payload) throws SessionException {
        return messages.publish(module, ZERO, new Publication(ZERO, "t", 0, 0, 0), payload,
                CommandOptions.waiting(Duration.ZERO));
    }

    @Test
    void encodingIsSwitchedAndRestoredAroundThePublish() throws Exception {
        narrow.answers("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",0,1", "OK")
                .answers("AT+MQTTCFG=\"encoding\",0,1,1", "OK")
                .answers(PUBLISH, "+MQTTPUB: 0,9,8", "OK")
                .answers("AT+MQTTCFG=\"encoding\",0,0,1", "OK");

        CommandResult result = publish("nb", PAYLOAD);

        narrow.assertDone(1);
        assertThat(result).extracting(CommandResult::outcome, CommandResult::mid, CommandResult::length)
                .containsExactly(Outcome.ACCEPTED, 9, 8);
        assertThat(result.at().sent()).containsExactly("AT+MQTTCFG=\"encoding\",0", "AT+MQTTCFG=\"encoding\",0,1,1",
                PUBLISH, "AT+MQTTCFG=\"encoding\",0,0,1");
        assertThat(result.at().received()).containsExactly("+MQTTCFG: \"encoding\",0,1", "OK", "OK",
                "+MQTTPUB: 0,9,8", "OK", "OK");
    }

    @Test
    void aRefusedPublishIsToldAfterTheEncodingIsRestored() {
        narrow.answers("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",2,0", "OK")
                .answers("AT+MQTTCFG=\"encoding\",0,1,0", "OK")
                .answers("AT+MQTTPUB=0,\"t\",0,0,0,600,\"" + "00".repeat(600) + "\"", "+CME ERROR: 602")
                .answers("AT+MQTTCFG=\"encoding\",0,2,0", "OK");
        narrow.inputFormat(2);

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class,
                () -> publish("nb", new byte[600]));

        narrow.assertDone(1);
        assertThat(refused.cme()).isEqualTo(602);
        assertThat(refused.finalResult()).isEqualTo("+CME ERROR: 602");
        assertThat(refused.at().sent()).hasSize(4);
        assertThat(last("nb")).extracting(CommandView::state, CommandView::cme)
                .containsExactly(CommandState.REFUSED, 602);
    }

    @Test
    void aSwitchWithoutAnswerIsTakenBackAndNothingIsPublished() {
        narrow.answers("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",0,0", "OK")
                .answers("AT+MQTTCFG=\"encoding\",0,1,0")
                .answers("AT+MQTTCFG=\"encoding\",0,0,0", "OK");

        CommandException.NoResponse unknown =
                catchThrowableOfType(CommandException.NoResponse.class, () -> publish("nb", PAYLOAD));

        narrow.assertDone(1);
        assertThat(unknown).isNotNull();
        assertThat(last("nb").state()).isEqualTo(CommandState.INDETERMINATE);
    }

    @Test
    void theFormatInForceIsUsedWhereItCanCarryThePayload() throws Exception {
        narrow.inputFormat(1).answers("AT+MQTTPUB=0,\"t\",0,0,0,3,\"610D00\"", "+MQTTPUB: 0,9,8", "OK")
                .answers("AT+MQTTPUB=0,\"t\",0,0,0,6,\"中文\"", "+MQTTPUB: 0,10,11", "OK");
        publish("nb", PAYLOAD);
        narrow.inputFormat(0);
        publish("nb", "中文".getBytes(StandardCharsets.UTF_8));

        narrow.assertDone(2);
    }

    @Test
    void aModelWithDataModeNeedsNoSwitch() throws Exception {
        module.answers("AT+MQTTPUB=0,\"t\",0,0,0,3", "+MQTTPUB: 0,9,8", "OK");

        assertThat(publish("m", PAYLOAD).outcome()).isEqualTo(Outcome.ACCEPTED);
        module.assertDone(1);
    }

    @Test
    void whatNothingCanCarryIsRefusedBeforeAnythingIsSent() {
        CommandException.Invalid invalid =
                catchThrowableOfType(CommandException.Invalid.class, () -> publish("nb", new byte[1025]));

        assertThat(invalid.errors().getFirst().field()).isEqualTo("payload");
        narrow.assertDone(0);
    }
}
