package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient.Mqtt3Publishes;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.modemfleet.simulator.device.Identity;
import org.modemfleet.testsupport.Mosquitto;

/** Many modules in one process: none gets what is another's. */
class FleetTest {

    private static final int MODULES = 300;

    @Test
    void eachOfManyModulesGetsAndSendsExactlyItsOwnMessage() throws InterruptedException {
        try (Mosquitto broker = Mosquitto.start(); Bench bench = Bench.withRunningClock()) {
            List<Terminal> fleet = IntStream.range(0, MODULES).mapToObj(i -> bench.terminal("fleet-" + i, "ML307R")).toList();
            fleet.forEach(te -> te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port()));
            fleet.forEach(te -> te.urc("+MQTTURC: \"conn\",0,0"));
            each(fleet, (te, i) -> te.rows("AT+MQTTSUB=0,\"down/" + i + "\",1", "+MQTTSUB: 0,1"));
            fleet.forEach(te -> te.urc("+MQTTURC: \"suback\",0,1,1"));
            Mqtt3BlockingClient outsider = outsider(broker);
            try (Mqtt3Publishes heard = outsider.publishes(MqttGlobalPublishFilter.ALL)) {
                outsider.subscribeWith().topicFilter("up/+").qos(MqttQos.AT_LEAST_ONCE).send();
                each(fleet, (_, i) -> outsider.publishWith().topic("down/" + i).qos(MqttQos.AT_LEAST_ONCE).payload(message(i)).send());
                each(fleet, (te, i) -> te.urc("+MQTTURC: \"publish\",0,1,\"down/" + i + "\",3,3," + text(i)).silent());
                each(fleet, (te, i) -> te.rows("AT+MQTTPUB=0,\"up/" + i + "\",1,0,0,3,\"" + text(i) + "\"",
                        "+MQTTPUB: 0,2," + (9 + ("up/" + i).length())));
                fleet.forEach(te -> te.urc("+MQTTURC: \"puback\",0,2,0").silent());
                assertThat(received(heard)).isEqualTo(IntStream.range(0, MODULES).boxed()
                        .collect(Collectors.toMap(i -> "up/" + i, FleetTest::text)));
                assertThat(heard.receiveNow()).isEmpty();
            }
            outsider.disconnect();
        }
    }

    private static void each(List<Terminal> fleet, ObjIntConsumer<Terminal> action) {
        IntStream.range(0, fleet.size()).forEach(i -> action.accept(fleet.get(i), i));
    }

    private static Mqtt3BlockingClient outsider(Mosquitto broker) {
        Mqtt3BlockingClient client = Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(broker.port()).buildBlocking();
        client.connect();
        return client;
    }

    /** As many messages as there are modules, by topic. */
    private static Map<String, String> received(Mqtt3Publishes heard) throws InterruptedException {
        Map<String, String> messages = new HashMap<>();
        for (int i = 0; i < MODULES; i++) {
            Mqtt3Publish message = heard.receive(10, TimeUnit.SECONDS).orElseThrow();
            messages.put(message.getTopic().toString(), new String(message.getPayloadAsBytes(), StandardCharsets.US_ASCII));
        }
        return messages;
    }

    /** What is meant for, or comes from, one module. */
    private static String text(int module) {
        return "%03d".formatted(module);
    }

    private static byte[] message(int module) {
        return text(module).getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void identitiesAreConsecutiveAndNeverEqual() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            Identity identity = Identity.of("sim-" + i);
            assertThat(seen.add(identity.imei()) && seen.add(identity.imsi()) && seen.add(identity.iccid())).as("sim-" + i).isTrue();
        }
        assertThat(serialNumber("sim-8")).isEqualTo(serialNumber("sim-7") + 1);
        assertThat(Identity.of("sim-7")).isEqualTo(Identity.of("sim-7")).isNotEqualTo(Identity.of("other-7"));
        assertThat(Identity.of("no number")).isNotEqualTo(Identity.of("no number either"));
    }

    private static long serialNumber(String moduleId) {
        return Long.parseLong(Identity.of(moduleId).imei().substring(4, 14));
    }
}
