package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.simulator.mqtt.ScriptedServer.Peer;
import org.modemfleet.simulator.mqtt.WirePacket;

/** +MQTTPUB: every way to type a message, and data mode. */
class PublishTest {

    private Bench bench;
    private ScriptedServer server;
    private Terminal te;
    private Peer peer;

    @BeforeEach
    void start() {
        bench = Bench.withStandingClock();
        server = new ScriptedServer();
        te = bench.terminal("ML307R");
        peer = connect(te);
    }

    @AfterEach
    void stop() {
        bench.close();
        server.close();
    }

    private Peer connect(Terminal terminal) {
        terminal.does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
        Peer accepted = server.acceptSession(false);
        terminal.urc("+MQTTURC: \"conn\",0,0");
        return accepted;
    }

    @Test
    void answersTheSizeOfThePacket() {
        te.rows("AT+MQTTPUB=0,\"world\",0,0,0,4,\"3242\"", "+MQTTPUB: 0,1,13");
        peer.expects("PUBLISH 0 qos0 world 3242");
        te.rows("AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", "+MQTTPUB: 0,2,15");
        peer.expects("PUBLISH 2 qos1 world 3242").sends(WirePacket.withMid("PUBACK", 2));
        te.urc("+MQTTURC: \"puback\",0,2,0").rows("AT+MQTTPUB=0,\"world\",2,1,1,4,\"3242\"", "+MQTTPUB: 0,3,15");
        peer.expects("PUBLISH 3 dup qos2 retain world 3242").sends(WirePacket.withMid("PUBREC", 3));
        te.urc("+MQTTURC: \"pubrec\",0,3,1");
        peer.expects("PUBREL 3").sends(WirePacket.withMid("PUBCOMP", 3));
        te.urc("+MQTTURC: \"pubcomp\",0,3,1").rows("AT+MQTTPUB=0,\"world\",0,0,1,4,\"3242\"", "+MQTTPUB: 0,4,13");
        peer.expects("PUBLISH 0 qos0 world 3242");
        te.rows("AT+MQTTPUB=0,\"t\",0,0,0,0,\"" + "x".repeat(1000) + "\"", "+MQTTPUB: 0,5,1006");
        peer.expects("PUBLISH 0 qos0 t " + "x".repeat(1000));
    }

    @Test
    void countedMessagesMayHoldQuotesCommasAndSemicolons() {
        published("11,\"{\"a\":\"b;c\"}\"", "{\"a\":\"b;c\"}", 11);
        published("1,\"\"\"", "\"", 1);
        published("6,\"中文\"", "中文", 6);
        published("3,\" x \"", " x ", 3);
        published("1, \";\" ", ";", 1);
    }

    @Test
    void uncountedMessagesEndAtTheLastQuote() {
        published("0,\"\"", "", 0);
        published("0,\"{\"a\":\"b\"}\"", "{\"a\":\"b\"}", 9);
        published("0,\"a;b\"", "a;b", 3);
    }

    @Test
    void hexMessagesComeQuotedOrBare() {
        te.does("AT+MQTTCFG=\"encoding\",0,1,0");
        published("3,\"414243\"", "ABC", 3);
        published("3,414243", "ABC", 3);
        published("0,\"6a6B\"", "jk", 2);
        published("0,6A6b", "jk", 2);
        published("0,\"\"", "", 0);
        for (String wrong : List.of("3,\"4142\"", "3,\"41424344\"", "3,4142", "1,\"4g\"", "1,\"4\"", "0,\"414\"",
                "0,414", "0,xy", "0,",
                "1,\"41\"x", "1025,\"" + "41".repeat(1025) + "\"")) {
            te.refused("AT+MQTTPUB=0,\"t\",0,0,0," + wrong, 601);
        }
        published("1024,\"" + "41".repeat(1024) + "\"", "A".repeat(1024), 1024);
    }

    @Test
    void escapedMessages() {
        te.does("AT+MQTTCFG=\"encoding\",0,2,0");
        published("21,\"\\r\\n\\t\\0\\\\\\\"\\x41\\x7eq\"", "\r\n\t\0\\\"A~q", 9);
        published("0,\"\\x4a\\x4B\"", "JK", 2);
        for (String wrong : List.of("2,\"\\q\"", "1,\"\\\"", "3,\"\\x4\"", "4,\"\\xg1\"", "0,\"a\\\"", "2,\"\\R\"")) {
            te.refused("AT+MQTTPUB=0,\"t\",0,0,0," + wrong, 601);
        }
    }

    private void published(String message, String payload, int bytes) {
        String answer = te.sends("AT+MQTTPUB=0,\"t\",0,0,0," + message + "\r\n").readTo(Terminal.OK);
        int remaining = 3 + bytes;
        assertThat(answer)
                .matches("\r\n\\+MQTTPUB: 0,\\d+," + (remaining + (remaining > 127 ? 3 : 2)) + "\r\n" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t " + payload);
    }

    @Test
    void wrongParametersAreRefusedBeforeAnything() {
        for (String rest : List.of("=", "=0", "=0,\"t\"", "=0,\"t\",0,0,0", "=6,\"t\",0,0,0,1,\"x\"",
                "=0,\"\",0,0,0,1,\"x\"",
                "=0,t,0,0,0,1,\"x\"", "=0,\"t\",3,0,0,1,\"x\"", "=0,\"t\",0,2,0,1,\"x\"", "=0,\"t\",0,0,2,1,\"x\"",
                "=0,\"t\",0,0,0,,\"x\"", "=0,\"t\",0,0,0,-1,\"x\"", "=0,\"t\",0,0,0,1,x", "=0,\"t\",0,0,0,1,",
                "=0,\"t\",0,0,0,2,\"x\"",
                "=0,\"t\",0,0,0,1,\"xy\"", "=0,\"t\",0,0,0,1,\"x", "=0,\"t\",0,0,0,1,\"x\"y", "=0,\"t\",0,0,0,1,\"x\",",
                "=0,\"t\",0,0,0,0,\"", "=0,\"t\",0,0,0,0,x", "=0,\"t\",0,0,0,1025,\"" + "x".repeat(1025) + "\"",
                "=0,\"t\",0,0,0,0,\"" + "x".repeat(1025) + "\"", "=0,\"" + "t".repeat(257) + "\",0,0,0,1,\"x\"",
                "=0,\"t\",0,0,0,1025", "=0,\"t\",0,0,0,0", "=0,\"t\",0,0,0,4000000000")) {
            te.refused("AT+MQTTPUB" + rest, 601);
        }
        te.refused("AT+MQTTPUB=?", 4).refused("AT+MQTTPUB?", 4).refused("AT+MQTTPUB", 4);
        peer.fence();
    }

    @Test
    void commandsShareALineWithAMessage() {
        te.rows("AT+MQTTPUB=0,\"t\",0,0,0,3,\"a;b\";+CSQ", "+MQTTPUB: 0,1,8", "+CSQ: 22,99");
        te.asks("AT+CSQ;+MQTTPUB=0,\"t\",0,0,0,3,\"x\";+CSQ", "\r\n+CSQ: 22,99\r\n\r\n+CME ERROR: 601\r\n").silent();
    }

    // ── data mode ──────────────────────────────────────────────────────────────────────────────────────────────────

    @Test
    void dataModeTakesExactlyTheAnnouncedBytes() {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,256", "\r\n>").sends(all).expects("\r\n+MQTTPUB: 0,1,262\r\n" + Terminal.OK);
        String latin = new String(all, StandardCharsets.ISO_8859_1);
        assertThat(new String(peer.reads().body(), 3, 256, StandardCharsets.ISO_8859_1)).isEqualTo(latin);
        te.silent();
    }

    @Test
    void aLineEndAfterThePayloadIsIgnored() {
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,4", "\r\n>").sends("abcd\r\n").expects("\r\n+MQTTPUB: 0,1,9\r\n"
                + Terminal.OK)
                .does("ATE1").sends("AT+MQTTPUB=0,\"t\",0,0,0,2\r\n").expects("AT+MQTTPUB=0,\"t\",0,0,0,2\r\r\n>")
                .sends("ef\r\n")
                .expects("\r\n+MQTTPUB: 0,2,7\r\n" + Terminal.OK).sends("AT\r\n").expects("AT\r" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t abcd", "PUBLISH 0 qos0 t ef");
    }

    @Test
    void theLineFeedOfTheCommandIsDroppedAfterThePromptToo() {
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,2\r").expects("\r\n>").sends("\nxy").expects("\r\n+MQTTPUB: 0,1,7\r\n"
                + Terminal.OK);
        te.sends("AT+MQTTPUB=0,\"t\",0,0,0,2\r\n").expects("\r\n>").sends("\nz").expects("\r\n+MQTTPUB: 0,2,7\r\n"
                + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t xy", "PUBLISH 0 qos0 t \nz");
    }

    @Test
    void everythingMayBeSentAhead() {
        te.sends("AT+CSQ\r\nAT+MQTTPUB=0,\"t\",0,0,0,4\r\nAT\r\n\r\n"
                        + "AT+CFUN?;+MQTTPUB=0,\"t\",0,0,0,1;+CSQ\r\nxAT+CGATT?\r\n")
                .expects("\r\n+CSQ: 22,99\r\n\r\nOK\r\n\r\n>\r\n+MQTTPUB: 0,1,9\r\n\r\nOK\r\n")
                .expects("\r\n>\r\n+CFUN: 1\r\n+MQTTPUB: 0,2,6\r\n+CSQ: 22,99\r\n\r\nOK\r\n")
                .expects("\r\n+CGATT: 1\r\n\r\nOK\r\n");
        peer.expects("PUBLISH 0 qos0 t AT\r\n", "PUBLISH 0 qos0 t x");
    }

    @Test
    void unsolicitedResultsWaitWhileDataModeReads() {
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,2", "\r\n>");
        peer.sends(WirePacket.publish(0, 0, "in", new byte[] {'1'})).fence();
        te.sends("a");
        peer.sends(WirePacket.publish(0, 0, "in", new byte[] {'2'})).fence();
        te.sends("b").expects("\r\n+MQTTPUB: 0,1,7\r\n" + Terminal.OK).urc("+MQTTURC: \"publish\",0,0,\"in\",1,1,1")
                .urc("+MQTTURC: \"publish\",0,0,\"in\",1,1,2").silent();
    }

    @Test
    void theTimeoutSendsWhatWasTyped() {
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,5", "\r\n>").sends("abc");
        peer.sends(WirePacket.publish(0, 0, "in", new byte[] {'1'})).fence();
        bench.advance(9);
        bench.advance(1);
        te.expects("\r\n+MQTTPUB: 0,1,8\r\n" + Terminal.OK).urc("+MQTTURC: \"publish\",0,0,\"in\",1,1,1").silent();
        peer.expects("PUBLISH 0 qos0 t abc");
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,5", "\r\n>");
        bench.advance(10);
        te.expects("\r\n+CME ERROR: 601\r\n").silent();
    }

    @Test
    void aConnectionThatIsLostInDataModeRefuses() {
        te.asks("AT+MQTTPUB=0,\"t\",0,0,0,2", "\r\n>");
        // A packet of the reserved type 15: the module hangs up.
        peer.sends(new byte[] {(byte) 0xf0, 0}).expectsEnd();
        te.sends("ab").expects("\r\n+CME ERROR: 603\r\n").urc("+MQTTURC: \"conn\",0,1").silent();
    }

    @Test
    void dataModeIgnoresTheInputFormat() {
        te.does("AT+MQTTCFG=\"encoding\",0,1,0").asks("AT+MQTTPUB=0,\"t\",0,0,0,2", "\r\n>").sends("zz")
                .expects("\r\n+MQTTPUB: 0,1,7\r\n" + Terminal.OK);
        peer.expects("PUBLISH 0 qos0 t zz");
    }
}
