package org.modemfleet.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modemfleet.testsupport.HttpApi;
import org.modemfleet.testsupport.Mosquitto;

class ManualOnMosquittoTest extends ManualOverHttp {

    private static Mosquitto mosquitto;

    @BeforeAll
    static void start() {
        mosquitto = Mosquitto.start();
    }

    @AfterAll
    static void stop() {
        if (mosquitto != null) {
            mosquitto.close();
        }
    }

    @Override
    int brokerPort() {
        return mosquitto.port();
    }

    @Test
    void aBrokerThatNoLongerAnswersEndsAPublishInTimeout() {
        String module = module("sim:ML307R");
        connect(module, 2, mosquitto.port());
        mosquitto.freeze();
        try {
            HttpApi.Answer answer = http.post(mqtt(module, 2) + "/messages?wait=20",
                    "{\"topic\":\"world\",\"qos\":1,\"payload\":\"3242\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("/outcome")).isEqualTo("timeout");
            assertThat(strings(answer, "/at/urcs")).isEqualTo(List.of("+MQTTURC: \"timeout\",2," + mid(answer)));
        } finally {
            mosquitto.thaw();
        }
    }

    @Test
    void aServerThatRefusesUserAndPasswordIsAnOutcome() {
        try (Mosquitto guarded = Mosquitto.options().user("u", "right").start()) {
            String module = module("sim:ML307R");
            HttpApi.Answer answer = http.post(mqtt(module, 0) + "/connection",
                    "{\"host\":\"127.0.0.1\",\"port\":" + guarded.port() + ",\"user\":\"u\",\"password\":\"wrong\"}");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text("/outcome")).isEqualTo("refused");
            assertThat(answer.json().at("/connState").intValue()).isEqualTo(3);

            HttpApi.Answer right = http.post(mqtt(module, 0) + "/connection",
                    "{\"host\":\"127.0.0.1\",\"port\":" + guarded.port() + ",\"user\":\"u\",\"password\":\"right\"}");
            assertThat(right.text("/outcome")).isEqualTo("connected");
            http.delete(mqtt(module, 0) + "/connection");
            HttpApi.Answer kept = http.post(mqtt(module, 0) + "/connection",
                    "{\"host\":\"127.0.0.1\",\"port\":" + guarded.port() + ",\"user\":\"u\"}");
            assertThat(kept.text("/outcome")).isEqualTo("connected");
            http.delete(mqtt(module, 0) + "/connection");
            HttpApi.Answer deleted = http.post(mqtt(module, 0) + "/connection",
                    "{\"host\":\"127.0.0.1\",\"port\":" + guarded.port() + ",\"user\":\"u\",\"password\":null}");
            assertThat(deleted.text("/outcome")).isEqualTo("refused");
        }
    }
}
