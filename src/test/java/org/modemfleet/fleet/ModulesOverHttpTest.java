package org.modemfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.FreePorts;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.HttpApi.Answer;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** The fleet as a client sees it, with simulated modules and with links that nobody answers at. */
@ServiceTest
class ModulesOverHttpTest {

    private static final Duration READY_WITHIN = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final HttpApi api;
    private final Fleet fleet;
    private final String id = "m-" + NUMBERS.incrementAndGet();

    @Autowired
    ModulesOverHttpTest(@LocalServerPort int port, Fleet fleet) {
        this.api = new HttpApi(port);
        this.fleet = fleet;
    }

    @AfterEach
    void leaveNothing() {
        api.get("/api/v1/modules?limit=1000").json().at("/items").valueStream()
                .map(module -> module.get("id").asString())
                .forEach(left -> assertThat(api.delete("/api/v1/modules/" + left + "?purge=true").status())
                .isEqualTo(204));
    }

    @Test
    void aModuleIsEnteredAttachedAndIdentified() {
        Answer created = create("""
                {"id":"%s","name":"Well 7","model":"ML307R","link":"sim:ML307R","labels":{"site":"a"}}""");

        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/api/v1/modules/" + id);
        JsonNode module = awaitState("ready");
        assertThat(module.propertyStream().map(property -> property.getKey()))
                .containsExactly("id", "name", "model", "link", "port", "imei", "labels",
                "enabled", "state", "problem", "identity", "radio", "connections");
        assertThat(module.get("name").asString()).isEqualTo("Well 7");
        assertThat(module.get("model").asString()).isEqualTo("ML307R");
        assertThat(module.get("link").asString()).isEqualTo("sim:ML307R");
        assertThat(module.at("/labels/site").asString()).isEqualTo("a");
        assertThat(module.get("enabled").asBoolean()).isTrue();
        assertThat(module.get("identity").propertyStream().map(property -> property.getKey()))
                .containsExactly("manufacturer", "model",
                "revision", "imei", "imsi", "iccid");
        assertThat(module.at("/identity/model").asString()).isEqualTo("ML307R-DC");
        assertThat(module.at("/identity/imei").asString()).matches("[0-9]{15}");
        assertThat(module.get("connections").isArray()).isTrue();
    }

    @Test
    void whatIsLeftOutHasADefaultAndTheModelComesFromTheModule() {
        Answer created = create("{\"id\":\"%s\",\"link\":\"sim:MN316\"}");

        assertThat(created.text("/name")).isEqualTo(id);
        assertThat(created.json().get("labels").size()).isZero();
        assertThat(awaitState("ready").get("model").asString()).isEqualTo("MN316-DBRS");
        assertThat(fleet.profile(id).model()).isEqualTo("MN316-DBRS");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{\"link\":\"sim:ML307R\"}                                                     | id",
            "{\"id\":\"\",\"link\":\"sim:ML307R\"}                                         | id",
            "{\"id\":\"Well\",\"link\":\"sim:ML307R\"}                                     | id",
            "{\"id\":\"a/b\",\"link\":\"sim:ML307R\"}                                      | id",
            "{\"id\":\"m\"}                                                                | link",
            "{\"id\":\"m\",\"link\":\"\"}                                                  | link",
            "{\"id\":\"m\",\"link\":\"ftp:host\"}                                          | link",
            "{\"id\":\"m\",\"link\":\"tcp:host\"}                                          | link",
            "{\"id\":\"m\",\"link\":\"tcp:host:0\"}                                        | link",
            "{\"id\":\"m\",\"link\":\"sim:EC200\"}                                         | link",
            "{\"id\":\"m\",\"link\":\"sim:ML307R?baud=1\"}                                 | link",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"model\":\"EC200\"}                    | model",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"imei\":\"86200000000000\"}            | imei",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"name\":\"\"}                          | name",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"name\":\"a\\u0000b\"}                 | name",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"name\":\"\\ud800\"}                   | name",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"labels\":{\"\":\"a\"}}                | labels",
            "{\"id\":\"m\",\"link\":\"sim:ML307R\",\"labels\":{\"a\":\"\\u0007\"}}         | labels.a",
    })
    void whatNoModuleCanHaveIsRefused(String body, String field) {
        Answer answer = api.post("/api/v1/modules", body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:invalid-parameter");
        assertThat(answer.json().at("/errors").valueStream().map(error -> error.get("field").asString()))
                .containsExactly(field);
    }

    @Test
    void longNamesAndManyLabelsAreRefusedTogether() {
        StringBuilder labels = new StringBuilder("\"l0\":\"0\"");
        for (int i = 1; i <= 32; i++) {
            labels.append(",\"l").append(i).append("\":\"0\"");
        }

        Answer answer = create("{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"name\":\"" + "x".repeat(129)
                + "\",\"labels\":{" + labels + "}}");

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().at("/errors").size()).isEqualTo(2);
    }

    @Test
    void anIdIsTakenOnce() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}");

        Answer second = create("{\"id\":\"%s\",\"link\":\"sim:MN316\"}");

        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text("/type")).isEqualTo("urn:modemfleet:problem:module-exists");
        assertThat(second.text("/module")).isEqualTo(id);
    }

    @Test
    void aPortHasOneHolderWhichIsNamed() {
        String link = "tcp:127.0.0.1:" + FreePorts.next();
        create("{\"id\":\"%s\",\"link\":\"" + link + "\"}");
        String other = "{\"id\":\"" + id + "-b\",\"link\":\"" + link + "\"%s}";

        Answer refused = api.post("/api/v1/modules", other.formatted(""));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:port-in-use");
        assertThat(refused.text("/holder")).isEqualTo("module " + id);

        assertThat(api.post("/api/v1/modules", other.formatted(",\"enabled\":false")).status()).isEqualTo(201);
        assertThat(api.patch("/api/v1/modules/" + id + "-b", "{\"enabled\":true}").status()).isEqualTo(409);
        assertThat(api.patch("/api/v1/modules/" + id, "{\"enabled\":false}").status()).isEqualTo(200);
        assertThat(api.patch("/api/v1/modules/" + id + "-b", "{\"enabled\":true}").status()).isEqualTo(200);
    }

    @Test
    void anUnreachableModuleIsLostAndItsCommandsAreUnavailable() {
        assertThat(create("{\"id\":\"%s\",\"link\":\"tcp:127.0.0.1:" + FreePorts.next() + "\",\"model\":\"ML307R\"}")
                .status())
                .isEqualTo(201);

        JsonNode module = awaitState("lost");
        assertThat(module.get("identity").isNull()).isTrue();
        assertThat(module.get("radio").isNull()).isTrue();
        Answer command = at();
        assertThat(command.status()).as(command.toString()).isEqualTo(503);
        assertThat(command.text("/type")).isEqualTo("urn:modemfleet:problem:module-unavailable");
        assertThat(command.header("Retry-After")).matches("[1-9][0-9]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial:/dev/nope", "tcp:127.0.0.1:1"})
    void aLostModuleSaysWhyAsItsCommandsDoUntilItIsReady(String link) {
        create("{\"id\":\"%s\",\"model\":\"ML307R\",\"link\":\"" + link + "\"}");

        await().atMost(READY_WITHIN).untilAsserted(() -> {
            JsonNode module = module();
            assertThat(module.get("state").asString()).isEqualTo("lost");
            assertThat(module.at("/problem/code").asString()).isEqualTo("module-unavailable");
            assertThat(module.at("/problem/detail").asString()).contains(link).isEqualTo(at().text("/detail"));
        });
        api.patch("/api/v1/modules/" + id, "{\"link\":\"sim:ML307R\"}").expect(200);
        assertThat(awaitState("ready").get("problem").isNull()).isTrue();
    }

    @Test
    void whoAsksForBytesToComeGetsNoOlderOnes() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}");
        awaitState("ready");
        String path = "/api/v1/modules/" + id + "/transcript?since=";

        Answer none = api.get(path + "2999-01-01T00:00:00Z").expect(200);

        assertThat(none.json().get("items")).isEmpty();
        at().expect(200);
        assertThat(api.get(path + none.text("/next")).expect(200).json().get("items")).isEmpty();
        assertThat(api.get(path + "0").expect(200).json().get("items")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"none", "{}"})
    void aRecordingSaysHowLongItMayBe(String body) {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}");

        Answer refused = api.put("/api/v1/modules/" + id + "/transcript/recording", body).expect(422);

        assertThat(refused.text("/errors/0/field")).isEqualTo("minutes");
        assertThat(refused.text("/errors/0/allowed")).isEqualTo("1-1440");
    }

    @Test
    void aNewLinkOpensTheModuleThere() {
        create("{\"id\":\"%s\",\"link\":\"tcp:127.0.0.1:" + FreePorts.next() + "\"}");
        awaitState("lost");

        Answer patched = api.patch("/api/v1/modules/" + id, "{\"link\":\"sim:ML307G\"}");

        assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
        assertThat(patched.text("/state")).as("not that of the link before").isNotEqualTo("lost");
        assertThat(awaitState("ready").get("model").asString()).isEqualTo("ML307G-DL");
        assertThat(at().status()).isEqualTo(200);
    }

    @Test
    void disabledModulesRefuseCommandsUntilTheyAreEnabled() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"enabled\":false}");
        assertThat(module().get("state").asString()).isEqualTo("disabled");
        Answer command = at();
        assertThat(command.status()).as(command.toString()).isEqualTo(503);
        assertThat(command.header("Retry-After")).isNotEmpty();

        api.patch("/api/v1/modules/" + id, "{\"enabled\":true}");
        awaitState("ready");
        assertThat(at().status()).isEqualTo(200);

        assertThat(api.patch("/api/v1/modules/" + id, "{\"enabled\":false}").text("/state")).isEqualTo("disabled");
        assertThat(at().status()).isEqualTo(503);
    }

    @Test
    void anotherModelThanConfiguredRefusesCommandsUntilItIsConfigured() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307G\",\"model\":\"ML307R\"}");
        awaitState("ready");

        Answer command = at();
        assertThat(command.status()).as(command.toString()).isEqualTo(409);
        assertThat(command.text("/type")).isEqualTo("urn:modemfleet:problem:model-mismatch");
        assertThat(command.text("/configured")).isEqualTo("ML307R");
        assertThat(command.text("/answered")).isEqualTo("ML307G-DL");

        api.patch("/api/v1/modules/" + id, "{\"model\":null}");
        awaitState("ready");
        await().atMost(READY_WITHIN).untilAsserted(() -> assertThat(at().status()).isEqualTo(200));
    }

    @Test
    void aPatchMerges() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"name\":\"Well 7\",\"labels\":{\"site\":\"a\",\"old\":\"x\"}}");

        Answer patched = api.with("Content-Type", "application/merge-patch+json").patch("/api/v1/modules/" + id,
                "{\"labels\":{\"site\":\"b\",\"old\":null,\"new\":\"1\"}}");
        assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
        assertThat(patched.json().get("labels").toString()).isEqualTo("{\"new\":\"1\",\"site\":\"b\"}");
        assertThat(patched.text("/name")).isEqualTo("Well 7");

        Answer reset = api.patch("/api/v1/modules/" + id, "{\"name\":null,\"labels\":null}");
        assertThat(reset.text("/name")).isEqualTo(id);
        assertThat(reset.json().get("labels").size()).isZero();
        assertThat(api.patch("/api/v1/modules/" + id, "{}").json()).isEqualTo(api.get("/api/v1/modules/" + id).json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":\"other\"}", "{\"state\":\"ready\"}", "{\"name\":5}", "{\"enabled\":\"false\"}",
            "{\"labels\":[]}",
            "{\"labels\":{\"a\":1}}", "{\"name\":\"a\",\"name\":\"b\"}", "[]", "{"})
    void aPatchIsReadStrictly(String body) {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"enabled\":false}");

        Answer answer = api.patch("/api/v1/modules/" + id, body);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:bad-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"link\":null}", "{\"link\":\"tcp:\"}", "{\"model\":\"EC200\"}", "{\"name\":\"\"}"})
    void aPatchIsCheckedLikeAnEntry(String body) {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"enabled\":false}");

        assertThat(api.patch("/api/v1/modules/" + id, body).status()).isEqualTo(422);
        assertThat(module().get("link").asString()).isEqualTo("sim:ML307R");
    }

    @Test
    void aDeletedModuleIsGoneAndItsIdIsFree() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}");
        awaitState("ready");

        Answer deleted = api.delete("/api/v1/modules/" + id);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(api.get("/api/v1/modules/" + id).status()).isEqualTo(404);
        assertThat(api.delete("/api/v1/modules/" + id).status()).isEqualTo(404);
        assertThat(at().status()).isEqualTo(404);
        assertThat(create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}").status()).isEqualTo(201);
        awaitState("ready");
    }

    @Test
    void whatIsStoredStandsInTheWayUnlessPurged() {
        create("{\"id\":\"%s\",\"link\":\"sim:ML307R\"}");
        fleet.addListener(new FleetListener() {
            @Override
            public void deleting(String moduleId, boolean purge) {
                if (moduleId.equals(id) && !purge) {
                    throw new FleetException.HasMessages(moduleId, 5);
                }
            }
        });
        awaitState("ready");

        Answer refused = api.delete("/api/v1/modules/" + id);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("/type")).isEqualTo("urn:modemfleet:problem:has-messages");
        assertThat(module().get("state").asString()).isEqualTo("ready");
        assertThat(api.delete("/api/v1/modules/" + id + "?purge=maybe").status()).isEqualTo(400);
        assertThat(api.delete("/api/v1/modules/" + id + "?purge=true").status()).isEqualTo(204);
        assertThat(api.get("/api/v1/modules/" + id).status()).isEqualTo(404);
    }

    @Test
    void theListIsPagedById() {
        for (String name : List.of("c", "a", "b", "e", "d")) {
            createNamed("p-" + name, "{\"id\":\"%s\",\"link\":\"sim:ML307R\",\"enabled\":false}");
        }

        Answer first = api.get("/api/v1/modules?limit=2");
        Answer second = api.get("/api/v1/modules?limit=2&after=" + first.text("/next"));
        Answer third = api.get("/api/v1/modules?limit=2&after=" + second.text("/next"));

        assertThat(List.of(ids(first), ids(second), ids(third)))
                .containsExactly(List.of("p-a", "p-b"), List.of("p-c", "p-d"), List.of("p-e"));
        assertThat(third.json().get("next").isNull()).isTrue();
        assertThat(api.get("/api/v1/modules?after=nonsense!").text("/type"))
                .isEqualTo("urn:modemfleet:problem:bad-cursor");
        assertThat(api.get("/api/v1/modules?after=").status()).isEqualTo(400);
        for (String limit : List.of("0", "1001", "-1", "x", "1.5")) {
            Answer answer = api.get("/api/v1/modules?limit=" + limit);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text("/detail")).contains("'limit'");
        }
    }

    @Test
    void theListIsFiltered() {
        createNamed("f-1", """
                {"id":"%s","link":"sim:ML307R","model":"ML307R","enabled":false,"labels":{"site":"a+b,c"}}""");
        createNamed("f-2", """
                {"id":"%s","link":"sim:MN316","model":"MN316-DLVS","enabled":false,"labels":{"site":"c"}}""");
        createNamed("f-3", "{\"id\":\"%s\",\"link\":\"sim:MN316\",\"enabled\":true}");

        assertThat(ids(api.get("/api/v1/modules?label=site=a+b,c"))).containsExactly("f-1");
        assertThat(ids(api.get("/api/v1/modules?label=site"))).containsExactly("f-1", "f-2");
        assertThat(ids(api.get("/api/v1/modules?label=site&label=site=c"))).containsExactly("f-2");
        assertThat(ids(api.get("/api/v1/modules?state=disabled"))).containsExactly("f-1", "f-2");
        await().atMost(READY_WITHIN).untilAsserted(() ->
                assertThat(ids(api.get("/api/v1/modules?state=ready&state=lost"))).containsExactly("f-3"));
        assertThat(ids(api.get("/api/v1/modules?model=MN316"))).containsExactly("f-2", "f-3");
        assertThat(api.get("/api/v1/modules?state=happy").status()).isEqualTo(422);
    }

    @Test
    void nothingWaitsForAModuleThatDoesNotAnswer() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            create("{\"id\":\"%s\",\"link\":\"tcp:127.0.0.1:" + mute.getLocalPort() + "\"}");
            await().until(() -> !module().get("state").asString().equals("opening"));

            long begin = System.nanoTime();
            assertThat(api.get("/api/v1/modules").status()).isEqualTo(200);
            assertThat(api.get("/api/v1/modules/" + id).status()).isEqualTo(200);
            assertThat(api.patch("/api/v1/modules/" + id, "{\"link\":\"sim:ML307R\"}").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
            awaitState("ready");
        }
    }

    @Test
    void unknownModulesAndModelsAreNotFound() {
        for (String path : List.of("/api/v1/modules/nobody", "/api/v1/modules/NOBODY", "/api/v1/models/EC200",
                "/api/v1/models/ml307r")) {
            Answer answer = api.get(path);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:not-found");
        }
        assertThat(api.patch("/api/v1/modules/" + UUID.randomUUID(), "{}").status()).isEqualTo(404);
    }

    @Test
    void modelsAreServedAsTheValidatorUsesThem() {
        Answer all = api.get("/api/v1/models");
        assertThat(all.json().at("/items").valueStream().map(model -> model.get("model").asString()))
                .contains("ML307R-DC", "ML307G-DL", "MN316-DBRS", "MR880A").hasSizeGreaterThan(40);
        assertThat(all.json().get("next").isNull()).isTrue();

        JsonNode series = api.get("/api/v1/models/MN316").json();
        assertThat(series.get("model").asString()).isEqualTo("MN316-DBRS");
        assertThat(series.get("cacheBytes").isNull()).isTrue();
        assertThat(series.get("dataMode").isNull()).isTrue();
        assertThat(series.at("/connectIds/max").asInt()).isEqualTo(5);
        assertThat(api.get("/api/v1/models/MN316A-D").json().at("/connectIds/max").asInt()).isEqualTo(2);
        assertThat(api.get("/api/v1/models/ML307R-DC").json().get("cacheBytes").asInt()).isEqualTo(8192);
        assertThat(series.at("/sources/cid").asString()).isEqualTo("manual V6.7.0: "
                + "footnote 4 does not let MN316, MN316A, MN318, MN319 and MN326 choose a PDP context");
        assertThat(api.get("/api/v1/models/ML307X").json().at("/sources/cid.range").asString())
                .isEqualTo("manual V6.8.5: no default; the context must be active when it is set");
    }

    @Test
    void withoutAValidTokenNothingIsSaid() {
        for (HttpApi stranger : List.of(api.with("Authorization", null), api.with("Authorization", "Bearer wrong"))) {
            Answer answer = stranger.get("/api/v1/modules");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:unauthorized");
            assertThat(answer.text("/instance")).isEqualTo("/api/v1/modules");
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    private Answer create(String json) {
        return createNamed(id, json);
    }

    private Answer createNamed(String name, String json) {
        return api.post("/api/v1/modules", json.formatted(name));
    }

    private Answer at() {
        return api.post("/api/v1/modules/" + id + "/at", "{\"command\":\"AT+CSQ\"}");
    }

    private JsonNode module() {
        return api.get("/api/v1/modules/" + id).json();
    }

    private JsonNode awaitState(String state) {
        await().atMost(READY_WITHIN).untilAsserted(() -> assertThat(module().get("state").asString()).isEqualTo(state));
        return module();
    }

    private static List<String> ids(Answer list) {
        return list.json().at("/items").valueStream().map(module -> module.get("id").asString()).toList();
    }
}
