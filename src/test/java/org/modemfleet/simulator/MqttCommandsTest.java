package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.simulator.mqtt.WirePacket.connack;
import static org.modemfleet.simulator.mqtt.WirePacket.pingresp;
import static org.modemfleet.simulator.mqtt.WirePacket.publish;
import static org.modemfleet.simulator.mqtt.WirePacket.suback;
import static org.modemfleet.simulator.mqtt.WirePacket.withMid;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;

/** The MQTT commands in every state, against a server that does what a test says. */
class MqttCommandsTest {

    private Bench bench;
    private ScriptedServer server;
    private Terminal te;

    @BeforeEach
    void start() {
        bench = Bench.withStandingClock();
        server = new ScriptedServer();
        te = bench.terminal("ML307R");
    }

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private String connectCommand(String rest) {
        return "AT+MQTTCONN=0,\"127.0.0.1\"," + server.port() + rest;
    }

    private Peer connected(Terminal terminal) {
        terminal.does(connectCommand(""));
        Peer peer = server.acceptSession(false);
        terminal.urc("+MQTTURC: \"conn\",0,0");
        return peer;
    }

    // ── MQTTCONN, MQTTSTATE, MQTTDISC ──────────────────────────────────────────────────────────────────────────────

    @Test
    void connectsReadsItsStateAndDisconnects() {
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3").refused("AT+MQTTDISC=0", 602).does(connectCommand(""))
                .rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1");
        Peer peer = server.accept().expects("CONNECT");
        te.refused(connectCommand(""), 603).refused("AT+MQTTSUB=0,\"a\",0", 603).refused("AT+MQTTUNSUB=0,\"a\"", 603)
                .refused("AT+MQTTPUB=0,\"a\",0,0,0,1,\"x\"", 603).refused("AT+MQTTPUB=0,\"a\",0,0,0,1", 603);
        peer.sends(connack(false, 0));
        te.urc("+MQTTURC: \"conn\",0,0").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2").refused(connectCommand(""), 604)
                .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        peer.expects("DISCONNECT");
        te.refused("AT+MQTTDISC=0", 602).silent();
    }

    @Test
    void disconnectStopsAnAttempt() {
        te.does(connectCommand(""));
        Peer peer = server.accept().expects("CONNECT");
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        peer.expectsEnd();
    }

    @Test
    void refusalIsFinal() {
        te.does(connectCommand(""));
        server.accept().expects("CONNECT").sends(connack(false, 5));
        te.urc("+MQTTURC: \"conn\",0,3").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3").silent();
    }

    @Test
    void withoutConnectionNothingIsSent() {
        te.refused("AT+MQTTSUB=0,\"a\",0", 602).refused("AT+MQTTUNSUB=0,\"a\"", 602)
                .refused("AT+MQTTPUB=0,\"a\",0,0,0,1,\"x\"", 602)
                .refused("AT+MQTTPUB=0,\"a\",0,0,0,1", 602).does("AT+MQTTSUB=0")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0").silent();
    }

    @Test
    void connectChecksItsParameters() {
        String longest = "h".repeat(128);
        for (String rest : List.of("", "0", "0,", "0,\"\"", "6,\"h\"", "0,h", "0,\"h\",65536", "0,\"h\",\"1883\"",
                "0,\"h\",1883,id",
                "0,\"h" + longest + "\"", "0,\"h\",1883,\"" + longest + "x\"", "0,\"h\",1883,,\"" + longest + "x\"",
                "0,\"h\",1883,,,\"" + "p".repeat(257) + "\"", "0,\"h\",1883,\"\",\"\",\"\",",
                "0,\"h\",1883,\"\",\"\",\"\",1")) {
            te.refused("AT+MQTTCONN=" + rest, 601);
        }
        te.refused("AT+MQTTCONN", 4).refused("AT+MQTTCONN?", 4);
        te.does("AT+MQTTCFG=\"willoption\",0,1,0,0").refused("AT+MQTTCONN=0,\"h\"", 601);
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    @Test
    void skippedAndEmptyParametersTakeTheirDefaults() {
        String imei = bench.module("ML307R").imei();
        te.does(connectCommand(",,\"\",\"\""));
        assertThat(connectBody()).isEqualTo("\0\4MQTT\4\0\0\170\0\17" + imei);
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").does(connectCommand(",\"dev\",,\"secret\""));
        // A password without user: user flag 1 with an empty name.
        assertThat(connectBody()).isEqualTo("\0\4MQTT\4\u00c0\0\170\0\3dev\0\0\0\6secret");
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2")
                .does("AT+MQTTCFG=\"clean\",0,1").does("AT+MQTTCFG=\"keepalive\",0,60")
                .does("AT+MQTTCFG=\"willoption\",0,1,1,1")
                .does("AT+MQTTCFG=\"encoding\",0,1,0").does("AT+MQTTCFG=\"willpayload\",0,\"bye\",\"00FF\"")
                .does(connectCommand(",\"dev\",\"me\",\"pw\""));
        assertThat(connectBody()).isEqualTo("\0\4MQTT\4\u00ee\0\74\0\3dev\0\3bye\0\2\0\u00ff\0\2me\0\2pw");
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
    }

    private String connectBody() {
        return new String(server.accept().reads().body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void anInactiveContextIsANetworkError() {
        te.does("AT+MQTTCFG=\"reconn\",0,0").does("AT+MQTTCFG=\"cid\",0,2").does(connectCommand(""))
                .urc("+MQTTURC: \"conn\",0,6").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3")
                .does("AT+CGDCONT=2,\"IP\",\"iot\"").does("AT+MIPCALL=1,2").urc("+MIPCALL: 2,1,\"10.0.0.3\"");
        connected(te);
        te.does("AT+MIPCALL=0,1").urc("+MIPCALL: 1,0").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2")
                .does("AT+MIPCALL=0,2").urc("+MIPCALL: 2,0").urc("+MQTTURC: \"conn\",0,6")
                .rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
    }

    @Test
    void flightModeLosesTheConnectionAndReconnectsBring() {
        connected(te);
        te.asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n\r\nOK\r\n").urc("+MQTTURC: \"conn\",0,1")
                .rows("AT+MQTTSTATE=0", "+MQTTSTATE: 1")
                .does("AT+CFUN=1").urc("+MIPCALL: 1,1,\"10.0.0.2\"");
        bench.advance(20);
        server.acceptSession(false);
        te.urc("+MQTTURC: \"conn\",0,0").silent();
    }

    @Test
    void pingResultsAreShownWhereTheyAreWanted() {
        te.does("AT+MQTTCFG=\"pingreq\",0,60");
        Peer peer = connected(te);
        bench.advance(60);
        peer.expects("PINGREQ").sends(pingresp()).fence();
        te.silent().does("AT+MQTTCFG=\"pingresp\",0,1");
        bench.advance(60);
        peer.expects("PINGREQ").sends(pingresp());
        te.urc("+MQTTURC: \"pingresp\",0,0");
        bench.advance(60);
        peer.expects("PINGREQ");
        bench.advance(20);
        te.urc("+MQTTURC: \"pingresp\",0,1").urc("+MQTTURC: \"conn\",0,1");
    }

    // ── MQTTSUB, MQTTUNSUB ─────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void subscribesListsAndUnsubscribes() {
        Peer peer = connected(te);
        te.does("AT+MQTTSUB=0").rows("AT+MQTTSUB=0,\"world\",1,\"a/+/b\",2,\"no\",0", "+MQTTSUB: 0,1");
        peer.expects("SUBSCRIBE 1 world:1 a/+/b:2 no:0").sends(suback(1, 1, 0, 0x80));
        te.urc("+MQTTURC: \"suback\",0,1,1,0,128").rows("AT+MQTTSUB=0", "+MQTTSUB: \"world\",1,\"a/+/b\",0")
                .rows("AT+MQTTSUB=0,\"中文\",0", "+MQTTSUB: 0,2");
        peer.expects("SUBSCRIBE 2 中文:0").sends(suback(2, 0));
        te.urc("+MQTTURC: \"suback\",0,2,0").rows("AT+MQTTUNSUB=0,\"world\",\"a/+/b\"", "+MQTTUNSUB: 0,3");
        peer.expects("UNSUBSCRIBE 3 world a/+/b").sends(withMid("UNSUBACK", 3));
        te.urc("+MQTTURC: \"unsuback\",0,3").rows("AT+MQTTSUB=0", "+MQTTSUB: \"中文\",0").silent();
    }

    @Test
    void subscriptionsCheckTheirParameters() {
        connected(te);
        String longest = "t".repeat(256);
        for (String rest : List.of("=", "=6,\"a\",0", "=0,", "=0,\"a\"", "=0,\"a\",", "=0,\"a\",3", "=0,a,0",
                "=0,\"\",0",
                "=0,\"a\",0,\"b\"", "=0,\"a\",0,\"b\",0,\"c\",0,\"d\",0", "=0,\"" + longest + "x\",0", "=0,\"a\",0,")) {
            te.refused("AT+MQTTSUB" + rest, 601);
        }
        for (String rest : List.of("=", "=0", "=0,", "=6,\"a\"", "=0,a", "=0,\"a\",\"b\",\"c\",\"d\"",
                "=0,\"" + longest + "x\"")) {
            te.refused("AT+MQTTUNSUB" + rest, 601);
        }
        te.refused("AT+MQTTSUB=?", 4).refused("AT+MQTTSUB", 4).refused("AT+MQTTUNSUB?", 4);
        te.rows("AT+MQTTSUB=0,\"" + longest + "\",0", "+MQTTSUB: 0,1").rows("AT+MQTTUNSUB=0,\"" + longest + "\"",
                "+MQTTUNSUB: 0,2");
    }

    // ── receiving ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void messagesArePrintedRawOrInHex() {
        Peer peer = connected(te);
        peer.sends(publish(0, 0, "world", bytes("12345")));
        te.urc("+MQTTURC: \"publish\",0,0,\"world\",5,5,12345");
        peer.sends(publish(2, 77, "hello", bytes("\r\nOK\r\n")));
        te.urc("+MQTTURC: \"publish\",0,77,\"hello\",6,6,\r\nOK\r\n");
        peer.expects("PUBACK 77").sends(publish(0, 0, "empty", new byte[0]));
        te.urc("+MQTTURC: \"publish\",0,0,\"empty\",0,0,").does("AT+MQTTCFG=\"encoding\",0,0,1");
        peer.sends(publish(0, 0, "x", new byte[] {0, (byte) 0xab, (byte) 0xff}));
        te.urc("+MQTTURC: \"publish\",0,0,\"x\",3,3,00ABFF");
        peer.sends(publish(0, 0, "x", new byte[0]));
        te.urc("+MQTTURC: \"publish\",0,0,\"x\",0,0,").silent();
    }

    @Test
    void aTopicIsPrintedRawWhateverItHolds() {
        Peer peer = connected(te);
        String topic = "a\",1,1,x\r\nOK\r\n\r\nERROR\r\n\r\n>\u0001";
        peer.sends(publish(0, 0, topic, bytes("y")));
        te.urc("+MQTTURC: \"publish\",0,0,\"" + topic + "\",1,1,y").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
    }

    @Test
    void longMessagesAreSplitWhereTheModelSplits() {
        Peer peer = connected(te);
        peer.sends(publish(0, 0, "abc", bytes("x".repeat(509))));
        te.urc("+MQTTURC: \"publish\",0,0,\"abc\",509,509," + "x".repeat(509));
        peer.sends(publish(0, 0, "abc", bytes("y".repeat(510))));
        te.urc("+MQTTURC: \"publish\",0,0,\"abc\",510,509," + "y".repeat(509))
                .urc("+MQTTURC: \"publish\",0,0,\"abc\",510,1,y");
        te.does("AT+MQTTCFG=\"encoding\",0,0,1");
        peer.sends(publish(2, 9, "abc", bytes("A".repeat(1019))));
        te.urc("+MQTTURC: \"publish\",0,9,\"abc\",1019,509," + "41".repeat(509))
                .urc("+MQTTURC: \"publish\",0,9,\"abc\",1019,509," + "41".repeat(509))
                .urc("+MQTTURC: \"publish\",0,9,\"abc\",1019,1,41").does("AT+MQTTCFG=\"encoding\",0,0,0");
        // A topic that leaves no room: one byte in each.
        String topic = "t".repeat(600);
        peer.sends(publish(0, 0, topic, bytes("ab")));
        te.urc("+MQTTURC: \"publish\",0,0,\"" + topic + "\",2,1,a")
                .urc("+MQTTURC: \"publish\",0,0,\"" + topic + "\",2,1,b").silent();
    }

    @Test
    void cachedMessagesWaitToBeRead() {
        Peer peer = connected(te);
        te.does("AT+MQTTCFG=\"cached\",0,1").rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0").refused("AT+MQTTREAD=0,1", 601);
        peer.sends(publish(2, 45, "hello", bytes("hello world"))).sends(publish(0, 0, "a\"b", bytes("\r\n")));
        te.urc("+MQTTURC: \"pubnmi\",0,45,11").urc("+MQTTURC: \"pubnmi\",0,0,2")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,2,13")
                .refused("AT+MQTTREAD=0,3", 601).refused("AT+MQTTREAD=0,0", 601).refused("AT+MQTTREAD=0,", 601)
                .refused("AT+MQTTREAD=6", 601).refused("AT+MQTTREAD", 4).refused("AT+MQTTREAD=?", 4)
                .rows("AT+MQTTREAD=0,1", "+MQTTREAD: 0,45,\"hello\",11,hello world")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,1,2");
        // What is stored stays readable: after a disconnect, with cached off, in the output format of the reading.
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").does("AT+MQTTCFG=\"cached\",0,0")
                .does("AT+MQTTCFG=\"encoding\",0,0,1")
                .rows("AT+MQTTREAD=0,1", "+MQTTREAD: 0,0,\"a\"b\",2,0D0A").rows("AT+MQTTREAD=0", "+MQTTREAD: 0,0,0");
    }

    @Test
    void aFullCacheDropsTheNewMessage() {
        Peer peer = connected(te);
        te.does("AT+MQTTCFG=\"cached\",0,1");
        peer.sends(publish(0, 0, "t", bytes("x".repeat(8193))));
        te.urc("+MQTTURC: \"drop\",0,8193");
        peer.sends(publish(2, 1, "t", bytes("a".repeat(8000)))).sends(publish(2, 2, "t", bytes("b".repeat(193))))
                .sends(publish(2, 3, "t", bytes("c".repeat(192)))).sends(publish(2, 4, "t", bytes("d")))
                .sends(publish(0, 0, "t", new byte[0]));
        te.urc("+MQTTURC: \"pubnmi\",0,1,8000").urc("+MQTTURC: \"drop\",0,193").urc("+MQTTURC: \"pubnmi\",0,3,192")
                .urc("+MQTTURC: \"drop\",0,1").urc("+MQTTURC: \"pubnmi\",0,0,0")
                .rows("AT+MQTTREAD=0", "+MQTTREAD: 0,3,8192");
        // A dropped message was acknowledged all the same.
        peer.expects("PUBACK 1", "PUBACK 2", "PUBACK 3", "PUBACK 4");
        te.rows("AT+MQTTREAD=0,3", "+MQTTREAD: 0,1,\"t\",8000," + "a".repeat(8000),
                "+MQTTREAD: 0,3,\"t\",192," + "c".repeat(192),
                "+MQTTREAD: 0,0,\"t\",0,");
        peer.sends(publish(0, 0, "t", bytes("z".repeat(8192))));
        te.urc("+MQTTURC: \"pubnmi\",0,0,8192");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
