package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class StrictJsonTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
            .withUserConfiguration(StrictJson.class);

    record Request(int qos, @Nullable String topic, @Nullable Boolean retain, @Nullable Long size) {}

    @Test
    void readsWhatIsWrittenAsItShouldBe() {
        context.run(started -> assertThat(started.getBean(JsonMapper.class)
                .readValue("{\"topic\":\"a/+/b\",\"qos\":1,\"retain\":null}", Request.class)).isEqualTo(new Request(1, "a/+/b", null, null)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"qos\":1,\"unknown\":2}",
        "{\"qos\":1,\"qos\":1}",
        "{\"qos\":\"1\"}",
        "{\"qos\":1.7}",
        "{\"qos\":1.0}",
        "{\"qos\":true}",
        "{\"qos\":null}",
        "{\"qos\":99999999999}",
        "{\"qos\":1,\"size\":1.5}",
        "{\"qos\":1,\"size\":\"5\"}",
        "{\"qos\":1,\"topic\":5}",
        "{\"qos\":1,\"topic\":true}",
        "{\"qos\":1,\"retain\":\"true\"}",
        "{\"qos\":1,\"retain\":1}",
        "{\"qos\":1} {}",
        "{\"qos\":01}",
        "{'qos':1}",
    })
    void refuses(String json) {
        context.run(started -> assertThatThrownBy(() -> started.getBean(JsonMapper.class).readValue(json, Request.class))
                .isInstanceOf(JacksonException.class));
    }
}
