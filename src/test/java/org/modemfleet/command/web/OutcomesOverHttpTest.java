package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import tools.jackson.databind.JsonNode;

/** Commands whose final result never came: first nobody knows, then the module is asked. */
class OutcomesOverHttpTest extends OverHttp {

    private void loseFinalResultOf(String module, String command) {
        http.post("/api/v1/modules/" + module + "/simulator/faults",
                "{\"type\":\"lost-final\",\"command\":\"" + command + "\",\"count\":1}").expect(201);
    }

    /** The command that a 504 names, once the module has been asked. */
    private HttpApi.Answer awaitSettled(String module, HttpApi.Answer noResponse) {
        assertThat(noResponse.status()).as(noResponse.toString()).isEqualTo(504);
        assertThat(noResponse.text("/outcome")).isEqualTo("indeterminate");
        String path = "/api/v1/modules/" + module + "/commands/" + noResponse.text("/commandId");
        await().atMost(Duration.ofSeconds(20)).until(() -> !http.get(path).text("/settledBy").isEmpty());
        HttpApi.Answer settled = http.get(path);
        assertThat(settled.text("/settledBy")).isEqualTo("query");
        assertThat(settled.text("/state")).isEqualTo("done");
        return settled;
    }

    private void assertTold(String module, HttpApi.Answer settled) {
        await().untilAsserted(() -> {
            JsonNode told = http.get("/api/v1/events?after=0&limit=1000&type=settled&module=" + module).json().at("/items");
            assertThat(told.valueStream().map(event -> event.at("/data/commandId").asString()))
                    .contains(settled.text("/commandId"));
        });
    }

    @Test
    void theModuleIsAskedWhatBecameOfConnectSubscribeSettingsAndDisconnect() {
        String module = module("sim:ML307R");

        loseFinalResultOf(module, "+MQTTCONN");
        HttpApi.Answer connected = awaitSettled(module, http.post(mqtt(module, 0) + "/connection",
                "{\"host\":\"127.0.0.1\",\"port\":" + broker.port() + ",\"clientId\":\"outcomes\"}"));
        assertThat(connected.text("/outcome")).isEqualTo("connected");
        assertTold(module, connected);

        loseFinalResultOf(module, "+MQTTSUB");
        HttpApi.Answer subscribed = awaitSettled(module, subscribe(module, 0, "a", "b/#"));
        assertThat(subscribed.text("/outcome")).isEqualTo("acknowledged");

        loseFinalResultOf(module, "+MQTTCFG");
        HttpApi.Answer set = awaitSettled(module, http.put(mqtt(module, 0) + "/config/pingresp", "{\"pingack\":1}"));
        assertThat(set.text("/outcome")).isEqualTo("accepted");
        HttpApi.Answer config = http.get(mqtt(module, 0) + "/config");
        assertThat(config.json().at("/desired/pingresp/pingack").intValue()).isEqualTo(1);
        assertThat(config.json().at("/differs")).isEmpty();

        loseFinalResultOf(module, "+MQTTDISC");
        HttpApi.Answer gone = awaitSettled(module, http.delete(mqtt(module, 0) + "/connection"));
        assertThat(gone.text("/outcome")).isEqualTo("disconnected");
    }

    @Test
    void whatTheModuleDidNotTakeHasFailed() throws Exception {
        try (AtPeer peer = new AtPeer()) {
            String module = module(peer.link());
            peer.answers("AT+MQTTCFG=\"keepalive\",0,60").answers("AT+MQTTCFG=\"keepalive\",0", "+MQTTCFG: \"keepalive\",120", "OK");

            HttpApi.Answer failed = awaitSettled(module, http.put(mqtt(module, 0) + "/config/keepalive", "{\"keepaliveTime\":60}"));

            assertThat(failed.text("/outcome")).isEqualTo("failed");
            assertThat(failed.text("/detail")).isEqualTo("MQTTCFG tells otherwise of keepalive");
            assertThat(http.get(mqtt(module, 0) + "/config/keepalive").json().at("/desired").isNull()).isTrue();
            assertThat(peer.heard().stream().filter("AT+MQTTCFG=\"keepalive\",0,60"::equals)).as("it is never sent again").hasSize(1);
        }
    }

    @Test
    void aMessageThatNobodyKnowsOfIsSentAgainOnlyOnRequest() {
        String module = module("sim:ML307R");
        connect(module, 0, broker.port());
        loseFinalResultOf(module, "+MQTTPUB");
        HttpApi.Answer lost = http.post(mqtt(module, 0) + "/messages", "{\"topic\":\"again\",\"qos\":1,\"payload\":\"17\"}").expect(504);
        String resend = "{\"resend\":\"" + lost.text("/commandId") + "\"}";

        HttpApi.Answer again = http.post(mqtt(module, 0) + "/messages", resend).expect(200);

        assertThat(again.text("/outcome")).isEqualTo("acknowledged");
        assertThat(strings(again, "/at/sent")).isEqualTo(List.of("AT+MQTTPUB=0,\"again\",1,0,1,2,\"17\""));
        HttpApi.Answer mixed = http.post(mqtt(module, 0) + "/messages",
                "{\"topic\":\"x\",\"resend\":\"" + lost.text("/commandId") + "\"}").expect(422);
        assertThat(mixed.text("/errors/0/field")).isEqualTo("resend");
        http.post(mqtt(module, 1) + "/messages", resend).expect(422);
        http.post(mqtt(module, 0) + "/messages", "{\"resend\":\"nothing\"}").expect(404);
    }
}
