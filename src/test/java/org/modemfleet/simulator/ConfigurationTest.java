package org.modemfleet.simulator;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** +MQTTCFG without a connection, on one model; {@link SettingTruthTest} has the limits of all. */
class ConfigurationTest {

    private static final String ML307R = "ML307R";

    private static Bench bench;

    @BeforeAll
    static void start() {
        bench = Bench.withStandingClock();
    }

    @AfterAll
    static void stop() {
        bench.close();
    }

    @Test
    void eachConnectionHasItsOwnValues() {
        try (Terminal te = bench.terminal("own", ML307R)) {
            for (int id = 0; id <= 5; id++) {
                te.does("AT+MQTTCFG=\"keepalive\"," + id + "," + (60 + id));
            }
            for (int id = 0; id <= 5; id++) {
                te.rows("AT+MQTTCFG=\"keepalive\"," + id, "+MQTTCFG: \"keepalive\"," + (60 + id));
            }
        }
    }

    @Test
    void wrongCountsTypesAndIdentifiersAreInvalidParameters() {
        try (Terminal te = bench.terminal("wrong", ML307R)) {
            for (String rest : List.of("\"keepalive\"", "\"keepalive\",", "\"keepalive\",6", "\"keepalive\",-1",
                    "\"keepalive\",x",
                    "\"keepalive\",\"0\"", "\"keepalive\",0,60,1", "\"keepalive\",0,\"60\"", "\"keepalive\",0,+60",
                    "\"keepalive\",0,6 0x", "\"encoding\",0,1,1,", "keepalive,0,60", "\"keepalive,0,60",
                    "\"keepalive\"x,0",
                    "\"query\"", "\"query\",6", "\"query\",0,", "\"query\",0,1", "\"willpayload\",0,t",
                    "\"willpayload\",0,\"t\",m", "\"willpayload\",0,\"t\",\"m\",", "\"willpayload\",0,\"t\"x")) {
                te.refused("AT+MQTTCFG=" + rest, 601);
            }
        }
    }

    @Test
    void willStringsPrintAsTypedAndHaveTheirLimits() {
        String longest = "t".repeat(256);
        try (Terminal te = bench.terminal("will", ML307R)) {
            te.does("AT+MQTTCFG=\"willpayload\",0,\"bye\",\"gone, really\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"bye\",\"gone, really\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",")
                    .does("AT+MQTTCFG=\"willpayload\",0,,\"m\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",,\"m\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"\",\"\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",,")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"" + longest + "\",\"" + longest + "\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"" + longest + "x\",\"m\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + longest + "x\"", 601);
        }
    }

    @Test
    void willMessageIsReadByTheInputFormatInForce() {
        try (Terminal te = bench.terminal("willhex", ML307R)) {
            te.does("AT+MQTTCFG=\"encoding\",0,1,0")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"00fF\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",\"00fF\"")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + "ab".repeat(256) + "\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"" + "ab".repeat(257) + "\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"abc\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"xy\"", 601)
                    .does("AT+MQTTCFG=\"encoding\",0,2,0")
                    .does("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\r\\n\\x41\"")
                    .rows("AT+MQTTCFG=\"willpayload\",0", "+MQTTCFG: \"willpayload\",\"t\",\"a\\r\\n\\x41\"")
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\q\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\x4\"", 601)
                    .refused("AT+MQTTCFG=\"willpayload\",0,\"t\",\"a\\\"", 601);
        }
    }
}
