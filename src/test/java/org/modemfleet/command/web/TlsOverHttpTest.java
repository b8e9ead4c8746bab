package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.TestCertificates;
import org.modemfleet.testsupport.TestCertificates.Issued;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** {@code …/tls/{sslId}} down to the bytes on the wire. */
@ExtendWith(OutputCaptureExtension.class)
class TlsOverHttpTest extends OverHttp {

    private static final TestCertificates FLEET = new TestCertificates("fleet");
    private static final String CA = FLEET.ca();
    private static final Issued OWN = FLEET.issue("module");
    private static final String CERT = OWN.certificate();
    private static final String KEY = OWN.pkcs8();

    @Autowired
    private JdbcClient jdbc;

    private static String tls(String module, int sslId) {
        return "/api/v1/modules/" + module + "/tls/" + sslId;
    }

    private static String json(String text) {
        return "\"" + text.replace("\n", "\\n") + "\"";
    }

    private static String mutual() {
        return "{\"ca\":" + json(CA) + ",\"cert\":" + json(CERT) + ",\"key\":" + json(KEY) + ",\"auth\":2,\"ignoreVerify\":0}";
    }

    private static String filesInDataMode() {
        return "AT+MSSLCERTWR=\"mf0_ca.pem\",0," + CA.length() + "\r\n" + CA
                + "AT+MSSLCERTWR=\"mf0_cert.pem\",0," + CERT.length() + "\r\n" + CERT
                + "AT+MSSLKEYWR=\"mf0_key.pem\",0," + KEY.length() + "\r\n" + KEY;
    }

    private static final String SETTINGS = "AT+MSSLCFG=\"cert\",0,\"mf0_ca.pem\",\"mf0_cert.pem\",\"mf0_key.pem\"\r\n"
            + "AT+MSSLCFG=\"auth\",0,2\r\nAT+MSSLCFG=\"ignoreverify\",0,0\r\n";

    @ParameterizedTest
    @ValueSource(strings = {"ML307R-DC", "ML307G-DL", "ML307X-DB", "MR880A"})
    void dataModeGetsTheBytesOfTheFilesAndNotOneMore(String model) throws IOException {
        try (AtPeer peer = new AtPeer().answers("AT+CGMM", model, "OK")) {
            String module = module(peer.link());
            HttpApi.Answer answer = http.put(tls(module, 0), mutual()).expect(200);
            assertThat(peer.wireFrom("AT+MSSL")).isEqualTo(filesInDataMode() + SETTINGS);
            assertAt(answer, List.of("AT+MSSLCERTWR=\"mf0_ca.pem\",0," + CA.length(),
                    "AT+MSSLCERTWR=\"mf0_cert.pem\",0," + CERT.length(), "AT+MSSLKEYWR=\"mf0_key.pem\",0," + KEY.length(),
                    "AT+MSSLCFG=\"cert\",0,\"mf0_ca.pem\",\"mf0_cert.pem\",\"mf0_key.pem\"", "AT+MSSLCFG=\"auth\",0,2",
                    "AT+MSSLCFG=\"ignoreverify\",0,0"), List.of("OK", "OK", "OK", "OK", "OK", "OK"), List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({"MN316-DBRS", "MN316-S-DLVS", "MN326-X"})
    void theLineGetsTheFilesWhereThereIsNoDataMode(String model) throws IOException {
        try (AtPeer peer = new AtPeer().answers("AT+CGMM", model, "OK")) {
            String module = module(peer.link());
            HttpApi.Answer answer = http.put(tls(module, 0), mutual()).expect(200);
            assertThat(peer.wireFrom("AT+MSSL")).isEqualTo(inline("CERT", "ca", CA) + inline("CERT", "cert", CERT)
                    + inline("KEY", "key", KEY) + SETTINGS);
            assertThat(strings(answer, "/at/sent")).element(2).asString().endsWith(",\"***\"");
        }
    }

    private static String inline(String kind, String file, String pem) {
        String typed = pem.replace("\n", "\\r\\n");
        return "AT+MSSL" + kind + "WR=\"mf0_" + file + ".pem\",0," + typed.length() + ",\"" + typed + "\"\r\n";
    }

    @Test
    void aSimulatedModuleIsSetAskedAndCleared() {
        String module = module("sim:ML307R");
        assertThat(http.get(tls(module, 5)).expect(200).body()).startsWith("{\"sslId\":5,\"reported\":{\"caFile\":\"\","
                + "\"certFile\":\"\",\"keyFile\":\"\",\"auth\":0,\"ignoreVerify\":0},\"desired\":null,\"at\":{");

        JsonNode set = http.put(tls(module, 5), mutual()).expect(200).json();
        assertThat(set.path("sslId").intValue()).isEqualTo(5);
        assertThat(set.path("commandId").isString()).isTrue();
        String reported = "{\"caFile\":\"mf5_ca.pem\",\"certFile\":\"mf5_cert.pem\",\"keyFile\":\"mf5_key.pem\",\"auth\":2,"
                + "\"ignoreVerify\":0}";
        String desired = "{\"ca\":" + json(CA) + ",\"cert\":" + json(CERT) + ",\"key\":\"***\",\"auth\":2,\"ignoreVerify\":0}";
        assertThat(set.path("reported").toString()).isEqualTo(reported);
        assertThat(set.path("desired").toString()).isEqualTo(desired);

        HttpApi.Answer asked = http.get(tls(module, 5)).expect(200);
        assertAt(asked, List.of("AT+MSSLCFG=\"cert\",5", "AT+MSSLCFG=\"auth\",5", "AT+MSSLCFG=\"ignoreverify\",5"),
                List.of("+MSSLCFG: \"cert\",5,\"mf5_ca.pem\",\"mf5_cert.pem\",\"mf5_key.pem\"", "OK", "+MSSLCFG: \"auth\",5,2", "OK",
                        "+MSSLCFG: \"ignoreverify\",5,0", "OK"), List.of());
        assertThat(asked.json().path("reported").toString()).isEqualTo(reported);
        assertThat(asked.json().path("desired").toString()).isEqualTo(desired);
        assertThat(asked.json().has("commandId")).isFalse();

        assertThat(http.put(tls(module, 5), desired).expect(200).json().path("desired").toString())
                .as("what was read can be sent back").isEqualTo(desired);

        HttpApi.Answer cleared = http.delete(tls(module, 5)).expect(200);
        assertAt(cleared, List.of("AT+MSSLCFG=\"auth\",5,0", "AT+MSSLCFG=\"ignoreverify\",5,0", "AT+MSSLCFG=\"cert\",5,\"\",\"\",\"\""),
                List.of("OK", "OK", "OK"), List.of());
        assertThat(http.get(tls(module, 5)).expect(200).json().path("desired").isNull()).isTrue();
        assertThat(http.get("/api/v1/modules/" + module + "/commands").json().path("items").valueStream()
                .map(command -> command.path("kind").asString() + " " + command.path("state").asString()))
                .containsExactly("tls done", "tls done", "tls done");
    }

    @Test
    void aSimulatedModuleWithoutDataModeIsSetToo() {
        String module = module("sim:MN316");
        assertThat(http.put(tls(module, 4), mutual()).expect(200).json().at("/reported/auth").intValue()).isEqualTo(2);
        assertThat(http.get(tls(module, 4)).text("/reported/keyFile")).isEqualTo("mf4_key.pem");
    }

    @Test
    void desiredIsToldAloneWhileTheModuleIsAway() {
        String module = module("sim:ML307R");
        http.put(tls(module, 0), "{\"ca\":" + json(CA) + ",\"auth\":1}").expect(200);
        http.patch("/api/v1/modules/" + module, "{\"enabled\":false}").expect(200);
        awaitState(module, "disabled");
        assertThat(http.get(tls(module, 0)).expect(200).body()).isEqualTo("{\"sslId\":0,\"reported\":null,\"desired\":{\"ca\":"
                + json(CA) + ",\"cert\":null,\"key\":null,\"auth\":1,\"ignoreVerify\":0},\"at\":null}");
        assertThat(http.put(tls(module, 0), "{\"auth\":0}").expect(503).text("/type")).endsWith(":module-unavailable");
        assertThat(http.delete(tls(module, 0)).expect(503).text("/type")).endsWith(":module-unavailable");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                          | auth
            {"auth":null}               | auth
            {"auth":3}                  | auth
            {"auth":1}                  | ca
            {"auth":1,"ca":null}        | ca
            {"auth":2}                  | ca cert key
            {"auth":2,"ignoreVerify":1} | cert key
            {"auth":0,"ignoreVerify":2} | ignoreVerify
            {"auth":0,"ca":""}          | ca
            {"auth":0,"key":"s3cret"}   | key
            """)
    void whatIsWrongIsToldBeforeAnythingIsSent(String body, String fields) {
        String module = module("sim:ML307R");
        HttpApi.Answer answer = http.put(tls(module, 0), body).expect(422);
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:invalid-parameter");
        assertThat(answer.json().path("errors").valueStream().map(error -> error.path("field").asString()))
                .containsExactly(fields.split(" "));
        assertThat(answer.body()).doesNotContain("s3cret");
        assertThat(http.get("/api/v1/modules/" + module + "/commands").json().path("items").isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"auth\":\"1\"}", "{\"auth\":1.5}", "{\"auth\":0,\"ca\":5}", "{\"auth\":0,\"key\":[]}",
            "{\"auth\":0,\"verify\":1}", "{\"auth\":0,\"auth\":1}", "[]"})
    void otherBodiesAreBadRequests(String body) {
        assertThat(http.put(tls(module("sim:ML307R"), 0), body).expect(400).text("/type")).endsWith(":bad-request");
    }

    @Test
    void contextsThatNoModelOrThisModelLacks() {
        String narrow = module("sim:MN326");
        String without = module("sim:MN319");
        for (String sslId : List.of("6", "x", "-1", "00")) {
            assertThat(http.get("/api/v1/modules/" + narrow + "/tls/" + sslId).expect(404).text("/type")).endsWith(":not-found");
        }
        assertThat(http.get(tls("nobody", 0)).status()).isEqualTo(404);
        for (String path : List.of(tls(narrow, 5), tls(without, 0))) {
            for (HttpApi.Answer answer : List.of(http.get(path), http.put(path, mutual()), http.delete(path))) {
                assertThat(answer.expect(422).text("/type")).isEqualTo("urn:modemfleet:problem:unsupported-by-model");
            }
        }
    }

    @Test
    void aFileThatTheModuleFindsWrongIsNamed() throws IOException {
        try (AtPeer peer = new AtPeer().answers("AT+MSSLKEYWR=\"mf0_key.pem\",0," + KEY.length(), "+CME ERROR: 761")) {
            for (String key : List.of("cert", "auth", "ignoreverify")) {
                peer.answers("AT+MSSLCFG=\"" + key + "\",0", "+MSSLCFG: \"" + key + "\",0," + (key.equals("cert") ? ",," : "0"), "OK");
            }
            String module = module(peer.link());
            HttpApi.Answer answer = http.put(tls(module, 0), mutual()).expect(422);
            assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:invalid-parameter");
            assertThat(answer.json().path("cme").intValue()).isEqualTo(761);
            assertThat(answer.text("/meaning")).isEqualTo("invalid certificate");
            assertThat(answer.json().path("errors").toString()).startsWith("[{\"field\":\"key\",\"value\":\"***\",\"allowed\":");
            assertThat(strings(answer, "/at/sent")).hasSize(3);
            assertThat(peer.wireFrom("AT+MSSL")).isEqualTo(filesInDataMode());
            assertThat(http.get(tls(module, 0)).expect(200).json().path("desired").isNull()).isTrue();
        }
    }

    /** In answers, history, events, the log and the database. */
    @Test
    void theKeyIsShownNowhere(CapturedOutput output) throws IOException {
        for (String model : List.of("ML307R-DC", "MN316-DBRS")) {
            try (AtPeer peer = new AtPeer().answers("AT+CGMM", model, "OK")) {
                String module = module(peer.link());
                HttpApi.Answer set = http.put(tls(module, 0), mutual()).expect(200);
                String raw = "{\"command\":\"AT+MSSLKEYWR=\\\"k\\\",0,0,\\\"" + KEY.replace("\n", "\\\\r\\\\n") + "\\\"\"}";
                HttpApi.Answer typed = http.post("/api/v1/modules/" + module + "/at", raw).expect(200);
                HttpApi.Answer refused = http.put(tls(module, 0),
                        "{\"cert\":" + json(KEY) + ",\"key\":" + json(KEY + KEY) + ",\"auth\":2}").expect(422);
                assertThat(peer.wireFrom("AT+MSSLKEYWR")).contains(middle());
                assertThat(Stream.of(set, typed, refused, http.get(tls(module, 0)),
                        http.get("/api/v1/modules/" + module + "/commands?limit=100"),
                        http.get("/api/v1/modules/" + module + "/commands/" + set.text("/commandId")),
                        http.get("/api/v1/events?after=0&limit=1000&module=" + module)).map(HttpApi.Answer::body))
                        .noneMatch(body -> body.contains(middle()));
            }
        }
        assertThat(output.getAll()).doesNotContain(middle());
        assertThat(jdbc.sql("select * from desired_ssl_context").query().listOfRows().toString()).contains("CERTIFICATE")
                .doesNotContain(middle());
        assertThat(jdbc.sql("select transcript from command_record").query(String.class).list().toString())
                .contains("MSSLKEYWR").doesNotContain(middle());
    }

    /** A line of the key that stands in nothing else. */
    private static String middle() {
        return KEY.lines().skip(2).findFirst().orElseThrow();
    }
}
