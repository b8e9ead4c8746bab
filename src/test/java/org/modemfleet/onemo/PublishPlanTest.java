package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.onemo.Lines.ZERO;
import static org.modemfleet.onemo.Lines.utf8;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a payload goes over the wire: what a module would publish is what was given, or it is refused. */
class PublishPlanTest {

    private static final String TOPIC = "world";

    private static Optional<PublishPlan> plan(String model, int inForce, byte[] payload, Check check) {
        return PublishPlan.of(new Publication(ZERO, TOPIC, 1, 0, 0), payload, InputFormat.of(inForce),
                Lines.model(model), check);
    }

    private static String way(String model, int inForce, byte[] payload) {
        return plan(model, inForce, payload, new Check()).map(plan -> switch (plan.command()) {
            case PublishInDataMode _ -> "data";
            case PublishInline inline -> inline.message().format().name().toLowerCase()
                    + (plan.switchTo() == null ? "" : " after switch");
        }).orElse("impossible");
    }

    static Stream<Arguments> ways() {
        byte[] text = utf8("{\"t\":21,\"name\":\"中文\"}");
        byte[] lines = utf8("a\r\nb");
        byte[] binary = {0, -1, 10, 13, 34};
        byte[] tab = utf8("a\tb");
        return Stream.of(Arguments.of("ML307R", 0, text, "text"), Arguments.of("ML307R", 0, lines, "data"),
                Arguments.of("ML307R", 0, binary, "data"), Arguments.of("ML307R", 0, tab, "data"),
                Arguments.of("ML307R", 1, text, "hex"), Arguments.of("ML307R", 1, binary, "hex"),
                Arguments.of("ML307R", 2, text, "escaped"), Arguments.of("ML307R", 2, binary, "escaped"),
                Arguments.of("MN316", 0, text, "text"), Arguments.of("MN316", 0, lines, "hex after switch"),
                Arguments.of("MN316", 0, binary, "hex after switch"), Arguments.of("MN316", 1, binary, "hex"),
                Arguments.of("MN316", 2, binary, "escaped"), Arguments.of("ML307R", 0, new byte[0], "text"),
                Arguments.of("MN316", 1, new byte[0], "hex"), Arguments.of("ML307R", 0, new byte[1024], "data"),
                Arguments.of("ML307R", 0, new byte[1025], "impossible"),
                Arguments.of("ML307R", 1, new byte[1025], "impossible"),
                Arguments.of("MN316", 2, new byte[1024], "hex after switch"),
                Arguments.of("MN316", 0, new byte[1025], "impossible"),
                Arguments.of("ML307X", 1, new byte[2048], "hex"), Arguments.of("ML307X", 1, new byte[2049], "data"),
                Arguments.of("ML307X", 1, new byte[4000], "data"),
                Arguments.of("ML307X", 1, new byte[4001], "impossible"),
                Arguments.of("MR880A", 0, new byte[8192], "data"),
                Arguments.of("MR880A", 0, new byte[8193], "impossible"),
                Arguments.of("MN319", 1, new byte[1024], "impossible"),
                Arguments.of("MN319", 1, utf8("x".repeat(1024)), "text after switch"),
                Arguments.of("MN319", 0, new byte[700], "hex after switch"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void theFirstWayThatCarriesThePayload(String model, int inForce, byte[] payload, String way) {
        assertThat(way(model, inForce, payload)).isEqualTo(way);
    }

    @ParameterizedTest
    @CsvSource({"ML307R,1024", "MN316,1024", "ML307X,4000", "MR880A,8192"})
    void theLongestMessageAndOneByteMore(String model, int bytes) {
        Check check = new Check();
        assertThat(plan(model, 0, utf8("x".repeat(bytes)), check)).isPresent();
        assertThat(check.passed()).isTrue();
        assertThat(plan(model, 0, utf8("x".repeat(bytes + 1)), check)).isEmpty();
        assertThat(check.invalid()).extracting(Check.Invalid::field).containsExactly("payload");
    }

    @Test
    void commandLines() {
        assertThat(line("ML307R", 0, utf8(""))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,0,\"\"");
        assertThat(line("ML307R", 0, utf8("{\"a\":1}"))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,7,\"{\"a\":1}\"");
        assertThat(line("ML307R", 0, utf8("中"))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,3,\"中\"");
        assertThat(line("ML307R", 1, utf8("3242"))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,4,\"33323432\"");
        assertThat(line("ML307R", 2, utf8("a\"\r\n"))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,7,\"a\\\"\\r\\n\"");
        assertThat(line("ML307R", 0, utf8("a\nb"))).isEqualTo("+MQTTPUB=0,\"world\",1,0,0,3");
    }

    private static String line(String model, int inForce, byte[] payload) {
        return plan(model, inForce, payload, new Check()).orElseThrow().command().body();
    }

    @Test
    void dataModeCarriesTheBytesAndTheModelsTime() {
        PublishCommand command = plan("ML307R", 0, new byte[] {13, 10}, new Check()).orElseThrow().command();
        assertThat(command.dataMode()).hasValueSatisfying(mode -> {
            assertThat(mode.payload()).isEqualTo(new byte[] {13, 10});
            assertThat(mode.closesAfter()).isEqualTo(Duration.ofSeconds(10));
        });
        assertThat(command.timeout()).isGreaterThan(Duration.ofSeconds(10));
    }

    static Stream<byte[]> hostilePayloads() {
        return Stream.concat(OnemoLineGrammarTest.payloads(),
                Stream.of(utf8("\""), utf8("\";AT+MQTTDISC=0"), utf8("\",\""), utf8("\\"), utf8("\\x41\\n"),
                        utf8("\u0085\u007f"), new byte[] {(byte) 0xC0, (byte) 0x80}, utf8("a\0b")));
    }

    @ParameterizedTest
    @MethodSource("hostilePayloads")
    void whatAModulePublishesIsWhatWasGiven(byte[] payload) {
        for (String model : List.of("ML307R", "MN316", "MR880A")) {
            for (InputFormat inForce : InputFormat.values()) {
                publishesAsGiven(model, inForce.value(), payload);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void randomPayloadsArePublishedAsGivenOrRefused(long seed) {
        Random random = new Random(seed);
        String alphabet = "ab\"\\,;x0\r\n\t\0中é\u0085";
        for (int i = 0; i < 400; i++) {
            byte[] payload;
            if (random.nextBoolean()) {
                StringBuilder text = new StringBuilder();
                random.ints(random.nextInt(30), 0, alphabet.length()).forEach(c -> text.append(alphabet.charAt(c)));
                payload = utf8(text.toString());
            } else {
                payload = new byte[random.nextInt(600)];
                random.nextBytes(payload);
            }
            publishesAsGiven(List.of("ML307R", "MN316", "MN319", "ML307X").get(random.nextInt(4)), random.nextInt(3),
                    payload);
        }
    }

    private static void publishesAsGiven(String model, int inForce, byte[] payload) {
        Check check = new Check();
        Optional<PublishPlan> plan = plan(model, inForce, payload, check);
        assertThat(plan.isPresent()).isEqualTo(check.passed());
        if (plan.isEmpty()) {
            assertThat(payload.length).isGreaterThan(389);
            return;
        }
        if (plan.get().command() instanceof PublishInline inline) {
            byte[] wire = utf8("AT" + inline.body() + "\r\n");
            InputFormat format = plan.get().switchTo() == null ? InputFormat.of(inForce) : plan.get().switchTo();
            assertThat(inline.message().format()).isEqualTo(format);
            assertThat(ModuleParser.published(wire, TOPIC, format.value())).isEqualTo(payload);
        } else {
            assertThat(plan.get().command().dataMode().orElseThrow().payload()).isEqualTo(payload);
        }
    }
}
