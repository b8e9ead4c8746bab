package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.Values;

/** The commands around MQTT of every model: which forms there are, what they print, and each parameter at its limits. */
class CompanionTruthTest extends EveryModel {

    /** Every extended command and its forms: {@code =?} test, {@code ?} read, {@code =} set, {@code x} execute. */
    private static final String FORMS = """
            +MQTTCFG =? =
            +MQTTCONN =? =
            +MQTTSUB =
            +MQTTUNSUB =
            +MQTTPUB =
            +MQTTREAD =
            +MQTTSTATE =
            +MQTTDISC =
            +CGMI x
            +CGMM x
            +CGMR x
            +CGSN x =
            +CIMI x
            +ICCID x
            +MCCID x
            +CMEE =? ? =
            +CPIN ?
            +CSQ x
            +CESQ x
            +CEREG ? =
            +CGATT ?
            +COPS ?
            +CGDCONT ? =
            +CGPADDR =
            +MIPCALL ? =
            +CFUN ? =
            +CCLK ?
            +IPR ? =
            +MREBOOT x
            +MPOF x
            +MLPMCFG =
            +MSSLCERTWR =
            +MSSLKEYWR =
            +MSSLCFG =
            """;

    private static final Map<String, String> TYPED = Map.of("=?", "=?", "?", "?", "=", "=1", "x", "");

    static List<String> formsThatAreNotThere() {
        return FORMS.lines().map(line -> line.split(" ")).flatMap(cell -> TYPED.entrySet().stream()
                .filter(form -> !Arrays.asList(cell).contains(form.getKey())).map(form -> "AT" + cell[0] + form.getValue())).sorted().toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void formsThatAreNotThereAreNotSupported(ModelTruth model) {
        terminal(model).refused(formsThatAreNotThere(), 4).asks("AT+CREG?", "\r\nERROR\r\n").asks("AT+CREG=1", "\r\nERROR\r\n")
                .asks("AT+CREG=?", "\r\nERROR\r\n").silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void everyModelSaysWhoItIs(ModelTruth model) {
        Terminal te = terminal(model);
        String imei = module().imei();
        te.rows("ATI", "CMCC", model.model(), model.revision()).rows("AT+CGMI", "CMCC").rows("AT+CGMM", model.model())
                .rows("AT+CGMR", model.revision()).rows("AT+CGSN", imei).rows("AT+CGSN=1", "+CGSN: \"" + imei + "\"")
                .rows("AT+CPIN?", "+CPIN: READY");
        assertThat(model.revision().replace("Revision: ", "")).startsWith(model.series());
        assertThat(te.sends("AT+CIMI\r\n").readTo(Terminal.OK)).matches("\r\n\\d{15}\r\n" + Terminal.OK);
        assertThat(te.sends("AT+ICCID\r\n").readTo(Terminal.OK)).matches("\r\n\\+ICCID: \\w{20}\r\n" + Terminal.OK);
        assertThat(te.sends("AT+MCCID\r\n").readTo(Terminal.OK)).matches("\r\n\\+MCCID: \\w{20}\r\n" + Terminal.OK);
        assertThat(te.sends("AT+CCLK?\r\n").readTo(Terminal.OK))
                .matches("\r\n\\+CCLK: \"\\d\\d/\\d\\d/\\d\\d,\\d\\d:\\d\\d:\\d\\d\\+32\"\r\n" + Terminal.OK);
        te.refused(Stream.of("", "0", "2", "x", "\"1\"", "1,", "4294967297").map(kind -> "AT+CGSN=" + kind).toList(), 601);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void basicCommandsTakeTheirNumbers(ModelTruth model) {
        Terminal te = terminal(model);
        for (String command : List.of("AT", "at", "ATE0", "ATE", "ATV0", "ATV1", "ATQ0", "ATQ1", "ATZ", "AT&F", "AT&W", "ATE0V1Q0")) {
            te.does(command);
        }
        te.refused(List.of("ATE2", "ATV2", "ATQ2", "ATZ1", "AT&F1", "AT&W1", "ATI1", "ATE4294967296"), 601);
        te.does("ATS0=0").does("ATS0=255").rows("ATS0?", "255").refused(List.of("ATS0=256", "ATS256?", "ATS0=", "ATS=1"), 601);
        te.sends("ATE1\r\n").expects(Terminal.OK).sends("AT+CSQ\r\n").expects("AT+CSQ\r\r\n+CSQ: 22,99\r\n" + Terminal.OK)
                .sends("ATE0\r\n").expects("ATE0\r" + Terminal.OK).silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void radioAndRegistration(ModelTruth model) {
        Terminal te = terminal(model);
        te.rows("AT+CSQ", "+CSQ: 22,99").rows("AT+CESQ", "+CESQ: 99,99,255,255,20,52").rows("AT+CGATT?", "+CGATT: 1")
                .rows("AT+COPS?", "+COPS: 0,0,\"CHINA MOBILE\",7").rows("AT+CFUN?", "+CFUN: 1").rows("AT+CEREG?", "+CEREG: 0,1");
        checks(te, "AT+CMEE=", new Values("0-2"));
        te.does("AT+CMEE=1").rows("AT+CMEE?", "+CMEE: 1");
        checks(te, "AT+CEREG=", new Values("0-2"));
        assertThat(te.sends("AT+CEREG?\r\n").readTo(Terminal.OK)).matches("\r\n\\+CEREG: 2,1,\"[0-9A-F]{4}\",\"[0-9A-F]{8}\",7\r\n" + Terminal.OK);
        te.refused(Stream.of("", "2", "3", "5", "x", "\"1\"", "1,2", "1,0,0", "4294967297").map(fun -> "AT+CFUN=" + fun).toList(), 601)
                .does("AT+CFUN=1").does("AT+CEREG=1").asks("AT+CFUN=4", "\r\n+MIPCALL: 1,0\r\n" + Terminal.OK).urc("+CEREG: 0")
                .rows("AT+CSQ", "+CSQ: 99,99").rows("AT+CFUN?", "+CFUN: 4").rows("AT+COPS?", "+COPS: 0").rows("AT+CEREG?", "+CEREG: 1,0")
                .does("AT+CFUN=1").urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"")
                .does("AT+CFUN=0").urc("+CEREG: 0").urc("+MIPCALL: 1,0").does("AT+CFUN=1").urc("+CEREG: 1").urc("+MIPCALL: 1,1,\"10.0.0.2\"")
                .silent();
    }

    private static void checks(Terminal te, String begin, Values values) {
        values.accepted().forEach(value -> te.does(begin + value));
        te.does("AT+CMEE=1");
        List<String> wrong = new ArrayList<>(List.of("", "x", "\"0\"", values.lowest() + ",", values.lowest() + ",0"));
        values.refused().forEach(value -> wrong.add(value.toString()));
        te.refused(wrong.stream().map(value -> begin + value).toList(), 601);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void packetContexts(ModelTruth model) {
        Terminal te = terminal(model);
        te.rows("AT+CGDCONT?", "+CGDCONT: 1,\"IPV4V6\",\"cmnet\",\"\",0,0").rows("AT+CGPADDR=1", "+CGPADDR: 1,\"10.0.0.2\"")
                .rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"").does("AT+CGPADDR=2");
        List<String> wrong = new ArrayList<>();
        for (long cid : new Values("1-15").refused()) {
            wrong.addAll(List.of("AT+CGDCONT=" + cid + ",\"IP\",\"a\"", "AT+CGPADDR=" + cid, "AT+MIPCALL=1," + cid));
        }
        wrong.addAll(List.of("AT+CGDCONT=1", "AT+CGDCONT=1,IP", "AT+CGDCONT=1,\"PPP\",\"a\"", "AT+CGDCONT=1,\"IP\",a", "AT+CGPADDR=", "AT+MIPCALL=1",
                "AT+MIPCALL=2,1", "AT+MIPCALL=1,2", "AT+MIPCALL=0,2", "AT+MIPCALL=1,1,"));
        te.refused(wrong, 601);
        te.does("AT+CGDCONT=15,\"IP\",\"iot\"").does("AT+MIPCALL=1,15").urc("+MIPCALL: 15,1,\"10.0.0.16\"")
                .does("AT+MIPCALL=1,15").urc("+MIPCALL: 15,1,\"10.0.0.16\"")
                .rows("AT+MIPCALL?", "+MIPCALL: 1,1,\"10.0.0.2\"", "+MIPCALL: 15,1,\"10.0.0.16\"").does("AT+MIPCALL=0,15").urc("+MIPCALL: 15,0")
                .does("AT+MIPCALL=0,1").urc("+MIPCALL: 1,0").does("AT+MIPCALL?").does("AT+CGPADDR=1").silent();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void rateAndSleep(ModelTruth model) {
        Terminal te = terminal(model);
        te.rows("AT+IPR?", "+IPR: 115200").does("AT+IPR=9600").rows("AT+IPR?", "+IPR: 9600").does("AT+IPR=115200")
                .refused(List.of("AT+IPR=", "AT+IPR=9601", "AT+IPR=x", "AT+IPR=9600,1", "AT+IPR=-1"), 601);
        te.does("AT+MLPMCFG=\"sleepmode\",0,0").rows("AT+MLPMCFG=\"sleepmode\"", "+MLPMCFG: \"sleepmode\",0")
                .refused(List.of("AT+MLPMCFG=\"sleepmode\",3,0", "AT+MLPMCFG=\"sleepmode\",x,0", "AT+MLPMCFG=\"sleepmode\",0,0,0"), 601)
                .refused("AT+MLPMCFG=\"nosuch\",0,0", 4);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void certificatesWhereThereIsTls(ModelTruth model) {
        Terminal te = terminal(model);
        List<String> context = List.of("AT+MSSLCFG=\"auth\",0,1", "AT+MSSLCFG=\"ignoreverify\",0,1", "AT+MSSLCFG=\"cert\",0,\"ca\"");
        if (model.ssl() == null) {
            te.refused(context, 4).refused(List.of("AT+MSSLCERTWR=\"ca\",0,5", "AT+MSSLKEYWR=\"k\",0,0,\"\"", "AT+MSSLCFG=\"auth\",99,9"), 4);
            return;
        }
        context.forEach(te::does);
        model.ssl().accepted().forEach(id -> te.does("AT+MSSLCFG=\"auth\"," + id + ",2"));
        te.refused(model.ssl().refused().stream().map(id -> "AT+MSSLCFG=\"auth\"," + id + ",1").toList(), 601);
        checks(te, "AT+MSSLCFG=\"auth\",0,", new Values("0-2"));
        checks(te, "AT+MSSLCFG=\"ignoreverify\",0,", new Values("0-1"));
        te.refused(List.of("AT+MSSLCFG=\"nosuch\",0,1", "AT+MSSLCFG="), 4);
        int withoutData = model.data() == null ? 4 : 601;
        for (String write : List.of("AT+MSSLCERTWR=", "AT+MSSLKEYWR=")) {
            te.refused(Stream.of("\"f\",0,8193", "\"f\",1,8192", "\"f\",0,0", "\"\",0,5", "f,0,5").map(rest -> write + rest).toList(), withoutData);
            te.refused(Stream.of("\"f\",0,4,\"hello\"", "\"f\",0,6,\"hello\"", "f,0,5,\"hello\"", "\"f\",0,5,hello", "\"f\",0", "\"f\"", "")
                    .map(rest -> write + rest).toList(), 601);
            te.refused(write + "\"f\",0,5,\"hello\"", 761).refused(write + "\"f\",0,0,\"hello\"", 761);
        }
        te.silent();
    }
}
