package org.modemfleet.simulator;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.simulator.mqtt.ScriptedServer;
import org.modemfleet.testsupport.TestCertificates;

/** AT+MSSLCERTWR, AT+MSSLKEYWR and AT+MSSLCFG on the wire. */
class TlsCommandsTest {

    private static final String CA = new TestCertificates("fleet").ca();
    private static final String INVALID = "\r\n+CME ERROR: 761\r\n";

    private final Bench bench = Bench.withStandingClock();

    @AfterEach
    void close() {
        bench.close();
    }

    private static String write(String name, int remain, int length) {
        return "AT+MSSLCERTWR=\"" + name + "\"," + remain + "," + length;
    }

    @Test
    void aCertificateIsWrittenBehindThePrompt() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.sends(write("ca.pem", 0, CA.length()) + "\r\n").expects("\r\n>").sends(CA).expects(Terminal.OK).silent();
        }
    }

    @Test
    void aFileIsWrittenInPieces() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.sends(write("ca.pem", CA.length() - 100, 100) + "\r\n").expects("\r\n>").sends(CA.substring(0, 100)).expects(Terminal.OK)
                    .sends(write("ca.pem", 0, CA.length() - 100) + "\r\n").expects("\r\n>").sends(CA.substring(100)).expects(Terminal.OK);
            // the second half alone is no certificate
            te.sends(write("ca.pem", 0, CA.length() - 100) + "\r\n").expects("\r\n>").sends(CA.substring(100)).expects(INVALID);
        }
    }

    /** The whole command and its surplus are told by the error; the file is there all the same. */
    @Test
    void moreBytesThanAnnouncedAreToldAndTheFileIsKept() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.sends(write("ca.pem", 0, CA.length()) + "\r\n").expects("\r\n>").sends(CA + "\r\n").expects(INVALID).silent();
            te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\"").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0");
            // with its file the context connects, as far as there is a server: not the refusal of a missing file
            te.does("AT+MQTTCONN=0,\"127.0.0.1\",0").urc("+MQTTURC: \"conn\",0,1");
        }
    }

    @Test
    void whatIsNoCertificateIsRefusedAndNotKept() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.sends(write("ca.pem", 0, 5) + "\r\n").expects("\r\n>").sends("hello").expects(INVALID);
            String torn = CA.substring(0, CA.length() - 40);
            te.sends(write("ca.pem", 0, torn.length()) + "\r\n").expects("\r\n>").sends(torn).expects(INVALID);
            te.sends("AT+MSSLKEYWR=\"own.key\",0," + CA.length() + "\r\n").expects("\r\n>").sends(CA).expects(INVALID).silent();
        }
    }

    @Test
    void whatWasTypedInTimeIsTaken() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.sends(write("ca.pem", 0, CA.length() + 1) + "\r\n").expects("\r\n>").sends(CA);
            bench.advance(10);
            te.expects(Terminal.OK);
            te.sends(write("ca.pem", 0, CA.length()) + "\r\n").expects("\r\n>");
            bench.advance(10);
            te.expects("\r\n+CME ERROR: 601\r\n").silent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AT+MSSLCERTWR=\"ca.pem\",0,8193", "AT+MSSLCERTWR=\"ca.pem\",1,8192", "AT+MSSLCERTWR=\"ca.pem\",8193,0",
            "AT+MSSLCERTWR=\"\",0,10", "AT+MSSLCERTWR=ca,0,10", "AT+MSSLCERTWR=\"ca.pem\",0", "AT+MSSLCERTWR=\"ca.pem\",,10",
            "AT+MSSLCERTWR=\"ca.pem\",0,0", "AT+MSSLCERTWR=\"ca.pem\",0,3,\"ab\"", "AT+MSSLCERTWR=\"ca.pem\",0,3,\"abcd\"",
            "AT+MSSLCERTWR=\"ca.pem\",0,3,abc", "AT+MSSLCFG=\"auth\",0,3", "AT+MSSLCFG=\"auth\",6,1", "AT+MSSLCFG=\"auth\",6",
            "AT+MSSLCFG=\"auth\",0,", "AT+MSSLCFG=\"ignoreverify\",0,2", "AT+MSSLCFG=\"cert\"", "AT+MSSLCFG=\"cert\",0,\"ca\",\"own\"",
            "AT+MSSLCFG=\"cert\",0,\"ca\",,\"key\"", "AT+MSSLCFG=\"auth\",0,1,1"})
    void wrongParameters(String command) {
        try (Terminal te = bench.terminal("ML307R")) {
            te.refused(command, 601).silent();
        }
    }

    /** As from the factory, as set, and after a set with a CA alone. */
    @Test
    void contextsAreTold() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.rows("AT+MSSLCFG=\"cert\",0", "+MSSLCFG: \"cert\",0,\"\",\"\",\"\"")
                    .rows("AT+MSSLCFG=\"auth\",0", "+MSSLCFG: \"auth\",0,0")
                    .rows("AT+MSSLCFG=\"ignoreverify\",0", "+MSSLCFG: \"ignoreverify\",0,0");
            te.does("AT+MSSLCFG=\"cert\",5,\"ca\",\"own\",\"key\"").does("AT+MSSLCFG=\"auth\",5,2").does("AT+MSSLCFG=\"ignoreverify\",5,1");
            te.rows("AT+MSSLCFG=\"cert\",5", "+MSSLCFG: \"cert\",5,\"ca\",\"own\",\"key\"")
                    .rows("AT+MSSLCFG=\"auth\",5", "+MSSLCFG: \"auth\",5,2")
                    .rows("AT+MSSLCFG=\"ignoreverify\",5", "+MSSLCFG: \"ignoreverify\",5,1");
            te.does("AT+MSSLCFG=\"cert\",5,\"ca\"").rows("AT+MSSLCFG=\"cert\",5", "+MSSLCFG: \"cert\",5,\"ca\",\"\",\"\"").silent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AT+MSSLCERTWR?", "AT+MSSLCFG?", "AT+MSSLCFG=?", "AT+MSSLKEYWR", "AT+MSSLCFG=\"version\",0,1"})
    void formsThatAreNotThere(String command) {
        try (Terminal te = bench.terminal("ML307R")) {
            te.refused(command, 4);
        }
    }

    /** Without data mode a file stands in the line, counted, or up to its last quote. */
    @ParameterizedTest
    @ValueSource(strings = {"MN316", "MN326", "MN316-S"})
    void modelsWithoutDataModeTakeItInline(String model) {
        try (Terminal te = bench.terminal(model)) {
            te.refused(write("ca.pem", 0, CA.length()), 4);
            te.does(write("ca.pem", 0, CA.length()) + ",\"" + CA + "\"").does(write("ca.pem", 0, 0) + ",\"" + CA + "\"");
            te.asks(write("ca.pem", 0, 5) + ",\"hello\"", INVALID);
            String escaped = CA.replace("\n", "\\r\\n");
            te.does(write("ca.pem", 0, escaped.length()) + ",\"" + escaped + "\"").refused(write("ca.pem", 0, 2) + ",\"\\y\"", 601);
            String first = escaped.substring(0, 200);
            te.does(write("ca.pem", escaped.length() - 200, 200) + ",\"" + first + "\"")
                    .does(write("ca.pem", 0, escaped.length() - 200) + ",\"" + escaped.substring(200) + "\"");
            te.does("AT+MSSLCFG=\"auth\",4,1").refused("AT+MSSLCFG=\"auth\",5,1", 601);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MN316A", "MN318", "MN319", "MN326A", "ML307H-GU"})
    void modelsWithoutMqttsHaveNone(String model) {
        try (Terminal te = bench.terminal(model)) {
            te.refused(write("ca.pem", 0, 10), 4).refused("AT+MSSLKEYWR=\"k\",0,10", 4).refused("AT+MSSLCFG=\"auth\",0,1", 4);
        }
    }

    @Test
    void filesOutliveThePowerAndContextsDoNot() {
        assertFilesAfterPowerCycle("ML307R", "+MQTTURC: \"conn\",0,1");
        assertFilesAfterPowerCycle("ML307H-DU", "+MQTTURC: \"conn\",0,3");
    }

    /** @param urc 1: the context works and only the server is missing; 3: its file is gone */
    private void assertFilesAfterPowerCycle(String model, String urc) {
        try (ScriptedServer server = new ScriptedServer(); Terminal te = bench.terminal(model)) {
            te.sends(write("ca.pem", 0, CA.length()) + "\r\n").expects("\r\n>").sends(CA).expects(Terminal.OK);
            bench.module(model).powerCycle();
            bench.advance(5);
            te.urc("+MATREADY").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0")
                    .does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
            server.accept().close();
            te.urc("+MQTTURC: \"conn\",0,3");
            te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\"").does("AT+MQTTCONN=0,\"127.0.0.1\"," + server.port());
            server.accept().close();
            te.urc(urc);
        }
    }
}
