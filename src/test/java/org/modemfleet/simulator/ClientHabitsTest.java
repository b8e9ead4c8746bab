package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.Mosquitto;

/** What client code that runs on real modules does to them. */
class ClientHabitsTest {

    private Mosquitto broker;
    private Bench bench;

    @BeforeEach
    void start() {
        broker = Mosquitto.start();
        bench = Bench.withRunningClock();
    }

    @AfterEach
    void stop() {
        bench.close();
        broker.close();
    }

    @Test
    void aWholeSessionAsClientsDoIt() {
        try (Terminal te = bench.terminal("ML307R")) {
            te.does("ATE0").does("AT").refused("AT+MQTTDISC=0", 602).rows("AT+MQTTSTATE=4", "+MQTTSTATE: 3")
                    .does("AT+MQTTCFG=\"clean\",0,1").does("AT+MQTTCFG=\"keepalive\",0,60")
                    .does("AT+MQTTCFG=\"pingreq\",0,60")
                    .does("AT+MQTTCFG=\"encoding\",0,1")
                    .does("AT+MQTTCONN=0,\"localhost\"," + broker.port() + ",\"habit\",\"\",\"\"")
                    .urc("+MQTTURC: \"conn\",0,0");
            // Subscribes at once, publishes without waiting for the suback.
            te.sends("AT+MQTTSUB=0,\"habit/#\",0\r\nAT+MQTTPUB=0,\"habit/a\",0,0,0,2\r\n")
                    .expects("\r\n+MQTTSUB: 0,1\r\n" + Terminal.OK);
            te.readTo("\r\n>");
            te.sends("hi\r\n").expects("\r\n+MQTTPUB: 0,2,13\r\n" + Terminal.OK);
            String urcs = te.readTo("habit/a\",2,2,hi\r\n");
            assertThat(urcs).contains("+MQTTURC: \"publish\",0,0,\"habit/a\"");
            te.rows("AT+MQTTPUB=0,\"habit/b\",0,0,0,2,6869", "+MQTTPUB: 0,3,13")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/b\",2,2,hi")
                    .rows("AT+MQTTPUB=0,\"habit/b\",0,0,0,2,\"6869\"", "+MQTTPUB: 0,4,13")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/b\",2,2,hi")
                    .does("AT+MQTTCFG=\"encoding\",0,0,0")
                    .rows("AT+MQTTPUB=0,\"habit/c\",0,0,0,9,\"{\"a\":\"b\"}\"", "+MQTTPUB: 0,5,20")
                    .urc("+MQTTURC: \"publish\",0,0,\"habit/c\",9,9,{\"a\":\"b\"}")
                    .does("AT+MQTTDISC=0").urc("+MQTTURC: \"conn\",0,2").silent();
        }
    }

    @Test
    void nobodyWaitsLong() {
        try (Terminal te = bench.terminal("ML307R")) {
            for (int i = 0; i < 200; i++) {
                te.rows("AT+CSQ", "+CSQ: 22,99");
            }
            long[] nanos = new long[100];
            for (int i = 0; i < nanos.length; i++) {
                long start = System.nanoTime();
                te.rows("AT+MQTTSTATE=0", "+MQTTSTATE: 3");
                nanos[i] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            assertThat(Duration.ofNanos(nanos[89])).isLessThan(Duration.ofMillis(20));
        }
    }
}
