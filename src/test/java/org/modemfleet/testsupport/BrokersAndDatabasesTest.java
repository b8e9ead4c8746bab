package org.modemfleet.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The helpers themselves: a test that leans on one must not doubt it. */
class BrokersAndDatabasesTest {

    @Test
    void mosquittoKeepsARetainedMessageOverAKill() throws Exception {
        try (Mosquitto broker = Mosquitto.options().persistence().start()) {
            Mqtt3BlockingClient publisher = client(broker);
            publisher.connect();
            publisher.publishWith().topic("room/1").qos(MqttQos.AT_LEAST_ONCE).retain(true)
                    .payload("warm".getBytes(StandardCharsets.UTF_8)).send();
            publisher.disconnect();
            broker.stop();
            broker.restart();
            Mqtt3BlockingClient reader = client(broker);
            reader.connect();
            try (var received = reader.publishes(MqttGlobalPublishFilter.ALL)) {
                reader.subscribeWith().topicFilter("room/#").send();
                assertThat(received.receive(10, TimeUnit.SECONDS)).hasValueSatisfying(
                        message -> assertThat(message.getPayloadAsBytes()).asString().isEqualTo("warm"));
            }
            reader.disconnect();
        }
    }

    @Test
    void mosquittoWithUsersRefusesTheOthers() {
        try (Mosquitto broker = Mosquitto.options().user("ann", "secret one").user("bob", "two").start()) {
            assertThatThrownBy(() -> client(broker).connect()).isInstanceOf(Mqtt3ConnAckException.class);
            Mqtt3BlockingClient bob = client(broker);
            bob.connectWith().simpleAuth().username("bob").password("two".getBytes(StandardCharsets.UTF_8)).applySimpleAuth().send();
            assertThat(bob.getState().isConnected()).isTrue();
            bob.disconnect();
        }
    }

    @Test
    void postgresGivesFreshDatabases() throws Exception {
        try (Postgres server = Postgres.start()) {
            String first = server.newDatabase();
            assertThat(server.newDatabase()).isNotEqualTo(first);
            try (var connection = DriverManager.getConnection(first); var statement = connection.createStatement()) {
                statement.execute("create table t (x bytea)");
                assertThat(statement.executeUpdate("insert into t values ('\\x00ff')")).isEqualTo(1);
            }
        }
    }

    private static Mqtt3BlockingClient client(Mosquitto broker) {
        return MqttClient.builder().useMqttVersion3().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
    }
}
