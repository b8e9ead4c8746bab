package org.modemfleet.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modemfleet.proof.Deliveries.assertDelivered;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modemfleet.testsupport.Mosquitto;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever is published through a module reaches a client outside byte for byte, whichever way the model has for it.
 */
class OutwardPublishTest extends WholeService {

    @ParameterizedTest
    @CsvSource({"ML307R, 0", "ML307R, 1", "ML307G, 2", "MN316, 0", "MN316, 1", "MN316, 2"})
    void anyPayloadReachesTheOutside(String model, int inputFormat) {
        anyPayloadReachesTheOutside(model, inputFormat, broker.port());
    }

    @Test
    void anyPayloadReachesTheOutsideOfAnotherBroker() {
        try (Mosquitto mosquitto = Mosquitto.start()) {
            anyPayloadReachesTheOutside("ML307R", 0, mosquitto.port());
            anyPayloadReachesTheOutside("MN316", 0, mosquitto.port());
        }
    }

    private void anyPayloadReachesTheOutside(String model, int inputFormat, int brokerPort) {
        String module = user.module("sim:" + model);
        String topic = "outward/" + module;
        user.connect(module, 0, brokerPort);
        user.set(module, 0, "encoding", "{\"inputFormat\":" + inputFormat + ",\"outputFormat\":1}");
        List<String> sent = new ArrayList<>();
        try (OutsideClient outside = new OutsideClient(brokerPort)) {
            outside.subscribe(topic);
            for (byte[] payload : HostilePayloads.small()) {
                sent.add(FleetUser.exactly(payload));
                JsonNode answer = publish(module, topic, sent.size(), payload);
                assertThat(answer.path("outcome").asString()).as(answer.toString()).isEqualTo("acknowledged");
                assertThat(answer.path("length").intValue()).isEqualTo(publishPacketBytes(topic, payload));
            }
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() ->
                    assertDelivered(outside.received(topic), sent, brokerPort == broker.port()));
        }
        JsonNode encoding = user.http().get(FleetUser.mqtt(module, 0) + "/config/encoding").expect(200).json()
                .path("reported");
        assertThat(encoding.toString()).isEqualTo("{\"inputFormat\":" + inputFormat + ",\"outputFormat\":1}");
        assertThat(user.history(module)).hasSize(sent.size() + 2)
                .allMatch(command -> command.path("state").asString().equals("done"));
        user.disconnect(module, 0);
    }

    @Test
    void aModelWithoutDataModeSwitchesTheEncodingAndShowsEveryLine() {
        String module = user.module("sim:MN316");
        user.connect(module, 0, broker.port());
        JsonNode at = user.publish(module, 0, "world", 1, HostilePayloads.bytes("\r\nOK\r\n")).path("at");
        assertThat(at.path("sent").valueStream().map(JsonNode::asString)).containsExactly("AT+MQTTCFG=\"encoding\",0",
                "AT+MQTTCFG=\"encoding\",0,1,0", "AT+MQTTPUB=0,\"world\",1,0,0,6,\"0D0A4F4B0D0A\"",
                "AT+MQTTCFG=\"encoding\",0,0,0");
        assertThat(at.path("received").valueStream().map(JsonNode::asString))
                .containsExactly("+MQTTCFG: \"encoding\",0,0", "OK", "OK",
                "+MQTTPUB: 0,1,17", "OK", "OK");
        user.disconnect(module, 0);
    }

    /** Every way to write a payload takes its turn; text only where the bytes are text. */
    private JsonNode publish(String module, String topic, int turn, byte[] payload) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("topic", topic).put("qos", 1);
        String text = text(payload);
        if (text != null && turn % 3 != 0) {
            body.put("payload", text);
        } else if (turn % 2 == 0) {
            body.put("payload", HexFormat.of().formatHex(payload)).put("payloadEncoding", "hex");
        } else {
            body.put("payload", Base64.getEncoder().encodeToString(payload)).put("payloadEncoding", "base64");
        }
        return user.http().post(FleetUser.mqtt(module, 0) + "/messages?wait=30", body.toString()).expect(200).json();
    }

    private static @Nullable String text(byte[] payload) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload)).toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }

    /** Fixed header, topic with its length, packet identifier, payload (MQTT 3.1.1, 3.3). */
    private static int publishPacketBytes(String topic, byte[] payload) {
        int remaining = 2 + topic.length() + 2 + payload.length;
        return (remaining < 128 ? 2 : 3) + remaining;
    }
}
