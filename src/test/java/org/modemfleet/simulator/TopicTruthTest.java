package org.modemfleet.simulator;

import static org.modemfleet.simulator.mqtt.WirePacket.suback;
import static org.modemfleet.simulator.mqtt.WirePacket.withMid;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.Values;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** AT+MQTTSUB and AT+MQTTUNSUB of every model: each form, each parameter at, below and above its limits. */
class TopicTruthTest extends EveryModel {

    private static final Values QOS = new Values("0-2");

    /** The parameters of a command, each topic as it is typed. */
    private record Typed(String id, String... topics) {

        private String unsubscribe() {
            return "AT+MQTTUNSUB=" + id + "," + String.join(",", topics);
        }

        private String subscribe() {
            return "AT+MQTTSUB=" + id + "," + String.join(",2,", topics) + ",2";
        }
    }

    /** What is right but comes without a connection is refused for the state, what is wrong for itself. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void eachParameterAtBelowAndAboveItsLimits(ModelTruth model) {
        Terminal te = terminal(model);
        List<Typed> right = new ArrayList<>();
        for (int bytes : new int[] {1, 2, 255, 256}) {
            right.add(new Typed("0", quoted(bytes)));
            right.add(new Typed("0", "\"a\"", quoted(bytes)));
            right.add(new Typed("0", quoted(256), quoted(bytes), quoted(256)));
        }
        right.add(new Typed("0", "\"" + "ü".repeat(128) + "\""));
        model.ids().accepted().forEach(id -> right.add(new Typed(id.toString(), "\"t\"")));
        List<Typed> wrong = new ArrayList<>();
        for (String topic : List.of("\"\"", "", "t", "1", "\"t\"x", quoted(257), "\"" + "ü".repeat(128) + "x\"")) {
            wrong.add(new Typed("0", topic));
            wrong.add(new Typed("0", "\"a\"", topic));
            wrong.add(new Typed("0", "\"a\"", "\"b\"", topic));
        }
        wrong.add(new Typed("0", "\"a\"", "\"b\"", "\"c\"", "\"d\""));
        wrong.add(new Typed("0", "\"t"));
        // Beyond every limit of a whole command, but within the line.
        wrong.add(new Typed("0", quoted(1001), quoted(1000), quoted(1000)));
        Stream.concat(model.ids().refused().stream().map(String::valueOf), Stream.of("", "x", "\"0\""))
                .forEach(id -> wrong.add(new Typed(id, "\"t\"")));
        te.refused(right.stream().map(Typed::unsubscribe).toList(), 602).refused(wrong.stream().map(Typed::unsubscribe).toList(), 601);
        te.refused(right.stream().map(Typed::subscribe).toList(), 602).refused(wrong.stream().map(Typed::subscribe).toList(), 601);
        te.refused(List.of("AT+MQTTUNSUB=", "AT+MQTTUNSUB=0", "AT+MQTTUNSUB=0,\"a\",", "AT+MQTTSUB="), 601).silent();
    }

    private static String quoted(int bytes) {
        return "\"" + text(bytes) + "\"";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void qualitiesOfServiceAtBelowAndAboveTheirLimits(ModelTruth model) {
        Terminal te = terminal(model);
        for (String before : List.of("0,", "0,\"a\",0,", "0,\"a\",0,\"b\",1,")) {
            te.refused(QOS.accepted().stream().map(qos -> "AT+MQTTSUB=" + before + "\"t\"," + qos).toList(), 602);
            Stream<String> wrong = Stream.concat(QOS.refused().stream().map(qos -> "," + qos),
                    Stream.of("", ",", ",\"0\"", ",x", ",0,", ",0x", ",0 \"x\""));
            te.refused(wrong.map(qos -> "AT+MQTTSUB=" + before + "\"t\"" + qos).toList(), 601);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void formsThatAreNotThereAndTheListOfNothing(ModelTruth model) {
        Terminal te = terminal(model);
        te.refused(List.of("AT+MQTTSUB", "AT+MQTTSUB?", "AT+MQTTSUB=?", "AT+MQTTUNSUB", "AT+MQTTUNSUB?", "AT+MQTTUNSUB=?"), 4);
        for (long id : model.ids().accepted()) {
            te.does("AT+MQTTSUB=" + id);
        }
        te.refused(model.ids().refused().stream().map(id -> "AT+MQTTSUB=" + id).toList(), 601).refused("AT+MQTTSUB=0,", 601);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void onlyOneModelBoundsTheTextOfACommand(ModelTruth model) {
        Terminal te = terminal(model);
        int most = model.is(ModelTruth.TEXT_1560) ? 1560 : ModelTruth.COMMAND_LINE - "AT+MQTTUNSUB=".length();
        for (String[] command : new String[][] {{"AT+MQTTSUB=", "0,\"t\",0"}, {"AT+MQTTUNSUB=", "0,\"t\""}, {"AT+MQTTPUB=", "0,\"t\",0,0,0,1,\"m\""}}) {
            String blanks = " ".repeat(most - command[1].length());
            te.refused(command[0] + command[1] + blanks, 602).refused(command[0] + blanks + command[1], 602);
            if (model.is(ModelTruth.TEXT_1560)) {
                te.refused(command[0] + command[1] + " " + blanks, 601).refused(command[0] + " " + blanks + command[1], 601);
            }
        }
        te.refused("AT+MQTTSUB=0," + " ".repeat(5000), 601);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void severalTopicsHaveOneAnswerOrOneEach(ModelTruth model) {
        Terminal te = terminal(model);
        long id = model.ids().highest();
        Peer peer = connect(te, id);
        String first = text(256);
        String subscribe = "AT+MQTTSUB=" + id + ",\"" + first + "\",0,\"b/+\",1,\"c/#\",2";
        String unsubscribe = "AT+MQTTUNSUB=" + id + ",\"" + first + "\",\"b/+\",\"c/#\"";
        String subscribed = "+MQTTSUB: " + id + ",";
        String unsubscribed = "+MQTTUNSUB: " + id + ",";
        String urc = "\"," + id + ",";
        if (model.is(ModelTruth.TOPIC_BY_TOPIC)) {
            te.rows(subscribe, subscribed + 1, subscribed + 2, subscribed + 3);
            peer.expects("SUBSCRIBE 1 " + first + ":0", "SUBSCRIBE 2 b/+:1", "SUBSCRIBE 3 c/#:2")
                    .sends(suback(1, 0)).sends(suback(2, 128)).sends(suback(3, 1));
            te.urc("+MQTTURC: \"suback" + urc + "1,0").urc("+MQTTURC: \"suback" + urc + "2,128").urc("+MQTTURC: \"suback" + urc + "3,1")
                    .rows("AT+MQTTSUB=" + id, "+MQTTSUB: \"" + first + "\",0,\"c/#\",1")
                    .rows(unsubscribe, unsubscribed + 4, unsubscribed + 5, unsubscribed + 6);
            peer.expects("UNSUBSCRIBE 4 " + first, "UNSUBSCRIBE 5 b/+", "UNSUBSCRIBE 6 c/#")
                    .sends("UNSUBACK 4", "UNSUBACK 5", "UNSUBACK 6");
            te.urc("+MQTTURC: \"unsuback" + urc + 4).urc("+MQTTURC: \"unsuback" + urc + 5).urc("+MQTTURC: \"unsuback" + urc + 6);
        } else {
            te.rows(subscribe, subscribed + 1);
            peer.expects("SUBSCRIBE 1 " + first + ":0 b/+:1 c/#:2").sends(suback(1, 0, 128, 1));
            te.urc("+MQTTURC: \"suback" + urc + "1,0,128,1").rows("AT+MQTTSUB=" + id, "+MQTTSUB: \"" + first + "\",0,\"c/#\",1")
                    .rows(unsubscribe, unsubscribed + 2);
            peer.expects("UNSUBSCRIBE 2 " + first + " b/+ c/#").sends(withMid("UNSUBACK", 2));
            te.urc("+MQTTURC: \"unsuback" + urc + 2);
        }
        te.does("AT+MQTTSUB=" + id).silent();
    }
}
