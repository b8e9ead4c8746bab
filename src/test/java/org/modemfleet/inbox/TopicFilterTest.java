package org.modemfleet.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of MQTT 3.1.1, 4.7. */
class TopicFilterTest {

    @ParameterizedTest
    @CsvSource({
        "sport/tennis/player1/#, sport/tennis/player1, true", "sport/tennis/player1/#, sport/tennis/player1/ranking, true",
        "sport/#, sport, true", "#, anything/at/all, true", "#, $SYS/broker, false", "+/monitor, $SYS/monitor, false",
        "$SYS/#, $SYS/broker, true", "sport/tennis/+, sport/tennis/player1, true",
        "sport/tennis/+, sport/tennis/player1/ranking, false", "sport/+, sport, false", "sport/+, sport/, true",
        "+/+, /finance, true", "/+, /finance, true", "+, /finance, false", "a/+/b, a/x/b, true", "world, world, true",
        "world, World, false", "中文/+, 中文/天, true"})
    void matches(String filter, String topic, boolean matches) {
        assertThat(TopicFilter.parse(filter).orElseThrow().matches(topic)).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sport/tennis#", "sport/tennis/#/ranking", "sport+", "a+/b", "##"})
    void refusesWhatIsNoFilter(String text) {
        assertThat(TopicFilter.parse(text)).isEmpty();
    }
}
