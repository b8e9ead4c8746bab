package org.modemfleet.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.when;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttKey;
import org.springframework.beans.factory.annotation.Autowired;

class SettingCommandsTest extends CommandRig {

    @Autowired
    SettingCommands settings;

    @Test
    void aSetSendsAllFieldsAndIsDesired() throws Exception {
        module.answers("AT+MQTTCFG=\"retrans\",0,20,1", "OK");

        SettingCommands.KeyReport report = settings.set("m", ZERO, MqttKey.RETRANS, Map.of("retryTimes", 1));

        assertThat(report.reported()).isEqualTo(Map.of("retransInterval", 20, "retryTimes", 1));
        assertThat(report.desired()).isEqualTo(report.reported());
        assertThat(report.at().sent()).containsExactly("AT+MQTTCFG=\"retrans\",0,20,1");
        assertThat(desired.view("m", ZERO).settings())
                .isEqualTo(Map.of("retrans", Map.of("retransInterval", 20, "retryTimes", 1)));
        assertThat(last("m")).extracting(CommandView::kind, CommandView::state)
                .containsExactly(CommandKind.CONFIGURE, CommandState.DONE);
    }

    @Test
    void aRefusedSetIsNotDesired() {
        module.answers("AT+MQTTCFG=\"keepalive\",0,60", "+CME ERROR: 607");

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class,
                () -> settings.set("m", ZERO, MqttKey.KEEPALIVE, Map.of("keepaliveTime", 60)));

        assertThat(refused.cme()).isEqualTo(607);
        assertThat(refused.meaning()).isEqualTo("state error");
        assertThat(desired.view("m", ZERO).settings()).isEmpty();
        assertThat(last("m")).extracting(CommandView::state, CommandView::cme)
                .containsExactly(CommandState.REFUSED, 607);
    }

    @Test
    void aBareErrorHasNoNumber() {
        module.answers("AT+MQTTCFG=\"keepalive\",0,60", "ERROR");

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class,
                () -> settings.set("m", ZERO, MqttKey.KEEPALIVE, Map.of("keepaliveTime", 60)));

        assertThat(refused.cme()).isNull();
        assertThat(refused.finalResult()).isEqualTo("ERROR");
    }

    @Test
    void aPhraseHasTheNumberItStandsFor() {
        module.answers("AT+MQTTCFG=\"keepalive\",0,60", "+CME ERROR: state error");

        assertThat(catchThrowableOfType(CommandException.Refused.class,
                () -> settings.set("m", ZERO, MqttKey.KEEPALIVE, Map.of("keepaliveTime", 60))).cme()).isEqualTo(607);
    }

    @Test
    void valuesOutsideTheModelsProfileAreToldAllAtOnceAndNothingIsSent() {
        CommandException.Invalid invalid = catchThrowableOfType(CommandException.Invalid.class,
                () -> settings.set("m", ZERO, Map.of(MqttKey.KEEPALIVE, Map.of("keepaliveTime", 59),
                        MqttKey.RETRANS, Map.of("retransInterval", 61, "retryTimes", 4),
                        MqttKey.CLEAN, Map.of("cleanSession", 1))));

        assertThat(invalid.errors()).extracting(CommandException.Violation::field).containsExactlyInAnyOrder(
                "keepalive.keepaliveTime", "retrans.retransInterval", "retrans.retryTimes");
        assertThat(invalid.errors()).filteredOn(error -> error.field().equals("keepalive.keepaliveTime"))
                .extracting(CommandException.Violation::allowed).containsExactly("0,60-65535");
        module.assertDone(0);
    }

    @Test
    void whatTheModelLacksIsUnsupported() {
        assertThatThrownBy(() -> settings.set("nb", ZERO, MqttKey.CACHED, Map.of("cachedMode", 1)))
                .isInstanceOf(CommandException.Unsupported.class).hasMessageContaining("cached");
        assertThatThrownBy(() -> settings.report("nb", ZERO, MqttKey.CID))
                .isInstanceOf(CommandException.Unsupported.class);

        narrow.assertDone(0);
    }

    @Test
    void severalKeysAreSentInOneTurnWithTheEncodingFirst() throws Exception {
        module.answers("AT+MQTTCFG=\"encoding\",0,1,0", "OK")
                .answers("AT+MQTTCFG=\"willpayload\",0,\"t\",\"6162\"", "OK")
                .answers("AT+MQTTCFG=\"willoption\",0,1,0,0", "OK");

        SettingCommands.Applied applied = settings.set("m", ZERO, Map.of(
                MqttKey.WILLOPTION, Map.of("willFlag", 1),
                MqttKey.WILLPAYLOAD, Map.of("willTopic", "t", "willMsg", "6162"),
                MqttKey.ENCODING, Map.of("inputFormat", 1)));

        module.assertDone(1);
        assertThat(applied.applied()).containsExactly("encoding", "willpayload", "willoption");
        assertThat(applied.notApplied()).isEmpty();
        assertThat(desired.view("m", ZERO).settings().keySet())
                .containsExactly("willoption", "willpayload", "encoding");
    }

    @Test
    void theFirstRefusalEndsSeveralSetsAndTellsHowFarTheyCame() {
        module.answers("AT+MQTTCFG=\"encoding\",0,0,1", "OK")
                .answers("AT+MQTTCFG=\"keepalive\",0,60", "+CME ERROR: 607");

        CommandException.Refused refused = catchThrowableOfType(CommandException.Refused.class,
                () -> settings.set("m", ZERO, Map.of(MqttKey.KEEPALIVE, Map.of("keepaliveTime", 60),
                        MqttKey.ENCODING, Map.of("outputFormat", 1), MqttKey.PINGREQ, Map.of("pingInterval", 60))));

        module.assertDone(1);
        assertThat(refused.details()).containsEntry("applied", List.of("encoding"))
                .containsEntry("notApplied", List.of("keepalive", "pingreq"));
        assertThat(refused.at().sent()).hasSize(2);
        assertThat(desired.view("m", ZERO).settings().keySet()).containsExactly("encoding");
    }

    @Test
    void theReportTellsWhatDiffers() throws Exception {
        desired.settingApplied("m", ZERO, "keepalive", Map.of("keepaliveTime", 60));
        desired.settingApplied("m", ZERO, "clean", Map.of("cleanSession", 1));
        desired.settingApplied("m", ZERO, "ssl", Map.of("sslEnable", 0, "sslId", 2));
        module.answers("AT+MQTTCFG=\"query\",0", "+MQTTCFG: \"ssl\",0", "+MQTTCFG: \"keepalive\",120",
                "+MQTTCFG: \"clean\",1", "OK");

        SettingCommands.Report report = settings.report("m", ZERO);

        assertThat(report.reported()).isEqualTo(Map.of("ssl", Map.of("sslEnable", 0),
                "keepalive", Map.of("keepaliveTime", 120), "clean", Map.of("cleanSession", 1)));
        assertThat(report.reportedAt()).isNotNull();
        assertThat(report.desired().keySet()).containsExactly("ssl", "keepalive", "clean");
        assertThat(report.differs()).containsExactly("keepalive");
    }

    @Test
    void keysAreAskedOneByOneWhereAModuleRefusesQuery() throws Exception {
        narrow.answers("AT+MQTTCFG=\"query\",5", "+CME ERROR: 4");
        for (String key : narrow.profile().keys()) {
            narrow.answers("AT+MQTTCFG=\"" + key + "\",5",
                    "+MQTTCFG: \"" + key + "\"," + (key.equals("willpayload") ? "," : "1,0,0"), "OK");
        }

        SettingCommands.Report report = settings.report("nb", new ConnectId(5));

        narrow.assertDone(1);
        assertThat(report.reported().keySet()).containsExactlyElementsOf(narrow.profile().keys());
    }

    @Test
    void whileTheModuleIsAwayDesiredIsToldAlone() throws Exception {
        desired.settingApplied("m", ZERO, "keepalive", Map.of("keepaliveTime", 60));
        module.away();

        SettingCommands.Report report = settings.report("m", ZERO);

        assertThat(report).isEqualTo(new SettingCommands.Report(null, null,
                Map.of("keepalive", Map.of("keepaliveTime", 60)), List.of()));
    }

    @Test
    void aDisabledModuleIsAwayToo() throws Exception {
        when(fleet.session("m")).thenThrow(new FleetException.Disabled("m"));

        assertThat(settings.report("m", ZERO).reported()).isNull();
    }
}
