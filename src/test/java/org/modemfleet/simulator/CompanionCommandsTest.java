package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands around MQTT. */
class CompanionCommandsTest {

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
    void basicCommands() {
        for (String command : List.of("AT", "at", "ATE0", "ATE", "ATV0", "ATV1", "ATV", "ATQ0", "ATQ1", "ATZ", "ATZ0",
                "AT&F",
                "AT&W", "ATE0V1Q0", "at e0 &f v1", "ATE0V1&W")) {
            te.does(command);
        }
        te.rows("ATI", "CMCC", "ML307R-DC", "ML307R-DC-MBRH0S01");
        te.refused("ATE2", 601).refused("ATV2", 601).refused("ATQ9", 601).refused("ATI1", 601).refused("ATZ1", 601);
        te.asks("ATD123", "\r\nERROR\r\n").asks("AT&X", "\r\nERROR\r\n").asks("AT#", "\r\nERROR\r\n");
    }

    @Test
    void registersAreStored() {
        te.rows("ATS3?", "013").rows("ATS4?", "010").rows("ATS5?", "008").rows("ATS0?", "000");
        te.does("ATS0=2").rows("ATS0?", "002").does("ATS3=65").rows("ATS3?", "065");
        te.refused("ATS0=256", 601).refused("ATS256?", 601).refused("ATS0=", 601).refused("ATS0", 4);
        te.does("AT&F").rows("ATS0?", "000");
    }

    @Test
    void identity() {
        te.rows("AT+CGMI", "CMCC").rows("AT+CGMM", "ML307R-DC").rows("AT+CGMR", "ML307R-DC-MBRH0S01");
        String imei = bench.module("ML307R").imei();
        te.rows("AT+CGSN", imei).rows("AT+CGSN=1", "+CGSN: \"" + imei + "\"").refused("AT+CGSN=7", 601)
                .refused("AT+CGSN?", 4);
        assertThat(imei).matches("8620\\d{11}");
        assertThat(te.sends("AT+CIMI\r\n").readTo(Terminal.OK)).matches("\r\n46000\\d{10}\r\n\r\nOK\r\n");
        assertThat(te.sends("AT+ICCID\r\n").readTo(Terminal.OK)).matches("\r\n\\+ICCID: 8986\\d{16}\r\n\r\nOK\r\n");
        assertThat(te.sends("AT+MCCID\r\n").readTo(Terminal.OK)).matches("\r\n\\+MCCID: 8986\\d{16}\r\n\r\nOK\r\n");
        te.rows("AT+CPIN?", "+CPIN: READY");
        try (Terminal other = bench.terminal("ML302S")) {
            other.rows("AT+CGMR", "Revision: ML302S-DNLM-MBRH0S01");
        }
    }

    @Test
    void errorFormats() {
        te.rows("AT+CMEE?", "+CMEE: 1").rows("AT+CMEE=?", "+CMEE: (0-2)").refused("AT+CMEE=3", 601)
                .refused("AT+CMEE", 4);
        te.does("AT+CMEE=2").rows("AT+CMEE?", "+CMEE: 2")
                .asks("AT+MQTTDISC=0", "\r\n+CME ERROR: not connected or connecting failed\r\n")
                .asks("AT+MQTTSTATE=9", "\r\n+CME ERROR: invalid parameter\r\n")
                .asks("AT+MQTTSTATE", "\r\n+CME ERROR: operation not supported\r\n")
                .asks("AT+NOSUCH", "\r\nERROR\r\n");
        te.does("AT+CMEE=0").asks("AT+MQTTDISC=0", "\r\nERROR\r\n").asks("AT+MQTTSTATE=9", "\r\nERROR\r\n");
        te.does("AT+CMEE=1").refused("AT+MQTTDISC=0", 602);
        te.does("AT+CMEE=2").does("ATZ").rows("AT+CMEE?", "+CMEE: 1");
    }

    @Test
    void radio() {
        te.rows("AT+CSQ", "+CSQ: 22,99").rows("AT+CESQ", "+CESQ: 99,99,255,255,20,52").rows("AT+CGATT?", "+CGATT: 1")
                .rows("AT+COPS?", "+COPS: 0,0,\"CHINA MOBILE\",7").rows("AT+CEREG?", "+CEREG: 0,1")
                .rows("AT+CFUN?", "+CFUN: 1")
                .does("AT+CEREG=1").rows("AT+CEREG?", "+CEREG: 1,1").does("AT+CEREG=2").refused("AT+CEREG=3", 601)
                .rows("AT+CEREG?", "+CEREG: 2,1,\"2A5C\",\"0C3F2A11\",7").asks("AT+CREG?", "\r\nERROR\r\n");
    }

    @Test
    void flightModePrintsTheLostCallBeforeOk() {
        te.does("AT+CEREG=1").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n\r\nOK\r\n").urc("+CEREG: 0")
                .rows("AT+CFUN?", "+CFUN: 4").rows("AT+CEREG?", "+CEREG: 1,0").rows("AT+COPS?", "+COPS: 0")
                .rows("AT+CGATT?", "+CGATT: 0").rows("AT+CSQ", "+CSQ: 99,99").does("AT+CGPADDR=1").does("AT+MIPCALL?")
                .refused("AT+MIPCALL=1,1", 3)
                .does("AT+CFUN=1").urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"").does("AT+CFUN=1").silent();
    }

    @Test
    void registrationIsReportedWithTheCellIfThatIsAskedFor() {
        te.does("AT+CEREG=2").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n\r\nOK\r\n").urc("+CEREG: 0").rows("AT+CEREG?", "+CEREG: 2,0")
                .does("AT+CFUN=1").urc("+CEREG: 1,\"2A5C\",\"0C3F2A11\",7").urc("+MIPCALL: 1,1,\"10.0.0.2\"")
                .does("AT+CEREG=0").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n\r\nOK\r\n").rows("AT+CEREG?", "+CEREG: 0,0").silent();
    }

    @Test
    void flightModeEndsEveryContextAndOnlyTheFirstComesBackByItself() {
        te.does("AT+CGDCONT=2,\"IP\",\"iot\"").does("AT+MIPCALL=1,2").urc("+MIPCALL: 2,1,\"10.0.0.3\"")
                .rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"", "+MIPCALL: 2,1,\"10.0.0.3\"")
                .rows("AT+CGPADDR=2", "+CGPADDR: 2,\"10.0.0.3\"")
                .asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n+MIPCALL: 2,0\r\n\r\nOK\r\n").rows("AT+CESQ", "+CESQ: 99,99,255,255,255,255")
                .does("AT+CFUN=1").urc("+MIPCALL: 1,1,\"10.0.0.2\"").rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"")
                .does("AT+CGPADDR=2");
    }

    @Test
    void aRestartBringsTheRadioBackAsItWas() {
        te.does("AT+CEREG=2").does("AT+CGDCONT=1,\"IP\",\"iot\"").does("AT+CGDCONT=2,\"IP\",\"iot\"").does("AT+IPR=9600").does("ATS0=2")
                .asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n\r\nOK\r\n").urc("+CEREG: 0").does("AT+CMEE=2").does("AT+CFUN=4,1");
        bench.advance(5);
        te.urc("+MATREADY").rows("AT+CFUN?", "+CFUN: 1").rows("AT+CEREG?", "+CEREG: 0,1").rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"")
                .rows("AT+CGDCONT?", "+CGDCONT: 1,\"IPV4V6\",\"cmnet\",\"\",0,0").rows("AT+IPR?", "+IPR: 115200").rows("ATS0?", "000")
                .rows("AT+CMEE?", "+CMEE: 1");
    }

    @Test
    void minimumFunctionalityPrintsItAfterOk() {
        te.does("AT+CFUN=0").urc("+MIPCALL: 1,0").rows("AT+CFUN?", "+CFUN: 0").refused("AT+CFUN=2", 601)
                .does("AT+CEREG=1").does("AT+CFUN=4").silent();
    }

    @Test
    void packetContexts() {
        te.rows("AT+CGDCONT?", "+CGDCONT: 1,\"IPV4V6\",\"cmnet\",\"\",0,0")
                .rows("AT+CGPADDR=1", "+CGPADDR: 1,\"10.0.0.2\"")
                .rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"").does("AT+CGDCONT=1,\"IPV4V6\",\"cmiot\"")
                .does("AT+CGDCONT=3,\"IP\"")
                .rows("AT+CGDCONT?", "+CGDCONT: 1,\"IPV4V6\",\"cmiot\",\"\",0,0", "+CGDCONT: 3,\"IP\",\"\",\"\",0,0")
                .refused("AT+CGDCONT=0,\"IP\",\"x\"", 601).refused("AT+CGDCONT=1,\"X25\",\"x\"", 601)
                .does("AT+MIPCALL=1,1").urc("+MIPCALL: 1,1,\"10.0.0.2\"")
                .does("AT+MIPCALL=0,1").urc("+MIPCALL: 1,0").does("AT+MIPCALL?").does("AT+CGPADDR=1")
                .does("AT+MIPCALL=1,1").urc("+MIPCALL: 1,1,\"10.0.0.2\"")
                .refused("AT+MIPCALL=1,2", 601).refused("AT+MIPCALL=2,1", 601).refused("AT+MIPCALL=1", 601);
    }

    @Test
    void rateAndClock() {
        te.rows("AT+IPR?", "+IPR: 115200").does("AT+IPR=921600").rows("AT+IPR?", "+IPR: 921600")
                .refused("AT+IPR=1234", 601);
        String clock = te.sends("AT+CCLK?\r\n").readTo(Terminal.OK);
        assertThat(clock).matches("\r\n\\+CCLK: \"\\d\\d/\\d\\d/\\d\\d,\\d\\d:\\d\\d:\\d\\d\\+32\"\r\n\r\nOK\r\n");
        LocalDateTime told = LocalDateTime.parse(clock.substring(10, 27),
                DateTimeFormatter.ofPattern("yy/MM/dd,HH:mm:ss"));
        assertThat(Duration.between(told, LocalDateTime.now(ZoneOffset.ofHours(8))).abs())
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void theImeiHasItsCheckDigitAndStays() {
        try (Terminal one = bench.terminal("sim-1", "ML307R"); Terminal two = bench.terminal("sim-2", "MN316")) {
            String first = bench.modules().find("sim-1").orElseThrow().imei();
            assertThat(first).isNotEqualTo(bench.modules().find("sim-2").orElseThrow().imei());
            assertThat(luhn(first)).isTrue();
            bench.modules().remove("sim-1");
            one.close();
            try (Terminal again = bench.terminal("sim-1", "ML307R")) {
                again.rows("AT+CGSN", first);
            }
        }
    }

    /** 3GPP TS 23.003 annex B, read from left to right. */
    private static boolean luhn(String imei) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            int digit = imei.charAt(i) - '0';
            sum += i % 2 == 0 ? digit : digit < 5 ? 2 * digit : 2 * digit - 9;
        }
        return sum % 10 == 0;
    }
}
