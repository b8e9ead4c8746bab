package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/** AT+MSSLCERTWR, AT+MSSLKEYWR, AT+MSSLCFG (SSL manual 3.1 to 3.3). */
class SslCommandsTest {

    private static final SslId ONE = new SslId(1);
    private static final String PEM = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
    private static final SslFile CERTIFICATE = new SslFile(SslFile.Kind.CERTIFICATE, "a.pem", PEM);
    private static final SslFile KEY = new SslFile(SslFile.Kind.PRIVATE_KEY, "a.key", PEM);

    private static ModelProfile model(String name) {
        return ModelProfiles.standard().find(name).orElseThrow();
    }

    @Test
    void aFileIsWrittenInDataModeWhereThereIsOne() {
        WriteSslFile command = WriteSslFile.of(CERTIFICATE, model("ML307R")).getFirst();
        assertThat(command.shown()).isEqualTo("AT+MSSLCERTWR=\"a.pem\",0,39");
        assertThat(command.dataMode().orElseThrow().payload()).asString(StandardCharsets.US_ASCII).isEqualTo(PEM);
        assertThat(WriteSslFile.of(KEY, model("MR880A")).getFirst().shown()).isEqualTo("AT+MSSLKEYWR=\"a.key\",0,39");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MN316", "MN316-S", "MN326"})
    void aFileIsWrittenInTheLineWhereThereIsNoDataMode(String model) {
        WriteSslFile certificate = WriteSslFile.of(CERTIFICATE, model(model)).getFirst();
        assertThat("AT" + certificate.body()).isEqualTo(certificate.shown()).isEqualTo("AT+MSSLCERTWR=\"a.pem\",0,48,"
                + "\"-----BEGIN X-----\\r\\nAAAA\\r\\n-----END X-----\\r\\n\"");
        assertThat(certificate.dataMode()).isEmpty();
        WriteSslFile key = WriteSslFile.of(KEY, model(model)).getFirst();
        assertThat(key.body()).startsWith("+MSSLKEYWR=\"a.key\",0,48,\"-----BEGIN X-----\\r\\n");
        assertThat(key.shown()).isEqualTo("AT+MSSLKEYWR=\"a.key\",0,48,\"***\"");
        assertThat(key.toString() + KEY).doesNotContain("AAAA");
    }

    @Test
    void aFileThatFitsNoLineIsWrittenInPiecesBetweenItsLines() {
        String line = "A".repeat(60);
        SslFile file = new SslFile(SslFile.Kind.CERTIFICATE, "a.pem", (line + "\n").repeat(128));
        List<WriteSslFile> commands = WriteSslFile.of(file, model("MN316"));
        assertThat(commands).hasSize(2).allMatch(command -> command.shown().length() <= 8192);
        String typed = commands.stream().map(command -> ((WriteSslFileInline) command).typed()).collect(Collectors.joining());
        assertThat(typed).isEqualTo((line + "\\r\\n").repeat(128));
        assertThat(commands.getFirst().shown()).startsWith("AT+MSSLCERTWR=\"a.pem\",128,8064,\"AAA").endsWith("A\\r\\n\"");
        assertThat(commands.getLast().shown()).startsWith("AT+MSSLCERTWR=\"a.pem\",0,128,\"AAA");
    }

    @Test
    void settings() {
        assertThat(new SetSslSetting(ONE, new SslSetting.Files("ca.pem", "", "")).shown())
                .isEqualTo("AT+MSSLCFG=\"cert\",1,\"ca.pem\"");
        assertThat(new SetSslSetting(ONE, new SslSetting.Files("", "own.pem", "own.key")).shown())
                .isEqualTo("AT+MSSLCFG=\"cert\",1,\"\",\"own.pem\",\"own.key\"");
        assertThat(new SetSslSetting(ONE, SslSetting.Files.NONE).shown()).isEqualTo("AT+MSSLCFG=\"cert\",1,\"\",\"\",\"\"");
        assertThat(new SetSslSetting(ONE, new SslSetting.Auth(2)).shown()).isEqualTo("AT+MSSLCFG=\"auth\",1,2");
        assertThat(new SetSslSetting(ONE, new SslSetting.IgnoreVerify(1)).shown()).isEqualTo("AT+MSSLCFG=\"ignoreverify\",1,1");
    }

    private static SslSetting told(SslKey key, String... rows) throws AtDecodingException {
        QuerySslSetting query = new QuerySslSetting(ONE, key);
        assertThat(query.shown()).isEqualTo("AT+MSSLCFG=\"" + key.key() + "\",1");
        assertThat(Lines.rows(rows)).allMatch(query.shape()::claims);
        return query.decode(Lines.rows(rows));
    }

    @Test
    void queries() throws Exception {
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\",1,\"ca.pem\",\"own.pem\",\"own.key\""))
                .isEqualTo(new SslSetting.Files("ca.pem", "own.pem", "own.key"));
        assertThat(told(SslKey.AUTH, "+MSSLCFG: \"auth\",1,2")).isEqualTo(new SslSetting.Auth(2));
        assertThat(told(SslKey.IGNOREVERIFY, "+MSSLCFG: \"ignoreverify\",1,0")).isEqualTo(new SslSetting.IgnoreVerify(0));
    }

    /** What is unset may be missing, and so may the ssl_id, as in rows of MQTTCFG. */
    @Test
    void queriesAreReadGenerously() throws Exception {
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\",1,\"ca.pem\"")).isEqualTo(new SslSetting.Files("ca.pem", "", ""));
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\",1,,,")).isEqualTo(SslSetting.Files.NONE);
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\",1")).isEqualTo(SslSetting.Files.NONE);
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\",\"ca.pem\",\"\",\"\"")).isEqualTo(new SslSetting.Files("ca.pem", "", ""));
        assertThat(told(SslKey.CERT, "+MSSLCFG: \"cert\"")).isEqualTo(SslSetting.Files.NONE);
        assertThat(told(SslKey.AUTH, "+MSSLCFG: \"auth\",2")).isEqualTo(new SslSetting.Auth(2));
    }

    @Test
    void whatAnswersAnotherQueryIsNotUnderstood() {
        assertThatThrownBy(() -> told(SslKey.AUTH, "+MSSLCFG: \"auth\",0,2")).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> told(SslKey.AUTH, "+MSSLCFG: \"cert\",1,2")).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> told(SslKey.AUTH, "+MSSLCFG: \"auth\"")).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> told(SslKey.CERT, "+MSSLCFG: \"cert\",2,\"ca.pem\"")).isInstanceOf(AtDecodingException.class);
        assertThatThrownBy(() -> told(SslKey.AUTH)).isInstanceOf(AtDecodingException.class);
    }

    private static List<Check.Unsupported> unsupported(String model, CheckedCommand<?> command) {
        Check check = new Check();
        command.check(model(model), check);
        assertThat(check.invalid()).isEmpty();
        return check.unsupported();
    }

    @Test
    void contextsThatAModelDoesNotHave() {
        CheckedCommand<?> last = new QuerySslSetting(new SslId(5), SslKey.AUTH);
        assertThat(unsupported("ML307R", last)).isEmpty();
        assertThat(unsupported("MN326", last)).singleElement().extracting(Check.Unsupported::detail).asString().contains("0-4");
        assertThat(unsupported("MN326", new SetSslSetting(new SslId(4), new SslSetting.Auth(1)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MN316A", "MN318", "MN319", "MN326A", "ML307H-GU"})
    void modelsWithoutMqtts(String model) {
        assertThat(unsupported(model, new SetSslSetting(ONE, new SslSetting.Auth(0)))).isNotEmpty();
        assertThat(unsupported(model, new QuerySslSetting(ONE, SslKey.CERT))).isNotEmpty();
        assertThat(unsupported(model, WriteSslFile.of(KEY, model(model)).getFirst())).isNotEmpty();
    }
}
