package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.testsupport.FreePorts;
import tools.jackson.databind.JsonNode;

/**
 * What is there again after a restart, and what is not: simulated modules are as if their power had been off, so what
 * was set differs from what they report, and nothing is set again by itself.
 */
class RestartTest {

    private static final Duration DELIVERY = Duration.ofSeconds(30);
    private static final String CLIENT = "restarted";
    /** As the module reports it when nobody has set anything. */
    private static final String DEFAULT_KEEPALIVE = "{\"keepaliveTime\":120}";
    private static final String KEEPALIVE = "{\"keepaliveTime\":300}";

    @TempDir
    private Path dataDir;

    private final int brokerPort = FreePorts.next();

    private String module;
    private JsonNode entered;
    private List<JsonNode> inbox;
    private List<JsonNode> history;
    private List<JsonNode> events;
    private JsonNode desired;

    @Test
    void whatWasStoredIsThereAgainAndNothingIsSetWhereThatIsLeftToTheOperator() {
        try (OwnService service = start()) {
            live(service.user());
        }
        try (OwnService service = start()) {
            compare(service.user());
            compareBroker(service.user());
        }
    }

    private OwnService start() {
        return OwnService.start(dataDir, "--modemfleet.broker.port=" + brokerPort, "--modemfleet.desired.restore=manual",
                "--modemfleet.desired.drift-check=0s");
    }

    private void live(FleetUser user) {
        module = user.module("sim:ML307R");
        user.connect(module, 0, brokerPort, CLIENT);
        user.subscribe(module, 0, 1, "kept/#");
        user.set(module, 1, "keepalive", KEEPALIVE);
        user.set(module, 1, "retrans", "{\"retransInterval\":30,\"retryTimes\":2}");
        user.publish(module, 0, "out", 1, HostilePayloads.bytes("published"));
        try (OutsideClient outside = new OutsideClient(brokerPort)) {
            outside.publish("kept/1", 1, HostilePayloads.ofSize(1024));
            outside.publish("kept/2", 1, HostilePayloads.bytes("\r\nOK\r\n"));
            await().atMost(DELIVERY).until(() -> user.inbox(module, 0).size() == 2);
            user.disconnect(module, 0);
            outside.publish("kept/3", 1, HostilePayloads.bytes("while the module was away"));
            outside.publishRetained("retained", HostilePayloads.bytes("for whoever comes"));
        }
        await().atMost(DELIVERY).until(() -> FleetUser.ofType(user.events(module), "message.stored").size() == 2);
        entered = facts(user);
        inbox = user.inbox(module, 0);
        history = user.history(module);
        events = user.events(module);
        desired = config(user, 1).path("desired");
        assertThat(config(user, 1).path("differs")).isEmpty();
    }

    private void compare(FleetUser user) {
        user.awaitState(module, "ready");
        assertThat(facts(user)).isEqualTo(entered);
        assertThat(user.inbox(module, 0)).isEqualTo(inbox);
        assertThat(user.history(module)).as("nothing was sent by itself").isEqualTo(history);
        List<JsonNode> now = user.events(module);
        assertThat(now.subList(0, events.size())).isEqualTo(events);
        List<JsonNode> added = now.subList(events.size(), now.size());
        assertThat(FleetUser.ofType(added, "gap")).singleElement()
                .satisfies(gap -> assertThat(gap.at("/data/reason").asString()).isEqualTo("service-started"));
        assertThat(FleetUser.census(added)).containsOnlyKeys("gap", "module.state");

        JsonNode config = config(user, 1);
        assertThat(config.path("desired")).isEqualTo(desired);
        assertThat(config.path("differs").valueStream().map(JsonNode::asString))
                .containsExactlyInAnyOrder("keepalive", "retrans");
        assertThat(config.at("/reported/keepalive").toString()).isEqualTo(DEFAULT_KEEPALIVE);
        assertThat(config.at("/desired/keepalive").toString()).isEqualTo(KEEPALIVE);
        assertThat(user.state(module, 0)).isEqualTo(3);
        assertThat(user.http().get(FleetUser.mqtt(module, 0) + "/subscriptions").expect(200).json().path("items"))
                .isEmpty();
    }

    /** The session of the module was resumed: it gets what was queued without subscribing again. */
    private void compareBroker(FleetUser user) {
        user.connect(module, 0, brokerPort, CLIENT);
        await().atMost(DELIVERY).untilAsserted(() -> assertThat(user.payloads(module, 0, "kept/3"))
                .containsExactly("while the module was away"));
        assertThat(user.inbox(module, 0)).hasSize(inbox.size() + 1);
        try (OutsideClient outside = new OutsideClient(brokerPort)) {
            outside.subscribe("retained");
            await().atMost(DELIVERY).untilAsserted(() -> assertThat(outside.received("retained"))
                    .containsExactly("for whoever comes"));
        }
    }

    private JsonNode config(FleetUser user, int connectId) {
        return user.http().get(FleetUser.mqtt(module, connectId) + "/config").expect(200).json();
    }

    /** What somebody entered, and who the module is. */
    private JsonNode facts(FleetUser user) {
        JsonNode all = user.http().get("/modules/" + module).expect(200).json();
        return all.asObject().retain("id", "name", "model", "link", "labels", "enabled", "identity");
    }
}
