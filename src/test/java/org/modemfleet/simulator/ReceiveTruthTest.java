package org.modemfleet.simulator;

import static org.modemfleet.simulator.mqtt.WirePacket.publish;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** What every model prints of received messages: split or whole, raw or in hex, at once or from its cache. */
class ReceiveTruthTest extends EveryModel {

    static Stream<ModelTruth> withCache() {
        return models().filter(model -> model.cache() != null);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void aMessageBeyond512BytesIsSplitOrNot(ModelTruth model) {
        Terminal te = terminal(model);
        long id = model.ids().highest();
        Peer peer = connect(te, id);
        String head = "+MQTTURC: \"publish\"," + id + ",";
        peer.sends(publish(0, 0, "abc", bytes(text(509))));
        te.urc(head + "0,\"abc\",509,509," + text(509));
        peer.sends(publish(2, 7, "abc", bytes(text(510)))).expects("PUBACK 7");
        String topic = "t".repeat(700);
        if (model.split() == null) {
            te.urc(head + "7,\"abc\",510,510," + text(510));
            peer.sends(publish(0, 0, topic, bytes(text(9000))));
            te.urc(head + "0,\"" + topic + "\",9000,9000," + text(9000));
        } else {
            te.urc(head + "7,\"abc\",510,509," + text(509)).urc(head + "7,\"abc\",510,1,x");
            te.does("AT+MQTTCFG=\"encoding\"," + id + ",0,1");
            peer.sends(publish(0, 0, "abc", bytes(text(1018))));
            te.urc(head + "0,\"abc\",1018,509," + "78".repeat(509)).urc(head + "0,\"abc\",1018,509," + "78".repeat(509))
                    .does("AT+MQTTCFG=\"encoding\"," + id + ",0,0");
            peer.sends(publish(0, 0, "t".repeat(511), bytes("ab"))).sends(publish(0, 0, topic, bytes("ab"))).sends(publish(0, 0, topic, bytes("")));
            for (String name : List.of("t".repeat(511), topic)) {
                te.urc(head + "0,\"" + name + "\",2,1,a").urc(head + "0,\"" + name + "\",2,1,b");
            }
            te.urc(head + "0,\"" + topic + "\",0,0,");
        }
        te.silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void aPayloadIsPrintedRawOrInHex(ModelTruth model) {
        Terminal te = terminal(model);
        Peer peer = connect(te);
        String payload = "\r\nOK\r\n\r\n+MQTTURC: \"conn\",0,4\r\n>\",0,1";
        peer.sends(publish(0, 0, "a\"b", bytes(payload)));
        te.urc("+MQTTURC: \"publish\",0,0,\"a\"b\"," + payload.length() + "," + payload.length() + "," + payload)
                .does("AT+MQTTCFG=\"encoding\",0,0,1");
        peer.sends(publish(4, 9, "t", new byte[] {0, (byte) 0xab, (byte) 0xff})).expects("PUBREC 9").sends("PUBREL 9").expects("PUBCOMP 9");
        te.urc("+MQTTURC: \"publish\",0,9,\"t\",3,3,00ABFF").does("AT+MQTTCFG=\"encoding\",0,0,0");
        peer.sends(publish(1, 0, "t", bytes("")));
        te.urc("+MQTTURC: \"publish\",0,0,\"t\",0,0,").silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("withCache")
    void theCacheHolds8192BytesOfEachConnection(ModelTruth model) {
        Terminal te = terminal(model);
        long other = model.ids().highest();
        Peer peer = connect(te);
        te.does("AT+MQTTCFG=\"cached\",0,1");
        peer.sends(publish(2, 1, "t", bytes(text(8192)))).sends(publish(2, 2, "t", bytes("y"))).sends(publish(2, 3, "t", bytes("")))
                .expects("PUBACK 1", "PUBACK 2", "PUBACK 3");
        te.urc("+MQTTURC: \"pubnmi\",0,1,8192").urc("+MQTTURC: \"drop\",0,1").urc("+MQTTURC: \"pubnmi\",0,3,0")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,2,8192").rows("AT+MQTTREAD=" + other, "+MQTTREAD: " + other + ",0,0");
        te.refused(List.of("AT+MQTTREAD=0,0", "AT+MQTTREAD=0,3", "AT+MQTTREAD=0,", "AT+MQTTREAD=0,x", "AT+MQTTREAD=0,1,1", "AT+MQTTREAD=",
                "AT+MQTTREAD=" + (other + 1), "AT+MQTTREAD=" + other + ",1"), 601);
        te.rows("AT+MQTTREAD=0,1", "+MQTTREAD: 0,1,\"t\",8192," + text(8192)).rows("AT+MQTTREAD=0", "+MQTTREAD: 0,1,0");
        peer.sends(publish(0, 0, "a,\"b", bytes("\r\nOK\r\n"))).sends(publish(2, 5, "t", bytes(text(8187))));
        te.urc("+MQTTURC: \"pubnmi\",0,0,6").urc("+MQTTURC: \"drop\",0,8187");
        // What is kept survives the disconnect, and is printed in the format of its reading.
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").does("AT+MQTTCFG=\"cached\",0,0").does("AT+MQTTCFG=\"encoding\",0,0,1")
                .rows("AT+MQTTREAD=0,2", "+MQTTREAD: 0,3,\"t\",0,", "+MQTTREAD: 0,0,\"a,\"b\",6,0D0A4F4B0D0A")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0").silent();
    }
}
