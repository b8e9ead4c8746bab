package org.modemfleet.simulator.mqtt;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttPublishVariableHeader;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.codec.mqtt.MqttSubscribePayload;
import io.netty.handler.codec.mqtt.MqttTopicSubscription;
import io.netty.handler.codec.mqtt.MqttUnsubscribeMessage;
import io.netty.handler.codec.mqtt.MqttUnsubscribePayload;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The packets that a module sends, in Netty's terms. */
final class Packets {

    /** Largest value of one byte of the Remaining Length (MQTT 3.1.1, 2.2.3). */
    private static final int SEVEN_BITS = 0x7F;

    private Packets() {}

    static MqttMessage connect(ConnectOptions options) {
        MqttMessageBuilders.ConnectBuilder connect = MqttMessageBuilders.connect()
                .protocolVersion(MqttVersion.MQTT_3_1_1)
                .clientId(options.clientId())
                .cleanSession(options.cleanSession())
                .keepAlive(options.keepaliveSeconds())
                .username(options.user())
                .password(options.password());
        ConnectOptions.Will will = options.will();
        if (will != null) {
            connect.willFlag(true)
                    .willTopic(will.topic())
                    .willMessage(will.payload())
                    .willQoS(MqttQoS.valueOf(will.qos()))
                    .willRetain(will.retain());
        }
        return connect.build();
    }

    static MqttMessage publish(int mid, String topic, int qos, boolean retain, boolean dup, byte[] payload) {
        return new MqttPublishMessage(header(MqttMessageType.PUBLISH, dup, MqttQoS.valueOf(qos), retain),
                new MqttPublishVariableHeader(topic, mid), Unpooled.wrappedBuffer(payload));
    }

    /** Size of a PUBLISH packet: fixed header, topic, packet identifier at QoS 1 and 2, payload. */
    static int publishLength(String topic, int qos, int payloadBytes) {
        int remaining = 2 + topic.getBytes(StandardCharsets.UTF_8).length + (qos > 0 ? 2 : 0) + payloadBytes;
        int lengthBytes = 1;
        for (int rest = remaining; rest > SEVEN_BITS; rest >>= 7) {
            lengthBytes++;
        }
        return 1 + lengthBytes + remaining;
    }

    static MqttMessage subscribe(int mid, List<TopicFilter> filters) {
        List<MqttTopicSubscription> subscriptions = filters.stream()
                .map(filter -> new MqttTopicSubscription(filter.topic(), MqttQoS.valueOf(filter.qos())))
                .toList();
        return new MqttSubscribeMessage(header(MqttMessageType.SUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
                MqttMessageIdVariableHeader.from(mid), new MqttSubscribePayload(subscriptions));
    }

    static MqttMessage unsubscribe(int mid, List<String> topics) {
        return new MqttUnsubscribeMessage(header(MqttMessageType.UNSUBSCRIBE, MqttQoS.AT_LEAST_ONCE),
                MqttMessageIdVariableHeader.from(mid), new MqttUnsubscribePayload(topics));
    }

    static MqttMessage puback(int mid) {
        return reply(MqttMessageType.PUBACK, MqttQoS.AT_MOST_ONCE, mid);
    }

    static MqttMessage pubrec(int mid) {
        return reply(MqttMessageType.PUBREC, MqttQoS.AT_MOST_ONCE, mid);
    }

    /** The flags of PUBREL are 0010 (MQTT-3.6.1-1), which Netty calls QoS 1. */
    static MqttMessage pubrel(int mid) {
        return reply(MqttMessageType.PUBREL, MqttQoS.AT_LEAST_ONCE, mid);
    }

    static MqttMessage pubcomp(int mid) {
        return reply(MqttMessageType.PUBCOMP, MqttQoS.AT_MOST_ONCE, mid);
    }

    private static MqttMessage reply(MqttMessageType type, MqttQoS flags, int mid) {
        return new MqttMessage(header(type, flags), MqttMessageIdVariableHeader.from(mid));
    }

    private static MqttFixedHeader header(MqttMessageType type, MqttQoS flags) {
        return header(type, false, flags, false);
    }

    private static MqttFixedHeader header(MqttMessageType type, boolean dup, MqttQoS qos, boolean retain) {
        // The encoder computes the Remaining Length.
        return new MqttFixedHeader(type, dup, qos, retain, 0);
    }
}
