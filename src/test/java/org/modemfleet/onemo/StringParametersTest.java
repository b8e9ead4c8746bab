package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.onemo.Lines.ZERO;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any string parameter either reaches a module as it was given or is refused before a byte is sent. */
class StringParametersTest {

    private static final String ALPHABET = "ab/ ,;=?\"'\\\r\n\t\0\u007f\u0085é中\ud83d\ude00+#:>AT";

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24, 25, 26, 27, 28})
    void roundTripOrRefusal(long seed) {
        Random random = new Random(seed);
        int reached = 0;
        for (int i = 0; i < 1000; i++) {
            List<String> texts = List.of(text(random), text(random), text(random), text(random));
            reached += connects(texts) + subscribes(texts) + unsubscribes(texts) + setsWill(texts);
        }
        assertThat(reached).as("seed %d", seed).isGreaterThan(100);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int bound = random.nextBoolean() ? ALPHABET.length() : 6;
        random.ints(random.nextInt(8), 0, bound).forEach(c -> text.append(ALPHABET.charAt(c)));
        return text.toString();
    }

    private static int connects(List<String> texts) {
        Connect command = new Connect(ZERO, texts.get(0), 1883, texts.get(1), texts.get(2), texts.get(3));
        return reaches(command, List.of("0", texts.get(0), "1883", texts.get(1), texts.get(2), texts.get(3)));
    }

    private static int subscribes(List<String> texts) {
        Subscribe command = new Subscribe(ZERO,
                List.of(new Subscribe.Filter(texts.get(0), 1), new Subscribe.Filter(texts.get(1), 2)));
        return reaches(command, List.of("0", texts.get(0), "1", texts.get(1), "2"));
    }

    private static int unsubscribes(List<String> texts) {
        return reaches(new Unsubscribe(ZERO, texts.subList(0, 3)),
                List.of("0", texts.get(0), texts.get(1), texts.get(2)));
    }

    private static int setsWill(List<String> texts) {
        MqttSetting setting = MqttSetting.of(MqttKey.WILLPAYLOAD,
                Map.of("willTopic", texts.get(0), "willMsg", texts.get(1)), Lines.model("ML307R"), new Check())
                .orElseThrow();
        return reaches(new SetSetting(ZERO, setting, InputFormat.TEXT),
                List.of("willpayload", "0", texts.get(0), texts.get(1)));
    }

    /** 1 if the command passed the check, and then a module reads what was given. */
    private static int reaches(MqttCommand<?> command, List<String> given) {
        Check check = new Check();
        command.check(Lines.model("ML307R"), check);
        if (!check.passed()) {
            assertThat(check.invalid()).isNotEmpty();
            return 0;
        }
        assertThat(ModuleParser.parameters(Lines.utf8("AT" + command.body() + "\r\n"))).isEqualTo(given);
        return 1;
    }

    @Test
    void parametersLeftOutAreSentOnlyBeforeOthers() {
        assertThat(new Connect(ZERO, "h", null, null, null, null).body()).isEqualTo("+MQTTCONN=0,\"h\"");
        assertThat(new Connect(ZERO, "h", 8883, null, null, null).body()).isEqualTo("+MQTTCONN=0,\"h\",8883");
        assertThat(new Connect(ZERO, "h", null, "c", null, null).body()).isEqualTo("+MQTTCONN=0,\"h\",1883,\"c\"");
        assertThat(new Connect(ZERO, "h", null, null, null, "p").body())
                .isEqualTo("+MQTTCONN=0,\"h\",1883,\"\",\"\",\"p\"");
        assertThat(new Connect(ZERO, "h", 1883, "c", "", "").body())
                .isEqualTo("+MQTTCONN=0,\"h\",1883,\"c\",\"\",\"\"");
    }

    @Test
    void thePasswordIsNeverShown() {
        Connect command = new Connect(ZERO, "h", 1883, "c", "u", "hunter2");
        assertThat(command.shown()).isEqualTo("AT+MQTTCONN=0,\"h\",1883,\"c\",\"u\",\"***\"");
        assertThat(command.body()).contains("hunter2");
        assertThat(command.toString()).doesNotContain("hunter2");
        Connect bad = new Connect(ZERO, "h", 1883, "c", "u", "hunter2\"");
        assertThat(Lines.invalid(bad, "ML307R")).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo("password");
            assertThat(error.value()).isEqualTo("***");
        });
    }
}
