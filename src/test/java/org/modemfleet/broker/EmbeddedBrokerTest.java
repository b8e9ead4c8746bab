package org.modemfleet.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient.Mqtt3Publishes;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker as an independent MQTT client sees it. */
class EmbeddedBrokerTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void deliversAtEveryQualityOfService(MqttQos qos) throws Exception {
        try (Running broker = start()) {
            Mqtt3BlockingClient reader = connected(broker, "reader", true);
            try (Mqtt3Publishes received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                reader.subscribeWith().topicFilter("world").qos(MqttQos.EXACTLY_ONCE).send();
                publish(broker, "world", qos, false, "1234");
                Mqtt3Publish message = next(received);
                assertThat(message.getQos()).isEqualTo(qos);
                assertThat(message.getPayloadAsBytes()).isEqualTo(bytes("1234"));
                assertThat(message.isRetain()).isFalse();
            }
            reader.disconnect();
        }
    }

    @ParameterizedTest
    @EnumSource(MqttQos.class)
    void keepsARetainedMessageOverARestart(MqttQos qos) throws Exception {
        try (Running broker = start()) {
            publish(broker, "room/1", qos, true, "cold");
            publish(broker, "room/1", qos, true, "warm");
            awaitRetained(broker, "room/1", "warm");
        }
        try (Running broker = start()) {
            Mqtt3BlockingClient reader = connected(broker, "reader", true);
            try (Mqtt3Publishes received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                reader.subscribeWith().topicFilter("room/+").qos(MqttQos.AT_LEAST_ONCE).send();
                Mqtt3Publish message = next(received);
                assertThat(message.getPayloadAsBytes()).isEqualTo(bytes("warm"));
                assertThat(message.isRetain()).isTrue();
            }
            reader.disconnect();
        }
    }

    /** At QoS 0 nothing else tells that the broker has taken the message. */
    private static void awaitRetained(Running broker, String topic, String text) {
        await().until(() -> Arrays.equals(retained(broker, topic), bytes(text)));
    }

    /** What a new subscriber gets at once; empty if nothing comes. */
    private static byte[] retained(Running broker, String topic) throws InterruptedException {
        Mqtt3BlockingClient reader = connected(broker, "early-reader", true);
        try (Mqtt3Publishes received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
            reader.subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
            return received.receive(500, TimeUnit.MILLISECONDS).map(Mqtt3Publish::getPayloadAsBytes).orElse(new byte[0]);
        } finally {
            reader.disconnect();
        }
    }

    @Test
    void keepsASessionAndItsQueuedMessagesOverRestarts() throws Exception {
        byte[] large = "x".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
        try (Running broker = start()) {
            Mqtt3BlockingClient sleeper = connected(broker, "sleeper", false);
            sleeper.subscribeWith().topicFilter("中文/a b/#").qos(MqttQos.AT_LEAST_ONCE).send();
            sleeper.disconnect();
            publish(broker, "中文/a b/one", MqttQos.AT_LEAST_ONCE, false, "first");
        }
        try (Running broker = start()) {
            Mqtt3BlockingClient publisher = connected(broker, "publisher", true);
            publisher.publishWith().topic("中文/a b/two").qos(MqttQos.EXACTLY_ONCE).payload(large).send();
            publisher.disconnect();
        }
        try (Running broker = start()) {
            Mqtt3BlockingClient sleeper = client(broker, "sleeper");
            try (Mqtt3Publishes received = sleeper.publishes(MqttGlobalPublishFilter.ALL)) {
                assertThat(sleeper.connectWith().cleanSession(false).send().isSessionPresent()).isTrue();
                assertThat(next(received).getPayloadAsBytes()).isEqualTo(bytes("first"));
                assertThat(next(received).getPayloadAsBytes()).isEqualTo(large);
                publish(broker, "中文/a b", MqttQos.AT_MOST_ONCE, false, "still subscribed");
                assertThat(next(received).getPayloadAsBytes()).isEqualTo(bytes("still subscribed"));
            }
            sleeper.disconnect();
        }
    }

    @Test
    void aMessageThatIsNeverAcknowledgedOutlivesManyConnections() throws Exception {
        try (Running broker = start()) {
            Mqtt3BlockingClient sleeper = connected(broker, "sleeper", false);
            sleeper.subscribeWith().topicFilter("patience").qos(MqttQos.AT_LEAST_ONCE).send();
            sleeper.disconnect();
            publish(broker, "patience", MqttQos.AT_LEAST_ONCE, false, "kept");
            for (int attempt = 0; attempt < 15; attempt++) {
                Mqtt3BlockingClient hasty = client(broker, "sleeper");
                try (Mqtt3Publishes received = hasty.publishes(MqttGlobalPublishFilter.ALL, true)) {
                    hasty.connectWith().cleanSession(false).send();
                    assertThat(next(received).getPayloadAsBytes()).describedAs("attempt %d", attempt).isEqualTo(bytes("kept"));
                    hasty.disconnect();
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {
        "a/+/b, a/x/b, true", "a/+/b, a/x/y/b, false", "a/+/b, a//b, true",
        "#, anything/at/all, true", "a/#, a, true", "a/#, a/b/c, true", "a/#, ab, false", "+, a, true", "+, /a, false", "+/+, /a, true",
        "中文, 中文, true", "a&b, a&b, true", "a.b, a.b, true", "a.b, a/b, false", "a/b, a.b, false", "+, a.b, true",
        "a b/ c, a b/ c, true", "a*, ab, false", "a*, a*, true", "a>, a>, true", "\\, \\, true", "a\\.b, a\\.b, true",
        "say \"hi\", say \"hi\", true", "a/b/, a/b, false", "a/b/, a/b/, true", "#, $SYS/secret, false", "$x/+, $x/y, true",
    })
    void matchesTopicsAsTheStandardSays(String filter, String topic, boolean matches) throws Exception {
        try (Running broker = start()) {
            Mqtt3BlockingClient reader = connected(broker, "reader", true);
            try (Mqtt3Publishes received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                reader.subscribeWith().topicFilter(filter).qos(MqttQos.AT_LEAST_ONCE).send();
                reader.subscribeWith().topicFilter("the/end").qos(MqttQos.AT_LEAST_ONCE).send();
                publish(broker, topic, MqttQos.AT_LEAST_ONCE, false, "m");
                publish(broker, "the/end", MqttQos.AT_LEAST_ONCE, false, "end");
                List<String> seen = new ArrayList<>();
                do {
                    seen.add(next(received).getTopic().toString());
                } while (!seen.getLast().equals("the/end"));
                assertThat(seen.contains(topic)).isEqualTo(matches);
            }
            reader.disconnect();
        }
    }

    @Test
    void aTopicMayBeAsLongAsAModuleCanSayIt() throws Exception {
        String topic = "t".repeat(256);
        try (Running broker = start()) {
            publish(broker, topic, MqttQos.AT_LEAST_ONCE, true, "");
            publish(broker, topic, MqttQos.AT_LEAST_ONCE, true, "kept");
            Mqtt3BlockingClient reader = connected(broker, "reader", true);
            try (Mqtt3Publishes received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                reader.subscribeWith().topicFilter(topic).send();
                assertThat(next(received).getPayloadAsBytes()).isEqualTo(bytes("kept"));
            }
            reader.disconnect();
        }
    }

    @Test
    void speaksMqtt5AndTakesOverAnIdentifier() {
        try (Running broker = start()) {
            Mqtt5BlockingClient older = MqttClient.builder().useMqttVersion5().identifier("same").serverHost("127.0.0.1")
                    .serverPort(broker.port()).buildBlocking();
            older.connect();
            Mqtt3BlockingClient newer = connected(broker, "same", true);
            assertThat(newer.getState().isConnected()).isTrue();
            newer.disconnect();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0"})
    void aTakenPortIsToldInOneLine(String holder) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(holder))) {
            EmbeddedBroker broker = new EmbeddedBroker(directory, taken.getLocalPort());
            assertThatThrownBy(broker::start)
                    .isInstanceOf(BrokerException.PortTaken.class)
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("modemfleet.broker.port")
                    .hasMessageNotContaining("\n");
            assertThat(broker.isRunning()).isFalse();
        }
    }

    @Test
    void aJournalInUseIsToldInOneLine() {
        try (Running broker = start()) {
            assertThat(broker.port()).isPositive();
            EmbeddedBroker second = new EmbeddedBroker(directory, 0);
            assertThatThrownBy(second::start)
                    .isInstanceOf(BrokerException.JournalUnavailable.class)
                    .hasMessageContaining("in use by another broker")
                    .hasMessageContaining("modemfleet.data-dir")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void aDirectoryThatCannotBeIsToldInOneLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThatThrownBy(new EmbeddedBroker(file.resolve("broker"), 0)::start)
                .isInstanceOf(BrokerException.JournalUnavailable.class)
                .hasMessageContaining(file.toString())
                .hasMessageNotContaining("\n");
    }

    @Test
    void itsJournalStaysSmall() throws Exception {
        try (Running broker = start()) {
            publish(broker, "a", MqttQos.AT_LEAST_ONCE, true, "b");
        }
        try (var files = Files.walk(directory)) {
            long size = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
            assertThat(size).isLessThan(16L << 20);
        }
    }

    private Running start() {
        EmbeddedBroker broker = new EmbeddedBroker(directory, 0);
        broker.start();
        return new Running(broker);
    }

    private record Running(EmbeddedBroker broker) implements AutoCloseable {
        int port() {
            return broker.port();
        }

        @Override
        public void close() {
            broker.stop();
        }
    }

    private static Mqtt3BlockingClient client(Running broker, String identifier) {
        return MqttClient.builder().useMqttVersion3().identifier(identifier).serverHost("127.0.0.1").serverPort(broker.port())
                .buildBlocking();
    }

    private static Mqtt3BlockingClient connected(Running broker, String identifier, boolean cleanSession) {
        Mqtt3BlockingClient client = client(broker, identifier);
        client.connectWith().cleanSession(cleanSession).send();
        return client;
    }

    private static void publish(Running broker, String topic, MqttQos qos, boolean retain, String payload) {
        Mqtt3BlockingClient publisher = connected(broker, "publisher", true);
        publisher.publishWith().topic(topic).qos(qos).retain(retain).payload(bytes(payload)).send();
        publisher.disconnect();
    }

    private static Mqtt3Publish next(Mqtt3Publishes received) throws InterruptedException {
        return received.receive(10, TimeUnit.SECONDS).orElseThrow(() -> new AssertionError("no message in 10 s"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
