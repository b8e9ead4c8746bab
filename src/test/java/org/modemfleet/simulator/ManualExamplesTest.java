package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3BlockingClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.testsupport.Mosquitto;

/** The examples of the manual's chapters 3 and 4 on a real broker; hosts are ours, mids begin with 1. */
class ManualExamplesTest {

    private static Mosquitto broker;
    private static Bench bench;

    @BeforeAll
    static void start() {
        broker = Mosquitto.options().user("425089", "SnMHaAOMCbQD90eADEGpMBPu8pI=").user("other", "secret").start();
        bench = Bench.withRunningClock();
    }

    @AfterAll
    static void stop() {
        bench.close();
        broker.close();
    }

    private static String connect(String clientId) {
        return "AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"" + clientId
                + "\",\"425089\",\"SnMHaAOMCbQD90eADEGpMBPu8pI=\"";
    }

    private static Mqtt3BlockingClient outsider() {
        Mqtt3BlockingClient client = Mqtt3Client.builder().serverHost("127.0.0.1").serverPort(broker.port())
                .buildBlocking();
        client.connectWith().simpleAuth().username("other").password("secret".getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth().send();
        return client;
    }

    private static void publish(Mqtt3BlockingClient client, String topic, int qos, byte[] payload) {
        client.publishWith().topic(topic).qos(MqttQos.fromCode(qos)).payload(payload).send();
    }

    @Test
    void configuration() {
        try (Terminal te = bench.terminal("cfg", "ML307R")) {
            te.does("AT+MQTTCFG=\"pingresp\",1,1").rows("AT+MQTTCFG=\"encoding\",0", "+MQTTCFG: \"encoding\",0,0");
        }
    }

    @Test
    void plainAccess() {
        Mqtt3BlockingClient outside = outsider();
        try (Terminal te = bench.terminal("716335458", "ML307R")) {
            te.does("AT+MQTTCFG=\"pingresp\",0,1").does(connect("716335458")).urc("+MQTTURC: \"conn\",0,0")
                    .rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2")
                    .rows("AT+MQTTSUB=0,\"world\",1,\"hello\",2", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,1,2")
                    .rows("AT+MQTTSUB=0", "+MQTTSUB: \"world\",1,\"hello\",2");
            publish(outside, "world", 1, "12345".getBytes(StandardCharsets.UTF_8));
            te.urc("+MQTTURC: \"publish\",0,1,\"world\",5,5,12345");
            publish(outside, "hello", 2, "12345".getBytes(StandardCharsets.UTF_8));
            te.urc("+MQTTURC: \"publish\",0,2,\"hello\",5,5,12345")
                    .rows("AT+MQTTUNSUB=0,\"world\"", "+MQTTUNSUB: 0,2").urc("+MQTTURC: \"unsuback\",0,2")
                    .rows("AT+MQTTPUB=0,\"world\",2,0,0,4,\"3242\"", "+MQTTPUB: 0,3,15")
                    .urc("+MQTTURC: \"pubrec\",0,3,0").urc("+MQTTURC: \"pubcomp\",0,3,0")
                    .rows("AT+MQTTPUB=0,\"world\",1,0,0,4,\"3242\"", "+MQTTPUB: 0,4,15")
                    .urc("+MQTTURC: \"puback\",0,4,0")
                    .rows("AT+MQTTPUB=0,\"world\",0,0,0,4,\"3242\"", "+MQTTPUB: 0,5,13")
                    .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        } finally {
            outside.disconnect();
        }
    }

    @Test
    void cachedMode() {
        Mqtt3BlockingClient outside = outsider();
        try (Terminal te = bench.terminal("716335459", "ML307R")) {
            te.does("AT+MQTTCFG=\"cached\",0,1").does(connect("716335459")).urc("+MQTTURC: \"conn\",0,0")
                    .rows("AT+MQTTSUB=0,\"cached/world\",1,\"cached/hello\",2", "+MQTTSUB: 0,1")
                    .urc("+MQTTURC: \"suback\",0,1,1,2");
            publish(outside, "cached/hello", 2, "hello world".getBytes(StandardCharsets.UTF_8));
            te.urc("+MQTTURC: \"pubnmi\",0,1,11").rows("AT+MQTTREAD=0", "+MQTTREAD: 0,1,11")
                    .rows("AT+MQTTREAD=0,1", "+MQTTREAD: 0,1,\"cached/hello\",11,hello world")
                    .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2");
        } finally {
            outside.disconnect();
        }
    }

    @Test
    void refusedByTheBroker() {
        try (Terminal te = bench.terminal("716335460", "ML307R")) {
            te.does("AT+MQTTCONN=0,\"127.0.0.1\"," + broker.port() + ",\"716335460\",\"425089\",\"wrong\"")
                    .urc("+MQTTURC: \"conn\",0,3")
                    .rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
        }
    }

    /** Whatever is published comes out as it is, and no answer is changed by it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20261122, 42})
    void anyPayloadArrivesAsItWasSent(long seed) {
        Random random = new Random(seed);
        Mqtt3BlockingClient outside = outsider();
        String topic = "any/" + seed;
        try (Terminal te = bench.terminal("hostile-" + seed, "ML307G")) {
            te.does(connect("hostile-" + seed)).urc("+MQTTURC: \"conn\",0,0")
                    .rows("AT+MQTTSUB=0,\"" + topic + "\",0", "+MQTTSUB: 0,1").urc("+MQTTURC: \"suback\",0,1,0");
            for (int i = 0; i < 20; i++) {
                byte[] payload = hostile(random);
                publish(outside, topic, 0, payload);
                te.expects("\r\n+MQTTURC: \"publish\",0,0,\"" + topic + "\"," + payload.length + "," + payload.length
                        + ",")
                        .expects(payload).expects("\r\n").rows("AT+MQTTSTATE=0", "+MQTTSTATE: 2");
            }
            te.does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        } finally {
            outside.disconnect();
        }
    }

    private static byte[] hostile(Random random) {
        String[] forged = {"\r\nOK\r\n", "\r\n+MQTTURC: \"conn\",0,2\r\n", "\r\n+CME ERROR: 604\r\n", "\"", ",", "\0",
                "\r\n>", "AT\r"};
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        byte[] text = forged[random.nextInt(forged.length)].getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 0, Math.min(text.length, bytes.length));
        return bytes;
    }

    @Test
    void dataModePublishesWhatAnOutsiderReceives() throws InterruptedException {
        Mqtt3BlockingClient outside = outsider();
        try (Terminal te = bench.terminal("outward", "ML307R");
                Mqtt3BlockingClient.Mqtt3Publishes publishes = outside.publishes(MqttGlobalPublishFilter.ALL)) {
            outside.subscribeWith().topicFilter("out/中文").qos(MqttQos.AT_LEAST_ONCE).send();
            te.does(connect("outward")).urc("+MQTTURC: \"conn\",0,0");
            byte[] payload = new byte[1024];
            new Random(7).nextBytes(payload);
            te.asks("AT+MQTTPUB=0,\"out/中文\",1,0,0,1024", "\r\n>").sends(payload)
                    .expects("\r\n+MQTTPUB: 0,1,1041\r\n" + Terminal.OK).urc("+MQTTURC: \"puback\",0,1,0");
            assertThat(publishes.receive().getPayloadAsBytes()).isEqualTo(payload);
        } finally {
            outside.disconnect();
        }
    }
}
