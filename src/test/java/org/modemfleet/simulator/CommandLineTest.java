package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines on the wire: how they begin, end and are shared. */
class CommandLineTest {

    private Bench bench;
    private Terminal te;

    @BeforeEach
    void start() {
        bench = Bench.withStandingClock();
        te = bench.terminal("ML307R");
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void carriageReturnEndsALineAndOneLineFeedIsDropped() {
        te.sends("AT\r").expects(Terminal.OK).sends("\nAT\r").expects(Terminal.OK).sends("\n\nAT\r").sends("AT\r")
                .expects(Terminal.OK);
    }

    @Test
    void emptyLinesAndOtherTextGetNoAnswer() {
        te.sends("\r\n\r\n \r\nhello\r\nA\r\nTA\r\n\"AT\"\r\nAt\r\naT+CSQ\r\n").silent();
    }

    @Test
    void namesIgnoreCaseAndBlanksButStringsDoNot() {
        te.asks("at+mqttstate=0", "\r\n+MQTTSTATE: 3\r\n\r\nOK\r\n")
                .asks("at+MqttState = 0 ", "\r\n+MQTTSTATE: 3\r\n\r\nOK\r\n")
                .does("  AT  ").does(" A T + M QTTCFG = \"keepalive\" , 0 , 6 0 ")
                .rows("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",60")
                .refused("AT+MQTTCFG=\" keepalive\",0", 4).refused("AT+MQTTCFG=\"KEEPALIVE\",0", 4)
                .does("AT+MQTTCFG=\"willpayload\",0,\" A b \",\" ; \"")
                .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\" A b \",\" ; \"");
    }

    @Test
    void linesHoldUpTo8192Bytes() {
        String longest = "AT" + " ".repeat(8192 - 6) + "+CSQ";
        te.rows(longest, "+CSQ: 22,99").asks(" " + longest, "\r\nERROR\r\n").does("AT+CMEE=2")
                .asks(longest + "x".repeat(100_000), "\r\nERROR\r\n")
                .sends("x".repeat(20_000) + "\r\n").silent();
    }

    @Test
    void commandsThatShareALineHaveOneFinalResult() {
        te.rows("AT+CSQ;+CGMM;+CFUN?", "+CSQ: 22,99", "ML307R-DC", "+CFUN: 1").rows("ATE0V1;+CSQ;", "+CSQ: 22,99")
                .rows("ATE0+CSQ", "+CSQ: 22,99").rows("AT;;+CSQ", "+CSQ: 22,99")
                .asks("AT+CSQ;+NOSUCH;+CGMM", "\r\n+CSQ: 22,99\r\n\r\nERROR\r\n")
                .asks("AT+MQTTSTATE=0;+MQTTSTATE=9;+MQTTCFG=\"keepalive\",0,60",
                        "\r\n+MQTTSTATE: 3\r\n\r\n+CME ERROR: 601\r\n")
                .rows("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",120")
                .does("AT+MQTTCFG=\"willpayload\",0,\"a;b\",\"c;d\";+MQTTCFG=\"clean\",0,1")
                .rows("AT+MQTTCFG=\"clean\",0", "+MQTTCFG: \"clean\",1");
    }

    @Test
    void unknownCommandsAndFormsDiffer() {
        te.asks("AT+NOSUCH", "\r\nERROR\r\n").asks("AT+NOSUCH=1,\"x\"", "\r\nERROR\r\n").asks("AT+", "\r\nERROR\r\n")
                .asks("AT+MQTT", "\r\nERROR\r\n").asks("AT+CSQx", "\r\nERROR\r\n")
                .refused("AT+CSQ?", 4).refused("AT+CSQ=1", 4).refused("AT+CSQ=?", 4);
    }

    @Test
    void echoRepeatsTheLineUpToItsReturn() {
        te.does("ATE1").sends("AT+CSQ\r\n").expects("AT+CSQ\r\r\n+CSQ: 22,99\r\n\r\nOK\r\n").sends("hello\r\n")
                .expects("hello\r")
                .sends("ATE0\r\n").expects("ATE0\r\r\nOK\r\n").silent();
    }

    /** However the bytes are cut, the answers are the same. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void chunksDoNotMatter(long seed) {
        Random random = new Random(seed);
        byte[] session = ("AT\r\nAT+CSQ;+CGMM\r\n\r\nnoise\r\n"
                + "AT+MQTTCFG=\"willpayload\",0,\"a;b\",\"c\"\r\nAT+MQTTCFG=\"willpayload\",0\r\n"
                + "ATE1\r\nAT+MQTTPUB=0,\"t\",0,0,0,3,\"\";\"\"\r\nATE0\r\nAT+CSQ\r")
                .getBytes(StandardCharsets.US_ASCII);
        for (int from = 0; from < session.length;) {
            int to = Math.min(session.length, from + 1 + random.nextInt(seed == 1 ? 1 : 12));
            te.sends(Arrays.copyOfRange(session, from, to));
            from = to;
        }
        te.expects("\r\nOK\r\n\r\n+CSQ: 22,99\r\nML307R-DC\r\n\r\nOK\r\n"
                + "\r\nOK\r\n\r\n+MQTTCFG: \"willpayload\",\"a;b\",\"c\"\r\n\r\nOK\r\n"
                + "\r\nOK\r\nAT+MQTTPUB=0,\"t\",0,0,0,3,\"\";\"\"\r\r\n+CME ERROR: 602\r\n"
                + "ATE0\r\r\nOK\r\n\r\n+CSQ: 22,99\r\n\r\nOK\r\n").silent();
    }

    /** No byte sequence makes the module deaf. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void noiseNeverMakesItDeaf(long seed) {
        Random random = new Random(seed);
        String alphabet = "AT+MQTTCFGPUBSE=?,;\"0123456789\\ \r\n\u0000x";
        for (int i = 0; i < 200; i++) {
            StringBuilder noise = new StringBuilder("AT+MQTTPUB=0,\"");
            random.ints(random.nextInt(60), 0, alphabet.length()).forEach(c -> noise.append(alphabet.charAt(c)));
            // MPOF cannot come out of this alphabet, nor a reset.
            te.sends(noise + "\r");
        }
        te.sends("AT+CCLK?\r");
        assertThat(te.readTo("+CCLK: ")).doesNotContain("+CCLK: \r");
        te.readTo(Terminal.OK);
        te.sends("ATE0\r\n").readTo(Terminal.OK);
        te.silent();
    }
}
