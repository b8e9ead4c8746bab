package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.mqtt.WirePacket.connack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.Values;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** AT+MQTTCONN, AT+MQTTSTATE and AT+MQTTDISC of every model: each form, each parameter at, below and above its limits. */
class ConnectTruthTest extends EveryModel {

    /** A parameter of AT+MQTTCONN, and what stands before it. */
    private record Text(String before, int shortest, int longest) {

        List<String> accepted() {
            return LongStream.of(shortest, 1, longest - 1, longest).distinct()
                    .mapToObj(bytes -> before + "\"" + text((int) bytes) + "\"").toList();
        }

        List<String> refused() {
            List<String> wrong = new ArrayList<>(List.of(before + "\"" + text(longest + 1) + "\"",
                    before + "\"" + "ü".repeat(longest / 2) + "x\"", before + "unquoted", before + "1", before + "\"open", before + "\"a\"b"));
            if (shortest > 0) {
                wrong.addAll(List.of(before + "\"\"", before));
            }
            return wrong;
        }
    }

    private static final List<Text> TEXTS = List.of(new Text("", 1, 128), new Text("\"h\",1883,", 0, 128),
            new Text("\"h\",1883,\"id\",", 0, 128), new Text("\"h\",1883,\"id\",\"user\",", 0, 256));

    private static final Values PORT = new Values("0-65535");

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void eachParameterAtBelowAndAboveItsLimits(ModelTruth model) {
        Terminal te = withoutNetwork(terminal(model)).does("AT+MQTTCFG=\"reconn\",0,0");
        List<String> accepted = new ArrayList<>(List.of("\"h\",", "\"h\",,", "\"h\",,,", "\"h\",,,,", "\"h\",1883,\"\",\"\",\"\""));
        PORT.accepted().forEach(port -> accepted.add("\"h\"," + port));
        TEXTS.forEach(text -> accepted.addAll(text.accepted()));
        accepted.add("\"" + "ü".repeat(64) + "\"");
        for (String rest : accepted) {
            te.does("AT+MQTTCONN=0," + rest).urc("+MQTTURC: \"conn\",0,6");
        }
        List<String> refused = new ArrayList<>(List.of("\"h\",\"1883\"", "\"h\",x", "\"h\",1883,\"\",\"\",\"\",",
                "\"h\",1883,\"\",\"\",\"\",\"\""));
        PORT.refused().forEach(port -> refused.add("\"h\"," + port));
        TEXTS.forEach(text -> refused.addAll(text.refused()));
        te.refused(refused.stream().map(rest -> "AT+MQTTCONN=0," + rest).toList(), 601);
        te.does("AT+MQTTCFG=\"willoption\",0,1,0,0").refused("AT+MQTTCONN=0,\"h\"", 601)
                .does("AT+MQTTCFG=\"willpayload\",0,\"t\"").does("AT+MQTTCONN=0,\"h\"").urc("+MQTTURC: \"conn\",0,6").silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void connectIdsAreThoseOfTheModel(ModelTruth model) {
        Terminal te = withoutNetwork(terminal(model));
        List<String> wrong = new ArrayList<>(List.of("", "x", "\"0\"", ",\"h\""));
        model.ids().refused().forEach(id -> wrong.add(id.toString()));
        for (String id : wrong) {
            te.refused(List.of("AT+MQTTCONN=" + id + ",\"h\"", "AT+MQTTSTATE=" + id, "AT+MQTTDISC=" + id), 601);
        }
        te.refused(List.of("AT+MQTTSTATE=0,", "AT+MQTTSTATE=0,1", "AT+MQTTDISC=0,", "AT+MQTTDISC=0,1", "AT+MQTTCONN=0"), 601);
        for (long id : model.ids().accepted()) {
            te.rows("AT+MQTTSTATE=" + id, "+MQTTSTATE: 3").refused("AT+MQTTDISC=" + id, 602)
                    .does("AT+MQTTCFG=\"reconn\"," + id + ",0").does("AT+MQTTCONN=" + id + ",\"h\"").urc("+MQTTURC: \"conn\"," + id + ",6");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theTestFormAndThoseThatAreNotThere(ModelTruth model) {
        Terminal te = terminal(model);
        te.rows("AT+MQTTCONN=?", "+MQTTCONN: <connect_id>,<host>,<port>,<clientID>,<user>,<passwd>");
        te.refused(List.of("AT+MQTTCONN", "AT+MQTTCONN?", "AT+MQTTSTATE", "AT+MQTTSTATE?", "AT+MQTTSTATE=?", "AT+MQTTDISC",
                "AT+MQTTDISC?", "AT+MQTTDISC=?", "AT+MQTTCONN?9", "AT+MQTTDISC=?9"), 4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theLongestAndTheShortestReachTheServer(ModelTruth model) {
        Terminal te = terminal(model);
        long id = model.ids().highest();
        te.does(connectCommand(id) + ",\"" + text(128) + "\",\"" + text(128) + "\",\"" + text(256) + "\"");
        Peer peer = accepts();
        assertThat(peer.reads().body()).isEqualTo(connect(0xc0, 120, text(128), text(128), text(256)));
        te.rows("AT+MQTTSTATE=" + id, "+MQTTSTATE: 1");
        peer.sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\"," + id + ",0").rows("AT+MQTTSTATE=" + id, "+MQTTSTATE: 2");
        te.does("AT+MQTTDISC=" + id).urc("+MQTTURC: \"conn\"," + id + ",2").rows("AT+MQTTSTATE=" + id, "+MQTTSTATE: 3");
        peer.expects("DISCONNECT").expectsEnd();
        te.does("AT+MQTTCFG=\"keepalive\"," + id + ",0").does(connectCommand(id));
        Peer second = accepts();
        assertThat(second.reads().body()).isEqualTo(connect(0, 0, module().imei()));
    }

    /** MQTT 3.1.1, 3.1: the body of CONNECT. */
    private static byte[] connect(int flags, int keepalive, String... texts) {
        ByteBuffer body = ByteBuffer.allocate(2000).put(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, (byte) flags}).putShort((short) keepalive);
        for (String text : texts) {
            body.putShort((short) text.length()).put(text.getBytes(StandardCharsets.US_ASCII));
        }
        return Arrays.copyOf(body.array(), body.position());
    }
}
