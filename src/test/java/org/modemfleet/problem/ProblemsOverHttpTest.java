package org.modemfleet.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.HttpApi.Answer;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

@ServiceTest
@Import(FailingController.class)
@ExtendWith(OutputCaptureExtension.class)
class ProblemsOverHttpTest {

    private static final String FAILING = "/api/v1/modules/m1/mqtt/0/failing";

    private final int port;
    private final HttpApi api;

    ProblemsOverHttpTest(@LocalServerPort int port) {
        this.port = port;
        api = new HttpApi(port);
    }

    @ParameterizedTest
    @CsvSource({
            "link-bad, 422, invalid-parameter", "link-unreachable, 503, module-unavailable",
                    "link-in-use, 409, port-in-use",
            "session-unavailable, 503, module-unavailable", "session-busy, 429, busy",
            "log-cursor, 400, bad-cursor", "log-closed, 503, storage-unavailable",
            "log-storage, 503, storage-unavailable",
            "fleet-unknown, 404, not-found", "fleet-model, 404, not-found", "fleet-disabled, 503, module-unavailable",
            "fleet-model-unknown, 503, module-unavailable", "fleet-mismatch, 409, model-mismatch",
            "fleet-exists, 409, module-exists", "fleet-port, 409, port-in-use", "fleet-messages, 409, has-messages",
            "fleet-invalid, 422, invalid-parameter", "fleet-cursor, 400, bad-cursor",
            "command-invalid, 422, invalid-parameter", "command-malformed, 400, bad-request",
            "command-unsupported, 422, unsupported-by-model", "command-refused, 409, already-connected",
            "command-bare-error, 502, command-rejected", "command-no-response, 504, no-response",
            "command-connection, 404, not-found", "command-key, 404, not-found", "command-command, 404, not-found",
            "command-cursor, 400, bad-cursor", "inbox-connection, 404, not-found",
            "inbox-filter, 422, invalid-parameter",
            "inbox-cursor, 400, bad-cursor", "witness-connection, 404, not-found",
            "witness-not-connected, 409, not-connected",
            "witness-invalid, 422, invalid-parameter", "database-away, 503, storage-unavailable",
            "database-no-transaction, 503, storage-unavailable", "wrapped, 503, storage-unavailable",
            "our-error, 500, internal", "our-statement, 500, internal"})
    void eachFailureIsItsProblem(String failure, int status, String code) {
        for (String path : new String[] {"", "/later"}) {
            Answer answer = api.with("Accept", "application/json").get(FAILING + "/" + failure + path);

            assertProblem(answer, status, code);
            assertThat(answer.text("/instance")).isEqualTo(FAILING + "/" + failure + path);
            assertThat(answer.text("/module")).isEqualTo("m1");
            assertThat(answer.header("Retry-After").isEmpty()).isEqualTo(!Set.of(429, 503).contains(status));
            assertThat(answer.body()).doesNotContain("secret of the house");
        }
    }

    @Test
    void aRefusalTellsTheModulesWordAndWhatWasSent() {
        Answer answer = api.get(FAILING + "/command-refused");

        assertThat(answer.json().at("/connectId").asInt()).isZero();
        assertThat(answer.json().at("/cme").asInt()).isEqualTo(604);
        assertThat(answer.text("/meaning")).isEqualTo("already connected");
        assertThat(answer.text("/at/sent/0")).isEqualTo("AT+MQTTCONN=0,\"h\",1883,\"\",\"u\",\"***\"");
        assertThat(answer.text("/at/final")).isEqualTo("+CME ERROR: 604");
        assertThat(answer.text("/applied/0")).isEqualTo("keepalive");
        assertThat(api.get(FAILING + "/command-bare-error").json().has("cme")).isFalse();
    }

    @Test
    void anIndeterminateOutcomeIsSaidToBeOne() {
        Answer answer = api.get(FAILING + "/command-no-response");

        assertThat(answer.text("/outcome")).isEqualTo("indeterminate");
        assertThat(answer.text("/at/sent/0")).startsWith("AT+MQTTCONN");
    }

    @Test
    void everyViolationIsListed() {
        Answer answer = api.get(FAILING + "/command-invalid");

        assertThat(answer.text("/errors/0/field")).isEqualTo("keepaliveTime");
        assertThat(answer.json().at("/errors/0/value").asInt()).isEqualTo(59);
        assertThat(answer.text("/errors/0/allowed")).isEqualTo("0 or 60 to 65535");
    }

    @Test
    void holdersAndModelsAreNamed() {
        assertThat(api.get(FAILING + "/link-in-use").text("/holder")).isEqualTo("minicom (pid 77)");
        assertThat(api.get(FAILING + "/fleet-port").text("/holder")).isEqualTo("module m2");
        assertThat(api.get(FAILING + "/fleet-mismatch").text("/answered")).isEqualTo("ML307G-DL");
        assertThat(api.get(FAILING + "/fleet-mismatch").text("/configured")).isEqualTo("ML307R");
    }

    @Test
    void ourOwnErrorIsLoggedUnderTheRequestIdAndNothingElseIs(CapturedOutput output) {
        String requestId = api.get(FAILING + "/our-error").text("/requestId");
        String other = api.get(FAILING + "/command-refused").text("/requestId");

        assertThat(output).contains(requestId).contains("secret of the house").doesNotContain(other);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"number\":1,\"nonsense\":2}                          | nonsense",
            "{\"number\":1,\"items\":[{\"topic\":\"a\",\"qos\":1,\"x\":0}]} | items[0].x",
            "{\"number\":1,\"number\":2}                            | number",
            "{\"number\":1,\"any\":{\"a\":1,\"a\":2}}               | a",
            "{\"number\":\"1\"}                                     | number",
            "{\"number\":1.7}                                       | number",
            "{\"number\":1.0}                                       | number",
            "{\"number\":1e2}                                       | number",
            "{\"number\":null}                                      | number",
            "{\"number\":true}                                      | number",
            "{\"number\":\"\"}                                      | number",
            "{\"number\":99999999999}                               | number",
            "{\"number\":1,\"optional\":\"\"}                       | optional",
            "{\"number\":1,\"optional\":\"2\"}                      | optional",
            "{\"number\":1,\"optional\":2.5}                        | optional",
            "{\"number\":1,\"text\":5}                              | text",
            "{\"number\":1,\"text\":true}                           | text",
            "{\"number\":1,\"text\":[\"a\"]}                        | text",
            "{\"number\":1,\"text\":{}}                             | text",
            "{\"number\":1,\"flag\":\"true\"}                       | flag",
            "{\"number\":1,\"flag\":1}                              | flag",
            "{\"number\":1,\"items\":{}}                            | items",
            "{\"number\":1,\"items\":\"\"}                          | items",
            "{\"number\":1,\"items\":[{\"topic\":\"a\",\"qos\":\"1\"}]} | items[0].qos",
            "{\"number\":1,\"items\":[\"a\"]}                       | items[0]",
    })
    void jsonIsReadStrictlyAndTheFieldIsNamed(String body, String field) {
        Answer answer = api.post(FAILING + "/read", body);

        assertProblem(answer, 400, "bad-request");
        assertThat(answer.text("/field")).as(answer.body()).endsWith(field);
        assertThat(answer.text("/detail")).contains("'" + answer.text("/field") + "'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"{", "{\"number\":1", "{\"number\":1}}",
            "{\"number\":1} x", "{\"number\":1}{}",
            "{'number':1}", "{\"number\":01}", "{\"number\":NaN}", "[]", "\"text\"", "1", "null", "{\"number\":1,}",
            "{number:1}",
            "{\"number\":1 /* x */}", "~~"})
    void whatIsNoJsonObjectIsABadRequest(String body) {
        assertProblem(api.post(FAILING + "/read", body), 400, "bad-request");
    }

    @Test
    void goodJsonIsRead() {
        Answer answer = api.post(FAILING + "/read",
                "{\"number\":1,\"text\":\"\",\"flag\":false,\"items\":[{\"topic\":\"中\",\"qos\":2}]}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("/items/0/topic")).isEqualTo("中");
    }

    @Test
    void aPlusInAQueryIsAPlus() {
        Answer answer = api.get(FAILING
                + "/query?needed=1&topic=a/+/b&topic=%E4%B8%AD%E6%96%87&topic=a%26b&topic=%23&topic=x%20y&topic=%2B");

        assertThat(answer.json().at("/topic").valueStream().map(topic -> topic.asString()).toList())
                .containsExactly("a/+/b", "中文", "a&b", "#", "x y", "+");
    }

    @ParameterizedTest
    @CsvSource({"limit=x&needed=1&topic=a, limit", "limit=11&needed=1&topic=a, limit", "topic=a, needed",
            "limit=1.5&needed=1&topic=a, limit"})
    void aParameterThatCannotBeReadIsNamed(String query, String name) {
        Answer answer = api.get(FAILING + "/query?" + query);

        assertProblem(answer, 400, "bad-request");
        assertThat(answer.text("/detail")).contains("'" + name + "'");
    }

    @Test
    void routingErrorsAreProblems() {
        assertProblem(api.get("/api/v1/nothing"), 404, "not-found");
        assertProblem(api.get("/nothing"), 404, "not-found");
        assertProblem(api.get("/api/v1/modules/m1/mqtt/x/failing/our-error"), 404, "not-found");
        Answer method = api.send("PUT", FAILING + "/read", "{}");
        assertProblem(method, 405, "method-not-allowed");
        assertThat(Set.of(method.header("Allow").split(", "))).contains("POST");
        assertProblem(api.with("Accept", "image/png").post(FAILING + "/read", "{\"number\":1}"), 406, "not-acceptable");
        Answer content = api.with("Content-Type", "text/plain").post(FAILING + "/read", "{\"number\":1}");
        assertProblem(content, 415, "unsupported-media-type");
        assertThat(content.header("Accept")).contains("application/json");
        assertProblem(api.with("Content-Type", "nonsense").post(FAILING + "/read", "{\"number\":1}"), 415,
                "unsupported-media-type");
        assertProblem(api.post(FAILING + "/read", "{\"number\":1,\"text\":\"" + "x".repeat(5_000_000) + "\"}"), 413,
                "content-too-large");
    }

    @Test
    void aMissingBodyIsNotCalledOneWithoutContentType() {
        Answer answer = api.send("POST", FAILING + "/read", null);

        assertProblem(answer, 400, "bad-request");
        assertThat(answer.text("/detail")).isEqualTo("a body is needed: application/json");
    }

    @Test
    void headAndOptionsAreSane() {
        Answer head = api.send("HEAD", "/api/v1/nothing", null);
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(api.send("HEAD", "/api/v1/modules", null).status()).isEqualTo(200);
        Answer options = api.send("OPTIONS", "/api/v1/modules", null);
        assertThat(options.status()).isEqualTo(200);
        assertThat(new TreeSet<>(Set.of(options.header("Allow").split(",\\s*")))).contains("GET", "POST");
    }

    /** java.net.URI does not let such targets out, so they are written by hand. */
    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/modules?label=%zz", "/api/v1/modules?label=%", "/api/v1/modules?label={a}",
            "/api/v1/%zz",
            "/api/v1/modules?label=\u4e2d\u6587", "/api/v1/modules?label=\u00e4", "/api/v1/modules/a|b"})
    void aTargetThatIsNoUriIsABadRequest(String target) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(("GET " + target
                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
                    + HttpApi.TOKEN + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("content-type: application/problem+json")
                    .contains("urn:modemfleet:problem:bad-request").contains("requestId");
        }
    }

    private static void assertProblem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:" + code);
        assertThat(answer.json().at("/status").asInt()).isEqualTo(status);
        assertThat(answer.json().propertyStream().map(member -> member.getKey()).collect(Collectors.toSet()))
                .contains("title", "detail", "instance", "requestId");
        assertThat(answer.text("/title")).isNotBlank();
        assertThat(answer.text("/detail")).isNotBlank();
        assertThat(answer.text("/requestId")).isNotBlank();
    }
}
