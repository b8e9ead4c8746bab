package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.at.AtLine;

class RawCommandTest {

    private static RawCommand raw(String line) {
        return raw(line, null);
    }

    private static RawCommand raw(String line, byte @Nullable [] data) {
        return new RawCommand(line, data, Duration.ofSeconds(5));
    }

    private static boolean claims(String command, String row) {
        return raw(command).shape().claims(AtLine.text(Lines.utf8(row)));
    }

    @Test
    void sendsWhatWasTyped() {
        assertThat(raw("AT+CSQ").body()).isEqualTo("+CSQ");
        assertThat(raw("at+csq;+CMEE?").body()).isEqualTo("+csq;+CMEE?");
        assertThat(raw("AT").body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "+CSQ", "XAT", "AT+CSQ\r", "AT+CSQ\nAT", "AT\0", "AT\u001a",
        "AT\u0085", "AT\ud800"})
    void refusesWhatIsNoCommandLine(String line) {
        Check check = new Check();
        raw(line).check(check);
        assertThat(check.invalid()).extracting(Check.Invalid::field).containsOnly("command");
        assertThat(check.passed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AT", "at", "ATE0", "AT+MQTTPUB=0,\"t\",0,0,0,4,\"中\"", "AT+X=\"\ud83d\ude00\""})
    void takesAnyOther(String line) {
        Check check = new Check();
        raw(line).check(check);
        assertThat(check.passed()).isTrue();
    }

    @Test
    void rowsBearTheCommandsName() {
        assertThat(claims("AT+CSQ", "+CSQ: 22,99")).isTrue();
        assertThat(claims("at+csq", "+CSQ: 22,99")).isTrue();
        assertThat(claims("AT+CSQ;+CMEE?", "+CMEE: 1")).isTrue();
        assertThat(claims("AT+CSQ", "+CMEE: 1")).isFalse();
        assertThat(claims("AT+CSQ", "+MQTTURC: \"conn\",0,4")).isFalse();
        assertThat(raw("AT+CGMM").shape().claimsBareText()).isTrue();
    }

    @Test
    void urcsThatShareANameStayUrcs() {
        assertThat(claims("AT+CEREG?", "+CEREG: 0,1")).isTrue();
        assertThat(claims("AT+CEREG?", "+CEREG: 1")).isFalse();
        assertThat(claims("AT+CEREG=?", "+CEREG: (0-2)")).isTrue();
        assertThat(claims("AT+CEREG=1", "+CEREG: 1")).isFalse();
        assertThat(claims("AT+MIPCALL=0,1", "+MIPCALL: 1,0")).isFalse();
        assertThat(claims("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"")).isTrue();
        assertThat(claims("AT+CFUN=4", "+MIPCALL: 1,0")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"pw\"|AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"***\"",
        "at+mqttconn=0,\"h\",,,,pw|AT+mqttconn=0,\"h\",,,,***",
        "AT+MQTTCONN=0,\"h,;\",1883,\"c\",\"u\",\"p,;w|AT+MQTTCONN=0,\"h,;\",1883,\"c\",\"u\",\"***\"",
        "AT+CSQ;+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"pw\";+CSQ|AT+CSQ;+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"***\";+CSQ",
        "ATE0+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"pw\"|ATE0+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"***\"",
        "AT+MQTTCONN = 0,\"h\",1,\"c\",\"u\",\"pw\"|AT+MQTTCONN = 0,\"h\",1,\"c\",\"u\",\"***\"",
        "AT+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"\"|AT+MQTTCONN=0,\"h\",1,\"c\",\"u\",\"\"",
        "AT+MSSLKEYWR=\"k\",0,4,abcd|AT+MSSLKEYWR=\"k\",0,4,***", "AT+MSSLKEYWR=\"k\",0,4|AT+MSSLKEYWR=\"k\",0,4",
        "AT+CPIN=\"1234\"|AT+CPIN=\"***\"", "AT+CPIN?|AT+CPIN?", "AT+MQTTSUB=0,\"t\",1|AT+MQTTSUB=0,\"t\",1"})
    void secretsAreNotShown(String line, String shown) {
        assertThat(raw(line).shown()).isEqualTo(shown);
        assertThat(raw(line).toString()).contains(shown);
    }

    @ParameterizedTest
    @CsvSource({"ATE1,true", "ate,true", "ATV1,true", "ATQ1,true", "ATZ,true", "AT&F,true", "AT&W,false", "ATI,false",
        "ATE0V1,true", "ATI;+CMEE=2,true", "AT+CMEE?,false", "AT+CMEE=1,true", "AT+IPR=9600,true", "AT+IPR?,false",
        "'AT+CFUN=1,1',true", "AT+CFUN?,false", "AT+MREBOOT,true", "AT+CSQ,false", "AT,false", "ATS3=13,false",
        "'AT+MQTTPUB=0,\"t\",0,0,0,3,\";Z\"',false", "ATDE1;,false", "AT+MPOF,true"})
    void knowsWhatTouchesTheLine(String line, boolean touches) {
        assertThat(raw(line).touchesLine()).isEqualTo(touches);
    }

    @Test
    void knowsWhatTouchesTheEncoding() {
        assertThat(raw("AT+MQTTCFG=\"encoding\",0,1,1").touchesEncoding()).isTrue();
        assertThat(raw("AT+CSQ;+MQTTCFG=\"encoding\",0,1").touchesEncoding()).isTrue();
        assertThat(raw("AT+MQTTCFG=\"clean\",0,1").touchesEncoding()).isFalse();
    }

    @Test
    void mayOpenDataMode() {
        byte[] data = {1, 2};
        assertThat(raw("AT+MQTTPUB=0,\"t\",0,0,0,2", data).dataMode()).hasValueSatisfying(
                mode -> assertThat(mode.payload()).isEqualTo(data));
        assertThat(raw("AT+MQTTPUB=0,\"t\",0,0,0,2").dataMode()).hasValueSatisfying(
                mode -> assertThat(mode.payload()).isNull());
        assertThat(raw("AT+MSSLCERTWR=\"c\",0,100").dataMode()).isPresent();
        assertThat(raw("AT+CSQ").dataMode()).isEmpty();
        assertThat(raw("AT+MQTTSUB=0,\"t\",0").dataMode()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AT\"", "AT+", "AT=", "AT?", "AT&", "AT;;", "AT+X=\"", "AT+X=,,\"a", "AT,,,", "AT 1"})
    void takesOddLinesApartWithoutFailing(String line) {
        assertThat(raw(line).shown()).isEqualTo(line);
        assertThat(raw(line).touchesLine()).isFalse();
        assertThat(raw(line).shape().claims(AtLine.text(Lines.utf8("+Y: 1")))).isFalse();
    }
}
