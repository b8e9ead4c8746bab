package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class ModemFleetPropertiesTest {

    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Settings.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(ModemFleetProperties.class)
    static class Settings {}

    @Test
    void theDefaultsAreTheContracts() {
        context.run(started -> {
            ModemFleetProperties settings = started.getBean(ModemFleetProperties.class);
            assertThat(settings.dataDirectory()).isEqualTo(Path.of("").toAbsolutePath().resolve("data"));
            assertThat(settings.adminToken()).isNull();
            assertThat(settings.demo()).isTrue();
            assertThat(settings.broker()).isEqualTo(new ModemFleetProperties.Broker(true, 1883));
            assertThat(settings.allowedOrigins()).isEmpty();
            assertThat(settings.simulator()).isEqualTo(new ModemFleetProperties.Simulator(1, 0, "ML307R", List.of(), null, null, null));
        });
    }

    @Test
    void readsAList() {
        context.withPropertyValues("modemfleet.allowed-origins=https://a.example,http://b.example:8081").run(started ->
                assertThat(started.getBean(ModemFleetProperties.class).allowedOrigins())
                        .containsExactly("https://a.example", "http://b.example:8081"));
    }

    @Test
    void theTokenIsNeverPrinted() {
        context.withPropertyValues("modemfleet.admin-token=sesame-open-sesame").run(started ->
                assertThat(started.getBean(ModemFleetProperties.class).toString()).doesNotContain("sesame"));
    }

    @ParameterizedTest
    @CsvSource({
        "modemfleet.broker.port, 70000, 'modemfleet.broker.port = ''70000'''",
        "modemfleet.broker.port, abc, 'modemfleet.broker.port = ''abc'' is not a valid int'",
        "modemfleet.demo, perhaps, 'modemfleet.demo = ''perhaps'' is not a valid boolean'",
        "modemfleet.simulator.time-scale, 0, 'modemfleet.simulator.time-scale = ''0.0'''",
        "modemfleet.simulator.count, -1, 'modemfleet.simulator.count = ''-1'''",
        "modemfleet.allowed-origins, '*', 'modemfleet.allowed-origins[0]'",
        "modemfleet.admin-token, short, 'modemfleet.admin-token: needs 16 to 256'",
    })
    void aValueThatCannotBeIsNamedInOneLine(String setting, String value, String line) {
        context.withPropertyValues(setting + "=" + value).run(started -> {
            FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(started.getStartupFailure());
            assertThat(analysis).isNotNull();
            assertThat(StartFailureReporter.oneLine(analysis.getDescription(), analysis.getAction())).contains("setting " + line)
                    .doesNotContain("\n");
        });
    }
}
