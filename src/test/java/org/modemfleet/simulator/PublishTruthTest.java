package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.Values;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** AT+MQTTPUB of every model: each form, each parameter at, below and above its limits, in the line and in data mode. */
class PublishTruthTest extends EveryModel {

    private static final List<Values> QOS_RETAIN_DUP = List.of(new Values("0-2"), new Values("0-1"), new Values("0-1"));
    private static final String PROMPT = "\r\n>";

    static Stream<ModelTruth> withDataMode() {
        return models().filter(model -> model.data() != null);
    }

    static Stream<ModelTruth> withoutDataMode() {
        return models().filter(model -> model.data() == null);
    }

    private static String pub(String rest) {
        return "AT+MQTTPUB=0,\"t\",0,0,0," + rest;
    }

    private static List<String> pubs(List<String> rests) {
        return rests.stream().map(PublishTruthTest::pub).toList();
    }

    // ── in the line ────────────────────────────────────────────────────────────────────────────────────────────────

    /** What is right but comes without a connection is refused for the state, what is wrong for itself. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void eachParameterAtBelowAndAboveItsLimits(ModelTruth model) {
        Terminal te = terminal(model);
        List<String> right = new ArrayList<>();
        List<String> wrong = new ArrayList<>(List.of("", ",", "0", "0,\"t\"", "0,\"t\",0", "0,\"t\",0,0", "0,\"t\",0,0,0",
                "0,\"t\",0,0,0,,\"m\"", "0,\"t\",,0,0,1,\"m\"", "0,,0,0,0,1,\"m\"", ",\"t\",0,0,0,1,\"m\""));
        model.ids().accepted().forEach(id -> right.add(id + ",\"t\",0,0,0,1,\"m\""));
        model.ids().refused().forEach(id -> wrong.add(id + ",\"t\",0,0,0,1,\"m\""));
        for (int bytes : new int[] {1, 2, 255, 256}) {
            right.add("0,\"" + text(bytes) + "\",0,0,0,1,\"m\"");
        }
        right.add("0,\"" + "ü".repeat(128) + "\",0,0,0,1,\"m\"");
        for (String topic : List.of("\"\"", "t", "1", "\"t\"x", "\"" + text(257) + "\"", "\"" + "ü".repeat(128) + "x\"")) {
            wrong.add("0," + topic + ",0,0,0,1,\"m\"");
        }
        for (int at = 0; at < 3; at++) {
            for (long value : QOS_RETAIN_DUP.get(at).accepted()) {
                right.add(flags(at, Long.toString(value)));
            }
            for (long value : QOS_RETAIN_DUP.get(at).refused()) {
                wrong.add(flags(at, Long.toString(value)));
            }
            wrong.addAll(List.of(flags(at, "x"), flags(at, "\"0\""), flags(at, "+0"), flags(at, "0.0")));
        }
        te.refused(right.stream().map(rest -> "AT+MQTTPUB=" + rest).toList(), 602);
        te.refused(wrong.stream().map(rest -> "AT+MQTTPUB=" + rest).toList(), 601);
        te.refused(List.of("AT+MQTTPUB", "AT+MQTTPUB?", "AT+MQTTPUB=?"), 4).silent();
    }

    private static String flags(int at, String value) {
        String[] flags = {"0", "0", "0"};
        flags[at] = value;
        return "0,\"t\"," + String.join(",", flags) + ",1,\"m\"";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void messagesInTheLineHaveTheirLengthInEachFormat(ModelTruth model) {
        Terminal te = terminal(model);
        int most = model.inline();
        int inHex = model.is(ModelTruth.TEXT_1560) ? (1560 - "0,\"t\",0,0,0,1234,\"\"".length()) / 2 : most;
        te.refused(pubs(inline(most)), 602);
        te.refused(pubs(List.of((most + 1) + ",\"" + text(most + 1) + "\"", "0,\"" + text(most + 1) + "\"", "2,\"m\"", "1,\"mm\"", "1,m", "0,m",
                "1,", "0,", "1,\"m", "0,\"", "1,\"m\"x", "1,\"m\",", "-1,\"m\"", "x,\"m\"", "1,1", "4294967297,\"m\"")), 601);
        te.does("AT+MQTTCFG=\"encoding\",0,1,0");
        for (int bytes : new int[] {1, inHex - 1, inHex}) {
            String digits = "aF".repeat(bytes);
            te.refused(pubs(List.of(bytes + ",\"" + digits + "\"", bytes + "," + digits, "0,\"" + digits + "\"", "0," + digits)), 602);
        }
        te.refused(pub("0,\"\""), 602);
        te.refused(pubs(List.of((most + 1) + ",\"" + "aF".repeat(most + 1) + "\"", "0,\"" + "aF".repeat(most + 1) + "\"", "0," + "aF".repeat(most + 1),
                "1,\"a\"", "1,\"aFa\"", "1,\"ag\"", "1,a", "1,aFaF", "2,aF", "0,\"a\"", "0,ag", "1,aF,", "0,")), 601);
        if (model.input().highest() == 2) {
            te.does("AT+MQTTCFG=\"encoding\",0,2,0").refused(pubs(inline(most)), 602);
            te.refused(pubs(List.of(most + ",\"\\x41" + text(most - 4) + "\"", "0,\"\\r\\n\\t\\0\\\\\\\"\"")), 602);
            te.refused(pubs(List.of((most + 1) + ",\"\\x41" + text(most - 3) + "\"", "2,\"\\q\"", "1,\"\\\"", "4,\"\\x4g\"", "3,\"\\x4\"")), 601);
        } else {
            te.refused("AT+MQTTCFG=\"encoding\",0,2,0", 601).rows("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",1,0");
        }
    }

    private static List<String> inline(int most) {
        List<String> right = new ArrayList<>(List.of("0,\"\"", "1,\"\"\"", "3,\"\",\"\"", "0,\"{\"a\":\"b\"}\""));
        for (int bytes : new int[] {1, most - 1, most}) {
            right.addAll(List.of(bytes + ",\"" + text(bytes) + "\"", "0,\"" + text(bytes) + "\""));
        }
        return right;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theLongestMessageAnswersTheSizeOfItsPacket(ModelTruth model) {
        Terminal te = terminal(model);
        Peer peer = connect(te);
        String longest = text(model.inline());
        for (int qos = 0; qos <= 2; qos++) {
            int mid = 2 * qos + 1;
            int size = 3 + 2 + 1 + (qos > 0 ? 2 : 0) + model.inline();
            te.rows("AT+MQTTPUB=0,\"t\"," + qos + ",0,0," + model.inline() + ",\"" + longest + "\"", "+MQTTPUB: 0," + mid + "," + size);
            peer.expects("PUBLISH " + (qos > 0 ? mid : 0) + " qos" + qos + " t " + longest);
            te.rows("AT+MQTTPUB=0,\"t\"," + qos + ",1,1,0,\"\"", "+MQTTPUB: 0," + (mid + 1) + "," + (qos > 0 ? 7 : 5));
            peer.expects(qos == 0 ? "PUBLISH 0 qos0 retain t " : "PUBLISH " + (mid + 1) + " dup qos" + qos + " retain t ");
        }
        peer.sends("PUBACK 3", "PUBACK 4", "PUBREC 5").expects("PUBREL 5").sends("PUBCOMP 5", "PUBREC 6").expects("PUBREL 6").sends("PUBCOMP 6");
        te.urc("+MQTTURC: \"puback\",0,3,0").urc("+MQTTURC: \"puback\",0,4,1").urc("+MQTTURC: \"pubrec\",0,5,0")
                .urc("+MQTTURC: \"pubcomp\",0,5,0").urc("+MQTTURC: \"pubrec\",0,6,1").urc("+MQTTURC: \"pubcomp\",0,6,1").silent();
    }

    // ── data mode ──────────────────────────────────────────────────────────────────────────────────────────────────

    /** What the model does not have is told before what is wrong in itself and before the state. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("withoutDataMode")
    void modelsWithoutDataModeSaySo(ModelTruth model) {
        Terminal te = terminal(model);
        List<String> headers = List.of("AT+MQTTPUB=0,\"t\",0,0,0,4", "AT+MQTTPUB=0,\"t\",0,0,0,0", "AT+MQTTPUB=9,\"t\",0,0,0,4",
                "AT+MQTTPUB=0,t,3,2,2,x", "AT+MQTTPUB=0,\"t\",\"a,b\",0,0,4", "AT+MQTTPUB=0,\"t\",0,0,0,99999");
        te.refused(headers, 4);
        Peer peer = connect(te);
        te.refused(headers, 4).silent();
        peer.fence();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withDataMode")
    void everythingIsCheckedBeforeThePrompt(ModelTruth model) {
        Terminal te = terminal(model);
        int most = model.data();
        List<String> right = new ArrayList<>(List.of("1", "2", "" + (most - 1), "" + most));
        List<String> wrong = new ArrayList<>(List.of("", "-1", "x", "\"4\"", "+4", "4x"));
        (model.is(ModelTruth.CLAMPS) ? right : wrong).addAll(List.of("0", "" + (most + 1), "9999", "2147483648", "4294967297", "99999999999999"));
        te.refused(pubs(right), 602).refused(pubs(wrong), 601);
        te.does(connectCommand(0));
        Peer peer = accepts().expects("CONNECT");
        te.refused(pubs(right), 603).refused(pubs(wrong), 601);
        te.refused(List.of("AT+MQTTPUB=9,\"t\",0,0,0,4", "AT+MQTTPUB=0,\"\",0,0,0,4", "AT+MQTTPUB=0,\"t\",3,0,0,4", "AT+MQTTPUB=0,\"t\",0,2,0,4"), 601)
                .silent();
        peer.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withDataMode")
    void dataModeTakesExactlyTheAnnouncedBytes(ModelTruth model) {
        Terminal te = terminal(model);
        Peer peer = connect(te);
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        te.asks(pub("256"), PROMPT).sends(every).expects("\r\n+MQTTPUB: 0,1,262\r\n" + Terminal.OK).silent();
        assertThat(payload(peer)).isEqualTo(new String(every, StandardCharsets.ISO_8859_1));
        String longest = "y".repeat(model.data());
        te.asks(pub("" + model.data()), PROMPT).sends(longest.substring(1)).sends("\r").sends("\r\n")
                .expects("\r\n+MQTTPUB: 0,2," + (6 + model.data()) + "\r\n" + Terminal.OK).silent();
        assertThat(payload(peer)).isEqualTo(longest.substring(1) + "\r");
        // Sent ahead; the format of messages in the line does not matter, echo neither.
        te.does("AT+MQTTCFG=\"encoding\",0,1,0").does("ATE1").sends(pub("2") + "\r\nzz\r\nAT\r\n")
                .expects(pub("2") + "\r" + PROMPT + "\r\n+MQTTPUB: 0,3,7\r\n" + Terminal.OK + "AT\r" + Terminal.OK);
        assertThat(payload(peer)).isEqualTo("zz");
    }

    private static String payload(Peer peer) {
        WirePacket packet = peer.reads();
        return new String(packet.body(), 3, packet.body().length - 3, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withDataMode")
    void theTimeoutRunsFromThePromptAndSendsWhatWasTyped(ModelTruth model) {
        Terminal te = terminal(model);
        Peer peer = connect(te);
        te.asks(pub("5"), PROMPT).sends("ab");
        peer.sends(WirePacket.publish(0, 0, "in", new byte[] {'1'})).fence();
        bench.advance(Duration.ofMillis(9999));
        te.sends("c");
        peer.sends(WirePacket.publish(0, 0, "in", new byte[] {'2'})).fence();
        bench.advance(Duration.ofMillis(1));
        te.expects("\r\n+MQTTPUB: 0,1,8\r\n" + Terminal.OK)
                .urc("+MQTTURC: \"publish\",0,0,\"in\",1,1,1").urc("+MQTTURC: \"publish\",0,0,\"in\",1,1,2");
        peer.expects("PUBLISH 0 qos0 t abc");
        // What was left of it is a line of its own, and no command.
        te.sends("de\r\n").silent().asks(pub("5"), PROMPT);
        bench.advance(Duration.ofSeconds(10));
        te.expects("\r\n+CME ERROR: 601\r\n").silent();
        te.asks(pub("5"), PROMPT).sends("12345").expects("\r\n+MQTTPUB: 0,2,10\r\n" + Terminal.OK);
        // The time-out of a data mode that has ended does not reach into the next one.
        bench.advance(Duration.ofSeconds(9));
        te.asks(pub("2"), PROMPT);
        bench.advance(Duration.ofSeconds(9));
        te.sends("12").expects("\r\n+MQTTPUB: 0,3,7\r\n" + Terminal.OK).silent();
        peer.expects("PUBLISH 0 qos0 t 12345", "PUBLISH 0 qos0 t 12");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withDataMode")
    void ctrlZEndsAnOpenMessageOnly(ModelTruth model) {
        Terminal te = terminal(model);
        Peer peer = connect(te);
        te.asks(pub("3"), PROMPT).sends("a\u001ab").expects("\r\n+MQTTPUB: 0,1,8\r\n" + Terminal.OK);
        assertThat(payload(peer)).isEqualTo("a\u001ab");
        if (!model.is(ModelTruth.CLAMPS)) {
            te.refused(pub("0"), 601).silent();
            return;
        }
        te.asks(pub("0"), PROMPT).sends("hello\r\n\u001a\r\n").expects("\r\n+MQTTPUB: 0,2,12\r\n" + Terminal.OK).silent()
                .asks(pub("0"), PROMPT).sends(text(8192)).expects("\r\n+MQTTPUB: 0,3,8198\r\n" + Terminal.OK)
                .asks(pub("9000"), PROMPT).sends(text(8191) + "\u001a").expects("\r\n+MQTTPUB: 0,4,8198\r\n" + Terminal.OK)
                .asks(pub("0"), PROMPT).sends("late");
        bench.advance(10);
        te.expects("\r\n+MQTTPUB: 0,5,9\r\n" + Terminal.OK).asks(pub("0"), PROMPT).sends("\u001a").expects("\r\n+CME ERROR: 601\r\n")
                .asks(pub("0"), PROMPT);
        bench.advance(10);
        te.expects("\r\n+CME ERROR: 601\r\n").silent();
        peer.expects("PUBLISH 0 qos0 t hello\r\n", "PUBLISH 0 qos0 t " + text(8192), "PUBLISH 0 qos0 t " + text(8191) + "\u001a",
                "PUBLISH 0 qos0 t late").fence();
    }
}
