package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.FinalResult;
import org.modemfleet.at.FinalResultParser;

/** The commands around MQTT, and the errors of all commands. */
class CompanionCommandsTest {

    private static <R> R answer(AtCommand<R> command, String... rows) throws AtDecodingException {
        assertThat(Lines.rows(rows)).allMatch(row -> command.shape().claims(row) || command.shape().claimsBareText());
        return command.decode(Lines.rows(rows));
    }

    private static boolean claims(AtCommand<?> command, String line) {
        return command.shape().claims(AtLine.text(Lines.utf8(line)));
    }

    @Test
    void commandLines() {
        assertThat(new LineCommands.Attention().shown()).isEqualTo("AT");
        assertThat(new LineCommands.Echo(false).shown()).isEqualTo("ATE0");
        assertThat(new LineCommands.SetErrorFormat(1).shown()).isEqualTo("AT+CMEE=1");
        assertThat(new LineCommands.QueryErrorFormat().shown()).isEqualTo("AT+CMEE?");
        assertThat(new LineCommands.SetRegistrationReports(2).shown()).isEqualTo("AT+CEREG=2");
        assertThat(new IdentityCommands.ProductInformation().shown()).isEqualTo("ATI");
        assertThat(new IdentityCommands.Imei().shown()).isEqualTo("AT+CGSN=1");
        assertThat(new RadioCommands.SignalQuality().shown()).isEqualTo("AT+CSQ");
        assertThat(new RadioCommands.Registration().shown()).isEqualTo("AT+CEREG?");
    }

    @Test
    void identity() throws Exception {
        assertThat(answer(new IdentityCommands.Manufacturer(), "CMCC")).isEqualTo("CMCC");
        assertThat(answer(new IdentityCommands.Model(), "ML307R-DC")).isEqualTo("ML307R-DC");
        assertThat(answer(new IdentityCommands.Model(), "+CGMM: \"ML307R-DC\"")).isEqualTo("ML307R-DC");
        assertThat(answer(new IdentityCommands.Revision(), "Revision: ML302S-DNLM-MBRH0S01"))
                .isEqualTo("Revision: ML302S-DNLM-MBRH0S01");
        assertThat(answer(new IdentityCommands.SerialNumber(), "862000000000009")).isEqualTo("862000000000009");
        assertThat(answer(new IdentityCommands.Imei(), "+CGSN: \"862000000000009\"")).isEqualTo("862000000000009");
        assertThat(answer(new IdentityCommands.SubscriberIdentity(), "460001234567890")).isEqualTo("460001234567890");
        assertThat(answer(new IdentityCommands.CardIdentity(), "+ICCID: 89860012345678901234"))
                .isEqualTo("89860012345678901234");
        assertThat(answer(new IdentityCommands.CardIdentityOfModule(), "+MCCID: 898600D2345678901234"))
                .isEqualTo("898600D2345678901234");
        assertThat(answer(new IdentityCommands.ProductInformation(), "CMCC", "ML307R-DC", "ML307R-DC-MBRH0S01"))
                .containsExactly("CMCC", "ML307R-DC", "ML307R-DC-MBRH0S01");
        assertThatThrownBy(() -> answer(new IdentityCommands.SerialNumber(), "86200000"))
                .isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> answer(new IdentityCommands.Model())).isInstanceOf(AtDecodingException.class);
    }

    @ParameterizedTest
    @CsvSource({"490154203237518,true", "490154203237517,false", "49015420323751,false", "000000000000000,true"})
    void checkDigitOfAnImei(String imei, boolean valid) {
        assertThat(IdentityCommands.Imei.hasValidCheckDigit(imei)).isEqualTo(valid);
    }

    @Test
    void radio() throws Exception {
        assertThat(answer(new RadioCommands.SignalQuality(), "+CSQ: 22,99"))
                .isEqualTo(new RadioCommands.SignalQuality.Signal(22, 99));
        assertThat(answer(new RadioCommands.PinState(), "+CPIN: READY")).isEqualTo("READY");
        assertThat(answer(new RadioCommands.Attachment(), "+CGATT: 1")).isTrue();
        assertThat(answer(new RadioCommands.Operator(), "+COPS: 0,0,\"CHINA MOBILE\",7"))
                .isEqualTo(new RadioCommands.Operator.Selection(0, "CHINA MOBILE"));
        assertThat(answer(new RadioCommands.Operator(), "+COPS: 0"))
                .isEqualTo(new RadioCommands.Operator.Selection(0, null));
        assertThat(answer(new RadioCommands.PdpContexts(), "+MIPCALL: 1,1,\"10.0.0.2\""))
                .containsExactly(new RadioCommands.PdpContexts.Context(1, true, "10.0.0.2"));
        assertThat(answer(new RadioCommands.PdpContexts())).isEmpty();
        assertThat(answer(new RadioCommands.Functionality(), "+CFUN: 1")).isEqualTo(1);
        assertThat(answer(new LineCommands.QueryErrorFormat(), "+CMEE: 1")).isEqualTo(1);
    }

    @Test
    void registrationRowsAndUrcsShareAPrefix() throws Exception {
        RadioCommands.Registration query = new RadioCommands.Registration();
        assertThat(answer(query, "+CEREG: 0,1"))
                .isEqualTo(new RadioCommands.Registration.Status(0, 1, null, null));
        assertThat(answer(query, "+CEREG: 2,5,\"1A2B\",\"01C3D4\",7"))
                .isEqualTo(new RadioCommands.Registration.Status(2, 5, "1A2B", "01C3D4"));
        assertThat(claims(query, "+CEREG: 1")).isFalse();
        assertThat(claims(query, "+CEREG: 1,\"1A2B\",\"01C3D4\",7")).isFalse();
    }

    private static FinalResult result(String line) {
        FinalResult result = FinalResultParser.parse(AtLine.text(Lines.utf8(line)));
        assertThat(result).isNotNull();
        return result;
    }

    @ParameterizedTest
    @CsvSource({"3,operation not allowed", "4,operation not supported", "10,SIM not inserted", "11,SIM PIN required",
        "50,incorrect parameters", "600,unknown error", "601,invalid parameter",
        "602,not connected or connecting failed", "603,connecting", "604,already connected", "605,network error",
        "606,storage error", "607,state error", "608,DNS error", "761,invalid certificate"})
    void errorsByNumberAndPhrase(int code, String phrase) {
        assertThat(CmeError.codeOf(result("+CME ERROR: " + code))).hasValue(code);
        assertThat(CmeError.codeOf(result("+CME ERROR: " + phrase))).hasValue(code);
        assertThat(CmeError.codeOf(result("+CME ERROR:" + phrase.toUpperCase()))).hasValue(code);
        assertThat(CmeError.meaningOf(result("+CME ERROR: " + code))).isEqualTo(phrase);
        assertThat(CmeError.find(code).orElseThrow().meaning()).isEqualTo(phrase);
    }

    @Test
    void otherErrorsAreRefusalsToo() {
        assertThat(CmeError.codeOf(result("ERROR"))).isEmpty();
        assertThat(CmeError.of(result("+CME ERROR: 620"))).isEmpty();
        assertThat(CmeError.codeOf(result("+CME ERROR: 620"))).hasValue(620);
        assertThat(List.of(CmeError.meaningOf(result("+CME ERROR: 620")), CmeError.meaningOf(result("+CIS ERROR: 42")),
                CmeError.meaningOf(result("+CME ERROR: no way")), CmeError.meaningOf(result("ERROR"))))
                .containsExactly("reserved error 620", "error 42", "no way", "error without a number");
    }
}
