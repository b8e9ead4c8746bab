package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.HttpApi.Answer;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** How a module is to be brought back, as a client says it. */
@ServiceTest
class RecoveryOverHttpTest {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final HttpApi api;
    private final String id = "recovered-" + NUMBERS.incrementAndGet();
    private final String path = "/modules/" + id + "/recovery";

    RecoveryOverHttpTest(@LocalServerPort int port) {
        this.api = HttpApi.v1(port);
    }

    @BeforeEach
    void enter() {
        api.post("/modules", "{\"id\":\"" + id + "\",\"link\":\"sim:ML307R\"}").expect(201);
    }

    @AfterEach
    void delete() {
        api.delete("/modules/" + id + "?purge=true");
    }

    @Test
    void everyModuleHasALadder() {
        Answer answer = api.get(path).expect(200);

        assertThat(answer.json().at("/settings/steps").valueStream().map(step -> step.get("step").asString()))
                .containsExactly("resynchronize", "reopen", "reconnect", "radio", "reboot");
        assertThat(answer.json().at("/settings/hook").isNull()).isTrue();
        assertThat(answer.text("/state")).isEqualTo("idle");
        assertThat(answer.json().get("tokens").asInt()).isEqualTo(10);
    }

    @Test
    void whatIsSaidIsShownAndWhatIsLeftOutTakesItsDefault() {
        Answer put = api.put(path, """
                {"steps":[{"step":"reopen","attempts":3,"waitSeconds":5},{"step":"hook"}],"patienceSeconds":7,"coolDownSeconds":0,
                 "bucketSize":2,"hook":{"url":"https://user:secret@relay.example.org:8443/cm?cmnd=off&key=secret","method":"GET","timeoutSeconds":4}}""")
                .expect(200);

        assertThat(put.json().get("settings").toString()).isEqualTo("""
                {"steps":[{"step":"reopen","attempts":3,"waitSeconds":5},{"step":"hook","attempts":1,"waitSeconds":300}],"patienceSeconds":7,\
                "coolDownSeconds":0,"bucketSize":2,"refillSeconds":1800,"hook":{"url":"https://***@relay.example.org:8443/cm?cmnd=***&key=***",\
                "method":"GET","command":null,"timeoutSeconds":4}}""");
        assertThat(api.get(path).json()).isEqualTo(put.json());
        assertThat(put.body()).doesNotContain("secret");
    }

    @Test
    void aHookWithoutStepsIsTheLastStep() {
        Answer put = api.put(path, "{\"hook\":{\"url\":\"http://127.0.0.1:1/\"}}").expect(200);

        assertThat(put.json().at("/settings/steps").valueStream().map(step -> step.get("step").asString()))
                .endsWith("reboot", "hook");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"steps\":[{\"step\":\"restart\"}]} | steps[0].step",
            "{\"steps\":[{\"step\":\"radio\"},{\"step\":\"radio\"}]} | steps[1].step",
            "{\"steps\":[null]} | steps[0].step",
            "{\"steps\":[{\"step\":\"radio\",\"attempts\":0}]} | steps[0].attempts",
            "{\"steps\":[{\"step\":\"radio\",\"waitSeconds\":3601}]} | steps[0].waitSeconds",
            "{\"patienceSeconds\":0} | patienceSeconds",
            "{\"coolDownSeconds\":-1} | coolDownSeconds",
            "{\"bucketSize\":0} | bucketSize",
            "{\"refillSeconds\":604801} | refillSeconds",
            "{\"steps\":[{\"step\":\"hook\"}]} | hook",
            "{\"steps\":[{\"step\":\"radio\"}],\"hook\":{\"url\":\"http://h/\"}} | hook",
            "{\"hook\":{}} | hook",
            "{\"hook\":{\"url\":\"http://h/\",\"command\":[\"/bin/true\"]}} | hook",
            "{\"hook\":{\"url\":\"file:///etc/passwd\"}} | hook.url",
            "{\"hook\":{\"url\":\"http:///x\"}} | hook.url",
            "{\"hook\":{\"url\":\"http://h/#f\"}} | hook.url",
            "{\"hook\":{\"url\":\"http://h/a b\"}} | hook.url",
            "{\"hook\":{\"url\":\"http://h/\",\"method\":\"PUT\"}} | hook.method",
            "{\"hook\":{\"url\":\"http://h/\",\"timeoutSeconds\":121}} | hook.timeoutSeconds",
            "{\"hook\":{\"command\":[]}} | hook.command",
            "{\"hook\":{\"command\":[\"true\"]}} | hook.command",
            "{\"hook\":{\"command\":[\"/bin/true\",null]}} | hook.command",
            "{\"hook\":{\"command\":[\"/bin/true\",\"a\\u0000b\"]}} | hook.command"})
    void whatIsNotAllowedIsToldWithItsField(String body, String field) {
        Answer refused = api.put(path, body).expect(422);

        assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:invalid-parameter");
        assertThat(refused.json().at("/errors").valueStream().map(error -> error.get("field").asString())).containsExactly(field);
        assertThat(api.get(path).json().at("/settings/bucketSize").asInt()).isEqualTo(10);
    }

    @Test
    void unknownFieldsAreNotRead() {
        assertThat(api.put(path, "{\"cooldown\":5}").status()).isEqualTo(400);
        assertThat(api.put(path, "{\"patienceSeconds\":\"5\"}").status()).isEqualTo(400);
    }

    @Test
    void programsAreNotRunUnlessTheServiceWasStartedSo() {
        Answer refused = api.put(path, "{\"hook\":{\"command\":[\"/bin/true\"]}}").expect(403);

        assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:forbidden");
        assertThat(refused.text("/detail")).contains("modemfleet.recovery.allow-commands");
    }

    @Test
    void onlyResetCanBeAskedFor() {
        // One that is still being opened is not ready: the ladder would begin at once.
        await().until(() -> api.get("/modules/" + id).text("/state").equals("ready"));
        assertThat(api.post(path, "{\"action\":\"again\"}").expect(422).text("/errors/0/field")).isEqualTo("action");
        assertThat(api.post(path, "{\"action\":\"reset\"}").expect(200).text("/state")).isEqualTo("idle");
    }

    @Test
    void aModuleThatIsNotThereHasNone() {
        for (Answer answer : new Answer[] {api.get("/modules/nobody/recovery"), api.put("/modules/nobody/recovery", "{}"),
                api.post("/modules/nobody/recovery", "{\"action\":\"reset\"}")}) {
            assertThat(answer.status()).isEqualTo(404);
        }
    }

    @Test
    void whatWasSaidOfADeletedModuleIsForgotten() {
        api.put(path, "{\"bucketSize\":3}").expect(200);
        api.delete("/modules/" + id + "?purge=true").expect(204);
        enter();

        assertThat(api.get(path).expect(200).json().at("/settings/bucketSize").asInt()).isEqualTo(10);
    }
}
