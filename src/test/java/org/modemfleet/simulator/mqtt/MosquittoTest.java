package org.modemfleet.simulator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.Mosquitto;

/** The engine with a broker and a client that others wrote. */
class MosquittoTest {

    private static Mqtt3BlockingClient outsider(Mosquitto broker) {
        Mqtt3BlockingClient client = Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(broker.port())
                .buildBlocking();
        client.connect();
        return client;
    }

    private static void publish(Mqtt3BlockingClient client, String topic, int qos, boolean retain, byte[] payload) {
        client.publishWith().topic(topic).qos(MqttQos.fromCode(qos)).retain(retain).payload(payload).send();
    }

    private static Rig connected(Mosquitto broker, double timeScale, Settings settings) {
        Rig rig = new Rig(timeScale);
        rig.connect(settings);
        rig.urcs.expects("conn 0");
        return rig;
    }

    private static void subscribed(Rig rig, String topic, int qos) {
        int mid = rig.subscribe(topic, qos);
        rig.urcs.expects("suback " + mid + " [" + qos + "]");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messagesGoOutAtEveryQos(int qos) throws InterruptedException {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = connected(broker, 1, Settings.to(broker.port()))) {
            Mqtt3BlockingClient outsider = outsider(broker);
            try (Mqtt3BlockingClient.Mqtt3Publishes heard = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
                outsider.subscribeWith().topicFilter("out/#").qos(MqttQos.EXACTLY_ONCE).send();
                byte[] all = everyByte();
                rig.call(engine -> engine.publish("out/中文", qos, false, false, all));
                Mqtt3Publish message = heard.receive(5, TimeUnit.SECONDS).orElseThrow();
                assertThat(message.getTopic()).hasToString("out/中文");
                assertThat(message.getQos().getCode()).isEqualTo(qos);
                assertThat(message.getPayloadAsBytes()).isEqualTo(all);
            }
            switch (qos) {
                case 1 -> rig.urcs.expects("puback 1 0");
                case 2 -> rig.urcs.expects("pubrec 1 0", "pubcomp 1 0");
                default -> { }
            }
            rig.urcs.expectsNothing();
            outsider.disconnect();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messagesComeInAtEveryQos(int qos) {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = connected(broker, 1, Settings.to(broker.port()))) {
            subscribed(rig, "in/+/x", qos);
            Mqtt3BlockingClient outsider = outsider(broker);
            publish(outsider, "in/a/x", qos, false, everyByte());
            assertThat(rig.urcs.payload()).isEqualTo(everyByte());
            rig.urcs.expects("publish " + (qos > 0 ? 1 : 0) + " in/a/x 256 bytes");
            publish(outsider, "in/a/x", qos, false, new byte[300_000]);
            assertThat(rig.urcs.payload()).hasSize(300_000);
            outsider.disconnect();
        }
    }

    @Test
    void whatIsUnsubscribedComesNoMore() {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = connected(broker, 1, Settings.to(broker.port()))) {
            subscribed(rig, "a", 1);
            subscribed(rig, "b", 1);
            rig.unsubscribe("a");
            rig.urcs.expects("unsuback 3");
            assertThat(rig.subscriptions()).containsExactly(new Subscription("b", 1));
            Mqtt3BlockingClient outsider = outsider(broker);
            publish(outsider, "a", 1, false, bytes("no"));
            publish(outsider, "b", 1, false, bytes("yes"));
            rig.urcs.expects("publish 1 b yes").expectsNothing();
            outsider.disconnect();
        }
    }

    @Test
    void aResumedSessionGetsWhatWasPublishedMeanwhileAndACleanOneDoesNot() {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = connected(broker, 1, Settings.to(broker.port()))) {
            subscribed(rig, "t", 2);
            rig.disconnect();
            rig.urcs.expects("conn 2");
            Mqtt3BlockingClient outsider = outsider(broker);
            publish(outsider, "t", 1, false, bytes("one"));
            publish(outsider, "t", 2, false, bytes("two"));
            rig.connect(Settings.to(broker.port()));
            rig.urcs.expects("conn 0", "publish 1 t one", "publish 2 t two");
            assertThat(rig.subscriptions()).containsExactly(new Subscription("t", 2));
            rig.disconnect();
            rig.urcs.expects("conn 2");
            publish(outsider, "t", 1, false, bytes("three"));
            rig.connect(Settings.to(broker.port()).clean());
            rig.urcs.expects("conn 0").expectsNothing();
            assertThat(rig.subscriptions()).isEmpty();
            outsider.disconnect();
        }
    }

    @Test
    void aRetainedMessageIsDeliveredToALaterSubscriber() throws InterruptedException {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = connected(broker, 1, Settings.to(broker.port()))) {
            rig.call(engine -> engine.publish("kept", 1, true, false, bytes("r")));
            rig.urcs.expects("puback 1 0");
            Mqtt3BlockingClient outsider = outsider(broker);
            try (Mqtt3BlockingClient.Mqtt3Publishes heard = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
                outsider.subscribeWith().topicFilter("kept").send();
                Mqtt3Publish message = heard.receive(5, TimeUnit.SECONDS).orElseThrow();
                assertThat(message.isRetain()).isTrue();
                assertThat(message.getPayloadAsBytes()).isEqualTo(bytes("r"));
            }
            subscribed(rig, "kept", 1);
            rig.urcs.expects("publish 1 kept r");
            outsider.disconnect();
        }
    }

    @Test
    void theWillIsPublishedAfterAPowerCutAndNotAfterADisconnect() throws InterruptedException {
        try (Mosquitto broker = Mosquitto.start(); Rig rig = new Rig(1)) {
            Mqtt3BlockingClient outsider = outsider(broker);
            try (Mqtt3BlockingClient.Mqtt3Publishes heard = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
                outsider.subscribeWith().topicFilter("will/#").qos(MqttQos.EXACTLY_ONCE).send();
                rig.connect(Settings.to(broker.port()).will("will/not", bytes("never"), 1, false));
                rig.urcs.expects("conn 0");
                rig.disconnect();
                rig.urcs.expects("conn 2");
                rig.connect(Settings.to(broker.port()).will("will/yes", bytes("gone"), 2, true));
                rig.urcs.expects("conn 0");
                rig.powerCut();
                Mqtt3Publish will = heard.receive(5, TimeUnit.SECONDS).orElseThrow();
                assertThat(will.getTopic()).hasToString("will/yes");
                assertThat(will.getPayloadAsBytes()).isEqualTo(bytes("gone"));
                assertThat(will.getQos()).isEqualTo(MqttQos.EXACTLY_ONCE);
                assertThat(heard.receiveNow()).isEmpty();
            }
            outsider.disconnect();
        }
    }

    @Test
    void aWrongPasswordIsARefusalAndTheRightOneIsNot() {
        try (Mosquitto broker = Mosquitto.options().user("u", "secret").start(); Rig rig = new Rig(1)) {
            rig.connect(Settings.to(broker.port()).user("u", bytes("wrong")).reconn(3, 20, 0));
            rig.urcs.expects("conn 3");
            rig.connect(Settings.to(broker.port()).user("u", bytes("secret")));
            rig.urcs.expects("conn 0").expectsNothing();
        }
    }

    @Test
    void theServerClosesWhenAnotherClientTakesTheIdentifier() {
        try (Mosquitto broker = Mosquitto.start();
                Rig rig = connected(broker, 1, Settings.to(broker.port()).clientId("same"))) {
            Mqtt3BlockingClient other = Mqtt3Client.builder().identifier("same").serverHost("127.0.0.1")
                    .serverPort(broker.port()).buildBlocking();
            other.connect();
            rig.urcs.expects("conn 4").expectsNothing();
            other.disconnect();
        }
    }

    /** 20 simulated seconds are one. */
    @Test
    void aBrokerThatWentAwayIsFoundAgainAndTheSessionGoesOn() {
        try (Mosquitto broker = Mosquitto.options().persistence().start();
                Rig rig = connected(broker, 20, Settings.to(broker.port()).reconn(3, 20, 0))) {
            subscribed(rig, "t", 1);
            broker.stop();
            rig.urcs.expects("conn 1");
            broker.restart();
            rig.urcs.expectsWithin(Duration.ofSeconds(20), "conn 0");
            assertThat(rig.subscriptions()).containsExactly(new Subscription("t", 1));
            Mqtt3BlockingClient outsider = outsider(broker);
            publish(outsider, "t", 1, false, bytes("again"));
            rig.urcs.expects("publish 1 t again").expectsNothing();
            outsider.disconnect();
        }
    }

    /** 60 simulated seconds are one. */
    @Test
    void aBrokerGoneDeafIsAPingTimeout() {
        try (Mosquitto broker = Mosquitto.start();
                Rig rig = connected(broker, 60, Settings.to(broker.port()).pingreq(60))) {
            rig.urcs.expects("pingresp 0");
            broker.freeze();
            rig.urcs.expects("pingresp 1", "conn 5").expectsNothing();
        }
    }

    private static byte[] everyByte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        return all;
    }
}
