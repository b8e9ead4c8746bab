package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A POST with an Idempotency-Key that comes again is answered again, and nothing goes over the module's line. */
class IdempotencyOverHttpTest extends OverHttp {

    private static final String LINE = "AT+MQTTPUB=0,\"once\",0,0,0,2,\"17\"";
    private static final String BODY = "{\"topic\":\"once\",\"payload\":\"17\"}";

    @Autowired
    private JdbcClient database;

    private final String key = "\"" + UUID.randomUUID() + "\"";

    private HttpApi.Answer post(String path, String body) {
        return http.with("Idempotency-Key", key).post(path, body);
    }

    private static long heard(AtPeer peer, String line) {
        return peer.heard().stream().filter(line::equals).count();
    }

    private static void assertReplayed(HttpApi.Answer again, HttpApi.Answer first) {
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.status()).isEqualTo(first.status());
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
    }

    /** As a kill leaves it, between the command and its answer. */
    private void forgetAnswer() {
        assertThat(database.sql("update idempotency_key set status = null, headers = null, body = null where key_text = ?")
                .params(key).update()).isEqualTo(1);
    }

    @Test
    void theSameRequestIsDoneOnceAndAnsweredAgain() throws Exception {
        try (AtPeer peer = new AtPeer()) {
            peer.answers(LINE, "+MQTTPUB: 0,7,12", "OK");
            String path = mqtt(module(peer.link()), 0) + "/messages";

            HttpApi.Answer first = post(path, BODY).expect(200);
            HttpApi.Answer again = post(path, BODY);

            assertReplayed(again, first);
            assertThat(heard(peer, LINE)).isEqualTo(1);
            HttpApi.Answer reused = post(path, "{\"topic\":\"once\",\"payload\":\"18\"}").expect(422);
            assertThat(reused.text("/type")).isEqualTo("urn:modemfleet:problem:idempotency-key-reused");
            assertThat(post(path + "?wait=1", BODY).expect(422).text("/type")).isEqualTo(reused.text("/type"));
            assertThat(http.post(path, BODY).expect(200).header("Idempotent-Replayed")).as("without key").isEmpty();
            assertThat(heard(peer, LINE)).isEqualTo(2);
        }
    }

    @Test
    void whileTheFirstIsUnderWayItsKeyIsInUse() throws Exception {
        try (AtPeer peer = new AtPeer()) {
            peer.answers(LINE);
            String path = mqtt(module(peer.link()), 0) + "/messages";
            CompletableFuture<HttpApi.Answer> first = CompletableFuture.supplyAsync(() -> post(path, BODY));
            await().until(() -> heard(peer, LINE) == 1);

            HttpApi.Answer second = post(path, BODY).expect(409);

            assertThat(second.text("/type")).isEqualTo("urn:modemfleet:problem:idempotency-key-in-use");
            assertThat(second.header("Retry-After")).isEqualTo("1");
            HttpApi.Answer unknown = first.get().expect(504);
            assertThat(unknown.text("/outcome")).isEqualTo("indeterminate");
            assertReplayed(post(path, BODY), unknown);
            assertThat(heard(peer, LINE)).as("what nobody knows of is never sent again").isEqualTo(1);
        }
    }

    @Test
    void whatWasCutOffIsAnsweredFromTheHistory() throws Exception {
        try (AtPeer peer = new AtPeer()) {
            peer.answers(LINE, "+MQTTPUB: 0,7,12", "OK");
            String module = module(peer.link());
            String path = mqtt(module, 0) + "/messages";
            HttpApi.Answer first = post(path, BODY).expect(200);
            forgetAnswer();

            HttpApi.Answer recalled = post(path, BODY).expect(200);

            assertThat(recalled.header("Idempotent-Replayed")).isEqualTo("true");
            assertThat(recalled.text("/commandId")).isEqualTo(first.text("/commandId"));
            assertThat(recalled.text("/outcome")).isEqualTo("accepted");
            assertThat(recalled.json().at("/mid").intValue()).isEqualTo(7);
            database.sql("update command_record set state = 'INDETERMINATE', outcome = 'INDETERMINATE', detail = 'the service was restarted', transcript = null"
                    + " where id = ?").params(first.text("/commandId")).update();
            HttpApi.Answer unknown = post(path, BODY).expect(504);
            assertThat(unknown.text("/outcome")).isEqualTo("indeterminate");
            assertThat(unknown.text("/commandId")).isEqualTo(first.text("/commandId"));
            assertThat(unknown.text("/detail")).isEqualTo("the service was restarted");
            assertThat(unknown.json().has("at")).as("nobody knows what was sent").isFalse();
            assertThat(heard(peer, LINE)).isEqualTo(1);
        }
    }

    @Test
    void whatNoHistoryKnowsIsNotDoneAgain() {
        String body = "{\"id\":\"once-" + UUID.randomUUID().toString().substring(0, 8) + "\",\"link\":\"sim:ML307R\"}";
        HttpApi.Answer created = post("/api/v1/modules", body).expect(201);
        assertReplayed(post("/api/v1/modules", body), created);
        forgetAnswer();

        HttpApi.Answer unknown = post("/api/v1/modules", body).expect(504);

        assertThat(unknown.text("/type")).isEqualTo("urn:modemfleet:problem:no-response");
        assertThat(unknown.text("/outcome")).isEqualTo("indeterminate");
    }

    @Test
    void aRefusalIsAnAnswerButAModuleThatIsAwayFreesTheKey() {
        String module = module("sim:ML307R");
        HttpApi.Answer invalid = post(mqtt(module, 0) + "/messages", "{\"topic\":\"a/#\"}").expect(422);
        assertReplayed(post(mqtt(module, 0) + "/messages", "{\"topic\":\"a/#\"}"), invalid);

        HttpApi other = http.with("Idempotency-Key", key + "2");
        http.patch("/api/v1/modules/" + module, "{\"enabled\":false}").expect(200);
        other.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT\"}").expect(503);
        http.patch("/api/v1/modules/" + module, "{\"enabled\":true}").expect(200);
        awaitState(module, "ready");
        assertThat(other.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT\"}").expect(200).header("Idempotent-Replayed")).isEmpty();
        assertThat(other.post("/api/v1/modules/" + module + "/at", "{\"command\":\"AT\"}").expect(200).header("Idempotent-Replayed"))
                .isEqualTo("true");
    }

    @Test
    void whatIsNoKeyIsABadRequest() {
        for (String malformed : new String[] {"a b", "", "x".repeat(256)}) {
            HttpApi.Answer answer = http.with("Idempotency-Key", malformed).post("/api/v1/modules", "{}").expect(400);
            assertThat(answer.text("/type")).isEqualTo("urn:modemfleet:problem:bad-request");
            assertThat(answer.text("/field")).isEqualTo("Idempotency-Key");
        }
        HttpApi longest = http.with("Idempotency-Key", UUID.randomUUID().toString() + "~".repeat(219));
        longest.post("/api/v1/modules", "{}").expect(422);
    }

    @Test
    void ticketsAreNotKeptAndStrangersGetNothing() {
        HttpApi.Answer first = post("/api/v1/events/tickets", null).expect(201);
        assertThat(post("/api/v1/events/tickets", null).expect(201).text("/ticket")).isNotEqualTo(first.text("/ticket"));

        String body = "{\"id\":\"kept-" + UUID.randomUUID().toString().substring(0, 8) + "\",\"link\":\"sim:ML307R\",\"enabled\":false}";
        post("/api/v1/modules", body).expect(201);
        http.with("Idempotency-Key", key).with("Authorization", "Bearer wrong").post("/api/v1/modules", body).expect(401);
    }
}
