package org.modemfleet.proof;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** An MQTT client that has nothing to do with any module: the independent peer. */
final class OutsideClient implements AutoCloseable {

    private final Mqtt3AsyncClient client;
    private final List<Mqtt3Publish> received = new CopyOnWriteArrayList<>();

    OutsideClient(int brokerPort) {
        client = MqttClient.builder().useMqttVersion3().identifier("outside-" + UUID.randomUUID())
                .serverHost("127.0.0.1").serverPort(brokerPort).buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, received::add);
        client.toBlocking().connect();
    }

    void subscribe(String filter) {
        client.toBlocking().subscribeWith().topicFilter(filter).qos(MqttQos.EXACTLY_ONCE).send();
    }

    /** Returns once the broker has it, as far as the QoS can tell. */
    void publish(String topic, int qos, byte[] payload) {
        client.toBlocking().publishWith().topic(topic).qos(MqttQos.fromCode(qos)).payload(payload).send();
    }

    void publishRetained(String topic, byte[] payload) {
        client.toBlocking().publishWith().topic(topic).qos(MqttQos.AT_LEAST_ONCE).retain(true).payload(payload).send();
    }

    /** Payloads as {@link FleetUser#exactly} shows them, in the order in which they came. */
    List<String> received(String topic) {
        return received.stream().filter(message -> message.getTopic().toString().equals(topic))
                .map(message -> FleetUser.exactly(message.getPayloadAsBytes())).toList();
    }

    /** The topics of all that came. */
    Set<String> topics() {
        return received.stream().map(message -> message.getTopic().toString()).collect(Collectors.toSet());
    }

    @Override
    public void close() {
        client.toBlocking().disconnect();
    }
}
