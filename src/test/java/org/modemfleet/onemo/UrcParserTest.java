package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.at.AtLine;

/** The table of manual 3.9, and what real firmware sends besides. */
class UrcParserTest {

    private static final ConnectId ZERO = new ConnectId(0);

    @Test
    void theElevenUrcs() {
        assertThat(Lines.urc("+MQTTURC: \"conn\",0,0")).isEqualTo(new MqttUrc.Conn(ZERO, 0));
        assertThat(Lines.urc("+MQTTURC: \"suback\",0,35270,1,2"))
                .isEqualTo(new MqttUrc.SubAck(ZERO, 35270, List.of(1, 2)));
        assertThat(Lines.urc("+MQTTURC: \"unsuback\",0,18795")).isEqualTo(new MqttUrc.UnsubAck(ZERO, 18795));
        assertThat(Lines.urc("+MQTTURC: \"puback\",0,18798,0")).isEqualTo(new MqttUrc.PubAck(ZERO, 18798, 0));
        assertThat(Lines.urc("+MQTTURC: \"pubrec\",0,18799,1")).isEqualTo(new MqttUrc.PubRec(ZERO, 18799, 1));
        assertThat(Lines.urc("+MQTTURC: \"pubcomp\",0,18799,0")).isEqualTo(new MqttUrc.PubComp(ZERO, 18799, 0));
        assertThat(Lines.urc("+MQTTURC: \"timeout\",5,65535"))
                .isEqualTo(new MqttUrc.Timeout(new ConnectId(5), 65535));
        assertThat(Lines.urc("+MQTTURC: \"publish\",0,2,\"world\",5,5,12345"))
                .isEqualTo(new MqttUrc.Publish(ZERO, 2, "world", 5, 5, Lines.utf8("12345")));
        assertThat(Lines.urc("+MQTTURC: \"pubnmi\",0,45,11")).isEqualTo(new MqttUrc.PubNmi(ZERO, 45, 11));
        assertThat(Lines.urc("+MQTTURC: \"drop\",0,8193")).isEqualTo(new MqttUrc.Drop(ZERO, 8193));
        assertThat(Lines.urc("+MQTTURC: \"pingresp\",0,1")).isEqualTo(new MqttUrc.PingResp(ZERO, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 255})
    void connectionStatesOfTheTable(int state) {
        assertThat(Lines.urc("+MQTTURC: \"conn\",2," + state)).isEqualTo(new MqttUrc.Conn(new ConnectId(2), state));
    }

    @Test
    void theManualsMisprint() {
        assertThat(Lines.urc("+MQTTUTC: \"pubnmi\",0,45,11")).isEqualTo(new MqttUrc.PubNmi(ZERO, 45, 11));
    }

    @Test
    void aSplitAndAnEmptyMessage() {
        assertThat(Lines.urc("+MQTTURC: \"publish\",0,7,\"t\",600,3,abc"))
                .isEqualTo(new MqttUrc.Publish(ZERO, 7, "t", 600, 3, Lines.utf8("abc")));
        assertThat(Lines.urc("+MQTTURC: \"publish\",0,0,\"t\",0,0,"))
                .isEqualTo(new MqttUrc.Publish(ZERO, 0, "t", 0, 0, new byte[0]));
    }

    @Test
    void hexOutputIsDecoded() {
        assertThat(Lines.urc("+MQTTURC: \"publish\",0,0,\"t\",3,3,00FF0A"))
                .isEqualTo(new MqttUrc.Publish(ZERO, 0, "t", 3, 3, new byte[] {0, -1, 10}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+MQTTURC: \"conn\",0", "+MQTTURC: \"conn\"", "+MQTTURC:", "+MQTTURC: \"msg\",0,1",
        "+MQTTURC: \"disc\",0", "+MQTTURC: \"conn\",0,7", "+MQTTURC: \"conn\",0,254", "+MQTTURC: \"conn\",0,256",
        "+MQTTURC: \"conn\",6,0", "+MQTTURC: \"conn\",-1,0", "+MQTTURC: \"conn\",0,0,0", "+MQTTURC: \"suback\",0,1",
        "+MQTTURC: \"suback\",0,1,3", "+MQTTURC: \"suback\",0,1,1,129", "+MQTTURC: \"suback\",0,65536,1",
        "+MQTTURC: \"puback\",0,1", "+MQTTURC: \"puback\",0,1,2", "+MQTTURC: \"pingresp\",0,2",
        "+MQTTURC: \"pubnmi\",0,1", "+MQTTURC: \"drop\",0", "+MQTTURC: conn,0,0", "+MQTTURC: \"conn,0,0",
        "+MQTTURC: \"timeout\",0,x", "+MQTTURC: \"publish\",0", "+MIPCALL: x", "+CEREG: 9", "hello", "+FOO: 1"})
    void whatTheTableDoesNotHaveIsUnknown(String line) {
        assertThat(Lines.urc(line)).isEqualTo(new UnknownUrc());
    }

    @Test
    void urcsThatAreNotAboutMqtt() {
        assertThat(Lines.urc("+MATREADY")).isEqualTo(new ModuleUrc.Ready());
        assertThat(Lines.urc("+CEREG: 0")).isEqualTo(new ModuleUrc.Registration(0));
        assertThat(Lines.urc("+CEREG: 5,\"1A2B\",\"01C3D4\",7")).isEqualTo(new ModuleUrc.Registration(5));
        assertThat(Lines.urc("+MIPCALL: 1,1,\"10.0.0.2\"")).isEqualTo(new ModuleUrc.PdpState(1, true));
        assertThat(Lines.urc("+MIPCALL:1,0")).isEqualTo(new ModuleUrc.PdpState(1, false));
        assertThat(Lines.urc("REBOOTING")).isEqualTo(new ModuleUrc.GoingDown("REBOOTING"));
        assertThat(Lines.urc("POWER OFF")).isEqualTo(new ModuleUrc.GoingDown("POWER OFF"));
    }

    @Test
    void aLateAnswerToTheReadCommandIsNoRegistrationEvent() {
        assertThat(Lines.urc("+CEREG: 0,1")).isEqualTo(new UnknownUrc());
        assertThat(Lines.urc("+CEREG: 2,1,\"1A2B\",\"01C3D4\",7")).isEqualTo(new UnknownUrc());
    }

    @Test
    void piecesOfALineAreUnknown() {
        UrcParser parser = new UrcParser();
        byte[] bytes = Lines.utf8("+MQTTURC: \"conn\",0,4");
        assertThat(parser.parse(new AtLine(AtLine.Kind.OVERLONG, bytes, bytes.length))).isEqualTo(new UnknownUrc());
        assertThat(parser.parse(new AtLine(AtLine.Kind.MALFORMED, bytes, bytes.length))).isEqualTo(new UnknownUrc());
    }

    @Test
    void anMqttUrcThatMayBeHalfOfAPublishIsDoubtful() {
        OnemoLineGrammar grammar = new OnemoLineGrammar();
        assertThat(List.of("+MQTTURC: \"publsh\",0,1,\"t\",8,8,", "+MQTTURC: \"publish\",0,1,t\",8,8,", "MQTTURC: 1"))
                .allMatch(line -> grammar.isDoubtful(AtLine.text(Lines.utf8(line))));
        assertThat(List.of("+MQTTURC: \"conn\",0,4", "+CEREG: 1", "REBOOTING", "+CGEV: ME PDN ACT 1"))
                .noneMatch(line -> grammar.isDoubtful(AtLine.text(Lines.utf8(line))));
    }

    @Test
    void theGrammarKnowsWhichLinesAreUnsolicited() {
        OnemoLineGrammar grammar = new OnemoLineGrammar();
        assertThat(List.of("+MQTTURC: \"conn\",0,4", "+MQTTUTC: \"pubnmi\",0,45,11", "+MATREADY", "+CEREG: 1",
                "+MIPCALL:1,0", "REBOOTING", "POWER OFF")).allMatch(line ->
                        grammar.isUnsolicited(AtLine.text(Lines.utf8(line))));
        assertThat(List.of("+MQTTSUB: 0,1", "+MQTTREAD: 0,1,2", "CMCC", "OK", "ML307R-DC")).noneMatch(line ->
                grammar.isUnsolicited(AtLine.text(Lines.utf8(line))));
    }
}
