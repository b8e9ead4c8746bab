package org.modemfleet.onemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.modemfleet.onemo.Lines.ZERO;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelTruth;
import org.modemfleet.onemo.profile.Values;

/** Every limit at, below and above: against {@link ModelTruth}, which was typed by hand, not the profile data. */
class ParameterLimitsTest {

    static Stream<Arguments> fields() {
        return ModelTruth.all().stream().flatMap(model -> model.keys().stream()
                .flatMap(key -> key.fields().stream().map(field -> Arguments.of(model, key.name(), field.name(), field.values()))));
    }

    private static List<Check.Invalid> errors(String model, String key, Map<String, ?> given, InputFormat format) {
        ModelProfile profile = Lines.model(model);
        Check check = new Check();
        MqttSetting.of(MqttKey.find(key).orElseThrow(), given, profile, check)
                .ifPresent(setting -> new SetSetting(ZERO, setting, format).check(profile, check));
        return check.invalid();
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("fields")
    void integersOfTheSettings(ModelTruth model, String key, String field, Values values) {
        for (long value : values.accepted()) {
            assertThat(errors(model.name(), key, Map.of(field, (int) value), InputFormat.TEXT)).as("%s=%d", field, value).isEmpty();
        }
        LongStream refused = LongStream.concat(values.refused().stream().mapToLong(Long::longValue)
                .filter(value -> value <= Integer.MAX_VALUE), LongStream.of(Integer.MIN_VALUE, Integer.MAX_VALUE));
        refused.forEach(value -> assertThat(errors(model.name(), key, Map.of(field, (int) value), InputFormat.TEXT)).as("%s=%d", field, value)
                .isNotEmpty().allSatisfy(error -> {
                    assertThat(error.field()).isEqualTo(field);
                    assertThat(error.value()).isEqualTo((int) value);
                    assertThat(error.allowed()).isNotEmpty();
                }));
    }

    @Test
    void everyFieldOfEveryKeyIsInTheTable() {
        ModelTruth everything = ModelTruth.all().stream().filter(model -> model.keys().size() == MqttKey.values().length).findFirst().orElseThrow();
        List<String> tested = everything.keys().stream().flatMap(key -> key.fields().stream()).map(ModelTruth.Field::name).toList();
        List<String> fields = Stream.of(MqttKey.values()).filter(key -> key != MqttKey.WILLPAYLOAD)
                .flatMap(key -> key.fields().stream()).map(MqttKey.Field::name).toList();
        assertThat(tested).isEqualTo(fields);
    }

    @Test
    void aFieldLeftOutTakesItsDefaultAndIsSent() {
        Check check = new Check();
        ModelProfile profile = Lines.model("ML307R");
        Map<String, String> sent = new HashMap<>();
        for (MqttKey key : MqttKey.values()) {
            sent.put(key.key(), MqttSetting.of(key, Map.of(), profile, check).orElseThrow().toParameters());
        }
        assertThat(check.passed()).isTrue();
        assertThat(sent).isEqualTo(Map.ofEntries(Map.entry("version", "4"), Map.entry("cid", "1"),
                Map.entry("ssl", "0,0"), Map.entry("keepalive", "120"), Map.entry("clean", "0"),
                Map.entry("retrans", "20,0"), Map.entry("willoption", "0,0,0"), Map.entry("willpayload", "\"\",\"\""),
                Map.entry("pingreq", "120"), Map.entry("pingresp", "0"), Map.entry("encoding", "0,0"),
                Map.entry("cached", "0"), Map.entry("reconn", "3,20,0")));
    }

    @Test
    void aContextWithoutDefaultMustBeNamed() {
        assertThat(errors("ML305M", "cid", Map.of(), InputFormat.TEXT)).extracting(Check.Invalid::field)
                .containsExactly("cid");
        assertThat(errors("ML305M", "cid", Map.of("cid", 8), InputFormat.TEXT)).isEmpty();
        assertThat(errors("ML305M", "cid", Map.of("cid", 9), InputFormat.TEXT)).hasSize(1);
    }

    @Test
    void unknownFieldsAndOtherTypesAreNamed() {
        assertThat(errors("ML307R", "keepalive", Map.of("keepAlive", 60), InputFormat.TEXT))
                .extracting(Check.Invalid::field).containsExactly("keepAlive");
        for (Object value : List.of("60", 60.5, 60L << 32, true)) {
            assertThat(errors("ML307R", "keepalive", Map.of("keepaliveTime", value), InputFormat.TEXT))
                    .extracting(Check.Invalid::field).containsExactly("keepaliveTime");
        }
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("willTopic", null);
        assertThat(errors("ML307R", "willpayload", nothing, InputFormat.TEXT)).hasSize(1);
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", 5), InputFormat.TEXT)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"cid,MN316", "cid,MR880A", "ssl,MN316A", "ssl,ML307H-GU", "cached,MN316", "cached,MN326A"})
    void aKeyThatTheModelLacksIsUnsupported(String key, String model) {
        Check check = new Check();
        assertThat(MqttSetting.of(MqttKey.find(key).orElseThrow(), Map.of(), Lines.model(model), check)).isEmpty();
        assertThat(check.unsupported()).extracting(Check.Unsupported::feature).containsExactly(key);
        Check query = new Check();
        new QuerySetting(ZERO, MqttKey.find(key).orElseThrow()).check(Lines.model(model), query);
        assertThat(query.unsupported()).hasSize(1);
    }

    @Test
    void escapedInputIsNotForEveryModel() {
        assertThat(errors("MR880A", "encoding", Map.of("inputFormat", 2), InputFormat.TEXT)).hasSize(1);
        assertThat(errors("MR880A", "encoding", Map.of("inputFormat", 1), InputFormat.TEXT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"host,0,false", "host,1,true", "host,127,true", "host,128,true", "host,129,false", "clientId,0,true",
        "clientId,128,true", "clientId,129,false", "user,0,true", "user,128,true", "user,129,false", "password,0,true",
        "password,256,true", "password,257,false"})
    void stringsOfAConnection(String field, int bytes, boolean accepted) {
        String text = "x".repeat(bytes);
        assertThat(Lines.invalid(connect(field, text), "ML307R").isEmpty()).isEqualTo(accepted);
        if (bytes > 2) {
            String chinese = "中" + "x".repeat(bytes - 3);
            assertThat(Lines.invalid(connect(field, chinese), "ML307R").isEmpty()).isEqualTo(accepted);
        }
    }

    private static Connect connect(String field, String text) {
        return new Connect(ZERO, field.equals("host") ? text : "h", 1883, field.equals("clientId") ? text : null,
                field.equals("user") ? text : null, field.equals("password") ? text : null);
    }

    @ParameterizedTest
    @CsvSource({"-1,false", "0,true", "1,true", "65535,true", "65536,false"})
    void port(int port, boolean accepted) {
        assertThat(Lines.invalid(new Connect(ZERO, "h", port, null, null, null), "ML307R").isEmpty())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "255,true", "256,true", "257,false"})
    void lengthOfTopics(int bytes, boolean accepted) {
        String topic = "x".repeat(bytes);
        for (String model : List.of("ML307R", "ML307G", "MN316", "MR880A")) {
            assertThat(Lines.invalid(subscribe(topic), model).isEmpty()).isEqualTo(accepted);
            assertThat(Lines.invalid(new Unsubscribe(ZERO, List.of(topic)), model).isEmpty()).isEqualTo(accepted);
            Check check = new Check();
            PublishPlan.of(new Publication(ZERO, topic, 0, 0, 0), new byte[1], InputFormat.HEX, Lines.model(model),
                    check);
            assertThat(check.passed()).isEqualTo(accepted);
        }
    }

    private static Subscribe subscribe(String... topics) {
        return new Subscribe(ZERO, Stream.of(topics).map(topic -> new Subscribe.Filter(topic, 0)).toList());
    }

    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "2,true", "3,true", "4,false"})
    void numberOfTopics(int count, boolean accepted) {
        String[] topics = Stream.generate(() -> "t").limit(count).toArray(String[]::new);
        assertThat(Lines.invalid(subscribe(topics), "ML307R").isEmpty()).isEqualTo(accepted);
        assertThat(Lines.invalid(new Unsubscribe(ZERO, List.of(topics)), "ML307R").isEmpty()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/", "//", "a/b", "+", "#", "a/+/b", "a/#", "+/+/#", "/+", "+/", "$SYS/#", "中文", "a b",
        "a&b"})
    void filters(String filter) {
        assertThat(Lines.invalid(subscribe(filter), "ML307R")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a+", "+a", "a/b+/c", "#/a", "a/#/b", "a#", "#a", "a/#b", "++", "##", "a\"b", "a\rb",
        "a\nb", "a\0b", "a\u0085b", "\ud800", "a\udc00"})
    void badFiltersAreNamed(String filter) {
        assertThat(Lines.invalid(subscribe("ok", filter), "ML307R")).extracting(Check.Invalid::field)
                .containsExactly("topics[1].topic");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "#", "a/+/b", "a/#", "a+", "a\"b", "a\r\nb", "\ud83d"})
    void badTopicNamesAreNamed(String topic) {
        Check check = new Check();
        assertThat(PublishPlan.of(new Publication(ZERO, topic, 0, 0, 0), new byte[0], InputFormat.TEXT,
                Lines.model("ML307R"), check)).isEmpty();
        assertThat(check.invalid()).extracting(Check.Invalid::field).containsExactly("topic");
    }

    @ParameterizedTest
    @CsvSource({"-1,0,0,qos", "3,0,0,qos", "0,-1,0,retain", "0,2,0,retain", "0,0,-1,dup", "0,0,2,dup"})
    void flagsOfAPublication(int qos, int retain, int dup, String field) {
        Check check = new Check();
        PublishPlan.of(new Publication(ZERO, "t", qos, retain, dup), new byte[0], InputFormat.TEXT,
                Lines.model("ML307R"), check);
        assertThat(check.invalid()).extracting(Check.Invalid::field).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource({"-1,false", "0,true", "1,true", "2,true", "3,false"})
    void qosOfASubscription(int qos, boolean accepted) {
        assertThat(Lines.invalid(new Subscribe(ZERO, List.of(new Subscribe.Filter("t", qos))), "MN316").isEmpty())
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"MN316A,2,true", "MN316A,3,false", "MN319,2,true", "MN319,3,false", "MN326A,3,false", "MN316,5,true",
        "ML307R,5,true"})
    void connectIds(String model, int id, boolean accepted) {
        ConnectId connectId = new ConnectId(id);
        List<MqttCommand<?>> commands = List.of(new QueryState(connectId), new Disconnect(connectId),
                new QuerySubscriptions(connectId), new QuerySettings(connectId),
                new QuerySetting(connectId, MqttKey.CLEAN), new Connect(connectId, "h", null, null, null, null),
                new Unsubscribe(connectId, List.of("t")));
        assertThat(commands).allSatisfy(command -> {
            Check check = new Check();
            command.check(Lines.model(model), check);
            assertThat(check.unsupported().isEmpty()).isEqualTo(accepted);
        });
    }

    @Test
    void theCacheIsNotForEveryModel() {
        for (MqttCommand<?> command : List.<MqttCommand<?>>of(new QueryCache(ZERO), new ReadCache(ZERO, 1))) {
            Check lacking = new Check();
            command.check(Lines.model("MN316"), lacking);
            assertThat(lacking.unsupported()).hasSize(1);
            assertThat(Lines.invalid(command, "ML307R")).isEmpty();
        }
        assertThat(Lines.invalid(new ReadCache(ZERO, 0), "ML307R")).extracting(Check.Invalid::field)
                .containsExactly("count");
    }

    @ParameterizedTest
    @CsvSource({"0,256,true", "0,257,false", "1,512,true", "1,514,false", "1,511,false", "2,256,true", "2,257,false"})
    void lengthOfAWillMessageByInputFormat(int format, int typed, boolean accepted) {
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", "t", "willMsg", "a".repeat(typed)),
                InputFormat.of(format)).isEmpty()).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({"0,say \"hi\",false", "1,0aFF,true", "1,zz,false", "2,a\\n\\x0A\\\\,true", "2,a\\q,false",
        "2,a\\x0,false", "2,a\\,false", "2,\\\",false", "0,a\\q,true"})
    void contentOfAWillMessageByInputFormat(int format, String typed, boolean accepted) {
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", "t", "willMsg", typed), InputFormat.of(format))
                .isEmpty()).isEqualTo(accepted);
    }

    @Test
    void aWillTopicIsATopicName() {
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", "x".repeat(256)), InputFormat.TEXT)).isEmpty();
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", "x".repeat(257)), InputFormat.TEXT)).hasSize(1);
        assertThat(errors("ML307R", "willpayload", Map.of("willTopic", "a/+"), InputFormat.TEXT)).hasSize(1);
    }
}
