package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A module with brokers that others wrote, through its AT line, and an independent client beside it. Order is not asserted: Artemis 2.53
 * sometimes swaps two neighbouring messages.
 */
@ParameterizedClass
@EnumSource(TestBroker.Kind.class)
@ExtendWith(ResultTable.class)
class BrokersTest {

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    @Parameter
    private TestBroker.Kind kind;

    private final String topic = "t" + UUID.randomUUID();
    private final Bench bench = Bench.withRunningClock();
    private final List<Mqtt3Publish> heard = new CopyOnWriteArrayList<>();
    private Terminal te;
    private Mqtt3AsyncClient outside;

    @BeforeParameterizedClassInvocation
    static void start(TestBroker.Kind kind) throws Exception {
        broker = kind.start(Files.createDirectories(directory.resolve(kind.name())));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws Exception {
        if (broker != null) {
            broker.stop().close();
            broker = null;
        }
    }

    @BeforeEach
    void plug() {
        te = bench.terminal("m-" + topic, "ML307R");
        outside = Mqtt3Client.builder().identifier("outside-" + topic).serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
        outside.publishes(MqttGlobalPublishFilter.ALL, heard::add);
        outside.toBlocking().connect();
    }

    @AfterEach
    void unplug() {
        te.close();
        bench.close();
        outside.toBlocking().disconnect();
    }

    private void connect(String clientId) {
        te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"" + clientId + "\"").urc("+MQTTURC: \"conn\",0,0");
    }

    private void connectClean() {
        te.does("AT+MQTTCFG=\"clean\",0,1");
        connect("c-" + topic);
    }

    private int granted(int qos) {
        return Math.min(qos, broker.highestQos());
    }

    private void subscribe(String filter, int qos) {
        String row = te.sends("AT+MQTTSUB=0,\"" + filter + "\"," + qos + "\r\n").readTo("OK\r\n");
        String mid = row.replaceAll("(?s).*\\+MQTTSUB: 0,(\\d+)\r\n.*", "$1");
        te.urc("+MQTTURC: \"suback\",0," + mid + "," + granted(qos));
    }

    /** The next publish URC without its identifier. */
    private String received() {
        String urc = te.readTo("\r\n+MQTTURC: \"publish\",0,");
        assertThat(urc).isEqualTo("\r\n+MQTTURC: \"publish\",0,");
        return te.readTo(",") + te.readTo("\r\n").strip();
    }

    private void publishesFromOutside(String name, int qos, boolean retain, byte[] payload) {
        outside.toBlocking().publishWith().topic(name).qos(MqttQos.fromCode(qos)).retain(retain).payload(payload).send();
    }

    private Mqtt3Publish hears(String name) {
        await().until(() -> heard.stream().anyMatch(message -> message.getTopic().toString().equals(name)));
        return heard.stream().filter(message -> message.getTopic().toString().equals(name)).findFirst().orElseThrow();
    }

    private void listens(String filter) {
        outside.toBlocking().subscribeWith().topicFilter(filter).qos(MqttQos.EXACTLY_ONCE).send();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The manual's chapter 4.1.1: subscribe, publish at each QoS to itself, unsubscribe, disconnect. */
    @Test
    void plainAccess() {
        connectClean();
        subscribe(topic, 2);
        for (int qos = 0; qos <= broker.highestQos(); qos++) {
            te.sends("AT+MQTTPUB=0,\"" + topic + "\"," + qos + ",0,0,4,\"3242\"\r\n").readTo("OK\r\n");
            String urcs = te.readTo("\"" + topic + "\",4,4,3242\r\n");
            String acknowledged = qos == 0 ? "" : qos == 1 ? "\"puback\"" : "\"pubcomp\"";
            if (!urcs.contains(acknowledged)) {
                te.readTo(acknowledged);
                te.readTo("\r\n");
            }
        }
        String row = te.sends("AT+MQTTUNSUB=0,\"" + topic + "\"\r\n").readTo("OK\r\n");
        assertThat(row).contains("+MQTTUNSUB: 0,");
        assertThat(te.readTo("\"unsuback\",0,")).isEqualTo("\r\n+MQTTURC: \"unsuback\",0,");
        te.readTo("\r\n");
        publishesFromOutside(topic, 1, false, bytes("unheard"));
        te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2").does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messagesGoOut(int qos) {
        assumeTrue(qos <= broker.highestQos(), "the broker has no QoS " + qos);
        listens(topic + "/#");
        connectClean();
        te.sends("AT+MQTTPUB=0,\"" + topic + "/中文\"," + qos + ",0,0,4\r\n").expects("\r\n>").sends(new byte[] {0, '\r', '"', (byte) 0xff})
                .readTo("OK\r\n");
        Mqtt3Publish message = hears(topic + "/中文");
        assertThat(message.getPayloadAsBytes()).containsExactly(0, '\r', '"', 0xff);
        assertThat(message.getQos().getCode()).isEqualTo(qos);
        assertThat(message.isRetain()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void messagesComeIn(int qos) {
        connectClean();
        subscribe(topic + "/+/x", qos);
        publishesFromOutside(topic + "/a/x", granted(qos), false, bytes("a,\"b\""));
        String urc = received();
        assertThat(urc).endsWith(",\"" + topic + "/a/x\",5,5,a,\"b\"");
        assertThat(urc.startsWith("0,")).as("identifier 0 at QoS 0 only").isEqualTo(granted(qos) == 0);
    }

    @Test
    void everyByteGoesThereAndBack() {
        connectClean();
        te.does("AT+MQTTCFG=\"encoding\",0,0,1");
        subscribe(topic, 1);
        byte[] payload = new byte[400];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
        }
        te.sends("AT+MQTTPUB=0,\"" + topic + "\",1,0,0,400\r\n").expects("\r\n>").sends(payload).readTo("OK\r\n");
        te.readTo("\",400,400,");
        assertThat(te.readTo("\r\n").strip()).isEqualTo(HexFormat.of().withUpperCase().formatHex(payload));
    }

    @Test
    void aRetainedMessageComesWithTheSubscriptionUntilItIsCleared() {
        connectClean();
        te.sends("AT+MQTTPUB=0,\"" + topic + "\",1,1,0,4,\"warm\"\r\n").readTo("\"puback\"");
        te.readTo("\r\n");
        te.sends("AT+MQTTSUB=0,\"" + topic + "\",1\r\n").readTo("OK\r\n");
        // A server may send it before SUBACK (MQTT 3.1.1, 3.8.4).
        String urcs = te.readTo("\"suback\"") + te.readTo("\r\n");
        assertThat(urcs.contains(topic) ? urcs : received()).contains("\"" + topic + "\",4,4,warm");
        listens(topic);
        assertThat(hears(topic).isRetain()).isTrue();
        te.sends("AT+MQTTPUB=0,\"" + topic + "\",1,1,0,0,\"\"\r\n").readTo("\"" + topic + "\",0,0,\r\n");
        List<byte[]> lateHeard = new CopyOnWriteArrayList<>();
        Mqtt3AsyncClient late = Mqtt3Client.builder().identifier("late-" + topic).serverHost("127.0.0.1").serverPort(broker.port()).buildAsync();
        late.publishes(MqttGlobalPublishFilter.ALL, message -> lateHeard.add(message.getPayloadAsBytes()));
        late.toBlocking().connect();
        late.toBlocking().subscribeWith().topicFilter(topic).qos(MqttQos.AT_LEAST_ONCE).send();
        publishesFromOutside(topic, 1, false, bytes("live"));
        await().until(() -> !lateHeard.isEmpty());
        assertThat(lateHeard.getFirst()).isEqualTo(bytes("live"));
        late.toBlocking().disconnect();
    }

    @Test
    void theWillIsPublishedWhenThePowerGoes() {
        listens(topic);
        te.does("AT+MQTTCFG=\"willoption\",0,1,1,0").does("AT+MQTTCFG=\"willpayload\",0,\"" + topic + "\",\"gone\"");
        connectClean();
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        // Another name: a broker may see this CONNECT before that DISCONNECT, and would take over.
        connect("again-" + topic);
        bench.modules().find("m-" + topic).orElseThrow().powerCycle();
        assertThat(hears(topic).getPayloadAsBytes()).isEqualTo(bytes("gone"));
        assertThat(heard).as("none for the DISCONNECT before").hasSize(1);
    }

    @Test
    void aSessionIsResumedWithWhatWasQueued() {
        connect("c-" + topic);
        subscribe(topic, 1);
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        publishesFromOutside(topic, 1, false, bytes("queued"));
        connect("c-" + topic);
        assertThat(received()).endsWith(",\"" + topic + "\",6,6,queued");
        te.rows("AT+MQTTSUB=0", "+MQTTSUB: \"" + topic + "\",1");
        te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        connectClean();
        te.does("AT+MQTTSUB=0");
    }

    /** MQTT-3.1.4-2. */
    @Test
    void aSecondClientOfTheSameNameTakesOver() {
        te.does("AT+MQTTCFG=\"reconn\",0,0,20,0");
        connectClean();
        try (Terminal other = bench.terminal("other-" + topic, "ML307R")) {
            other.does("AT+MQTTCFG=\"clean\",0,1").does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"c-" + topic + "\"")
                    .urc("+MQTTURC: \"conn\",0,0");
            te.urc("+MQTTURC: \"conn\",0,4");
        }
    }

    /** The manual's chapter 4.2.1. */
    @Test
    void encryptedAccess() {
        assumeTrue(broker.tlsPort() > 0, "no TLS here");
        String ca = broker.authority().ca();
        te.sends("AT+MSSLCERTWR=\"ca.pem\",0," + ca.length() + "\r\n").expects("\r\n>").sends(ca).expects(Terminal.OK);
        te.does("AT+MSSLCFG=\"cert\",0,\"ca.pem\"").does("AT+MSSLCFG=\"auth\",0,1").does("AT+MQTTCFG=\"ssl\",0,1,0")
                .does("AT+MQTTCFG=\"clean\",0,1")
                .does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.tlsPort() + ",\"c-" + topic + "\"").urc("+MQTTURC: \"conn\",0,0");
        subscribe(topic, 1);
        publishesFromOutside(topic, 1, false, bytes("secret"));
        assertThat(received()).endsWith(",\"" + topic + "\",6,6,secret");
    }
}
