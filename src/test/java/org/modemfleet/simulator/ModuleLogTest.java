package org.modemfleet.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ModuleLogTest {

    private final AtomicInteger modules = new AtomicInteger(1);
    private final ModuleLog log = new ModuleLog(Clock.systemUTC(), new LogBudget(modules::get));

    private void command(int number) {
        log.command(("AT+CSQ;S3=" + number).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aFewModulesRememberMuch() {
        for (int i = 1; i <= 2500; i++) {
            command(i);
        }
        List<LogEntry> kept = log.read(0, Integer.MAX_VALUE);
        assertThat(kept).hasSize(2000);
        assertThat(kept.getFirst().sequence()).isEqualTo(501);
        assertThat(kept.getLast().text()).asString().endsWith("=2500");
    }

    @Test
    void thousandsRememberLittleEach() {
        for (int i = 1; i <= 1000; i++) {
            command(i);
        }
        modules.set(10_000);
        command(1001);
        List<LogEntry> kept = log.read(0, Integer.MAX_VALUE);
        assertThat(kept).hasSizeBetween(20, 100);
        assertThat(kept.getLast().sequence()).isEqualTo(1001);
    }

    @Test
    void theNewestIsKeptHoweverLongItIs() {
        modules.set(1_000_000);
        command(1);
        log.command(new byte[100_000]);
        assertThat(log.read(0, Integer.MAX_VALUE)).singleElement().satisfies(entry -> assertThat(entry.text()).hasSize(100_000));
    }

    @Test
    void passwordsAreNotKept() {
        log.command("AT+MQTTCONN=0,\"host\",1883,\"id\",\"user\",\"secret\"".getBytes(StandardCharsets.US_ASCII));
        assertThat(log.read(0, 1).getFirst().text()).asString().isEqualTo("AT+MQTTCONN=0,\"host\",1883,\"id\",\"user\",\"***\"");
    }
}
