package org.modemfleet.onemo.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The data file against {@link ModelTruth}, which was typed by hand. */
class ModelProfilesTest {

    private final ModelProfiles profiles = ModelProfiles.standard();

    private static Stream<ModelProfile> all() {
        return ModelProfiles.standard().all().stream();
    }

    private ModelProfile profile(String model) {
        return profiles.find(model).orElseThrow();
    }

    /** A model that one of the two does not know fails here, whichever it is. */
    @Test
    void hasEverySubModelOfBothManuals() {
        assertThat(profiles.all()).extracting(ModelProfile::model)
                .containsExactlyElementsOf(ModelTruth.all().stream().map(ModelTruth::model).toList()).hasSize(48);
    }

    @Test
    void aBareSeriesNameMeansItsFirstSubModel() {
        assertThat(profile("ML307R").model()).isEqualTo("ML307R-DC");
        assertThat(profile("ML307G").model()).isEqualTo("ML307G-DL");
        assertThat(profile("MN316").model()).isEqualTo("MN316-DBRS");
        assertThat(profile("MN316-S").model()).isEqualTo("MN316-S-DLVS");
        assertThat(profile("ML307R-DL").model()).isEqualTo("ML307R-DL");
        assertThat(profile("MR880A").model()).isEqualTo("MR880A");
    }

    @Test
    void caseCountsAndUnknownNamesAreNotGuessed() {
        assertThat(profiles.find("ml307r")).isEmpty();
        assertThat(profiles.find("ML307")).isEmpty();
        assertThat(profiles.find("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ML307R-DC,ML307R-DC", "' ML307A-DSLN ',ML307A-DSLN", "ML307R,ML307R-DC", "ML307R-XX,ML307R-DC",
        "MN316-S-XX,MN316-S-DLVS", "MN316A-XX,MN316A-D", "MR880A-M.2,MR880A-M.2"})
    void findsWhatAModuleCallsItself(String answer, String model) {
        assertThat(profiles.answeredBy(answer)).hasValueSatisfying(p -> assertThat(p.model()).isEqualTo(model));
    }

    @Test
    void knowsNoModuleOfAnotherMaker() {
        assertThat(profiles.answeredBy("EC200U")).isEmpty();
        assertThat(profiles.answeredBy("ML307RX")).isEmpty();
    }

    /** Every field of a profile as the tables have it: one that is not here fails, because nobody would check it. */
    private static Map<String, Object> expected(ModelTruth truth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", truth.model());
        fields.put("series", truth.series());
        fields.put("family", truth.narrowband() ? ModelProfile.Family.NB_IOT : ModelProfile.Family.CELLULAR_4G5G);
        fields.put("connectIds", range(truth.ids()));
        fields.put("cid", truth.cid() == null ? null : new ModelProfile.CidRule(range(truth.cid()), truth.cidByDefault()));
        fields.put("sslIds", truth.ssl() == null ? null : range(truth.ssl()));
        fields.put("keys", truth.keys().stream().map(ModelTruth.Key::name).toList());
        fields.put("ranges", ranges(truth));
        fields.put("defaults", defaults(truth));
        fields.put("lengths", Map.of("host", new IntRange(1, 128), "clientId", new IntRange(0, 128), "user", new IntRange(0, 128),
                "password", new IntRange(0, 256), "willTopic", new IntRange(0, 256), "willMsg", new IntRange(0, 256)));
        fields.put("cacheBytes", truth.cache());
        fields.put("commandLineBytes", ModelTruth.COMMAND_LINE);
        fields.put("topicsPerCommand", 3);
        fields.put("topicBytes", ModelTruth.TOPIC);
        fields.put("topicsBytes", truth.is(ModelTruth.TOPICS_3000) ? 3000 : null);
        fields.put("parameterBytes", truth.is(ModelTruth.TEXT_1560) ? 1560 : null);
        fields.put("messageBytes", truth.inline());
        fields.put("receivedTopicBytes", 4096);
        fields.put("receivedMessageBytes", 65535);
        boolean clamps = truth.is(ModelTruth.CLAMPS);
        fields.put("dataMode", truth.data() == null ? null : new ModelProfile.DataMode(truth.data(), clamps, clamps, 10));
        fields.put("separateTopics", truth.is(ModelTruth.TOPIC_BY_TOPIC));
        fields.put("publishSplitBytes", truth.split());
        fields.put("bootsWithMatready", true);
        fields.put("echoAtStart", false);
        fields.put("tlsFileBytes", 8192);
        fields.put("keepsTlsFiles", !truth.is(ModelTruth.FORGETS));
        fields.put("sleepDropsConnections", truth.is(ModelTruth.SLEEPS));
        fields.put("sleepMode", sleepMode(truth.series()));
        fields.put("revision", truth.revision());
        fields.put("timers", new ModelProfile.Timers(30, 20, 5, 60));
        return fields;
    }

    /** The default of AT+MLPMCFG="sleepmode" by footnote 37 of the manual of AT commands. */
    private static int sleepMode(String series) {
        return switch (series) {
            case "ML307A", "ML307R", "ML307C", "ML305A", "ML307S", "ML307G", "ML307H" -> 0;
            case "ML307X" -> 1;
            default -> 2;
        };
    }

    private static Map<String, List<IntRange>> ranges(ModelTruth truth) {
        Map<String, List<IntRange>> ranges = new HashMap<>(Map.of("port", List.of(new IntRange(0, 65535)),
                "qos", List.of(new IntRange(0, 2)), "retain", List.of(new IntRange(0, 1)), "dup", List.of(new IntRange(0, 1))));
        truth.keys().forEach(key -> key.fields().forEach(field -> ranges.put(field.name(), spans(field.values()))));
        return ranges;
    }

    private static Map<String, Object> defaults(ModelTruth truth) {
        Map<String, Object> defaults = new HashMap<>(Map.of("port", 1883, "willTopic", "", "willMsg", ""));
        truth.keys().forEach(key -> key.fields().stream().filter(field -> field.byDefault() != null)
                .forEach(field -> defaults.put(field.name(), field.byDefault())));
        return defaults;
    }

    private static IntRange range(Values values) {
        return spans(values).getFirst();
    }

    private static List<IntRange> spans(Values values) {
        return Arrays.stream(values.text().split(",")).map(span -> span.split("-"))
                .map(ends -> new IntRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))).toList();
    }

    static Stream<ModelTruth> truths() {
        return ModelTruth.byName().stream();
    }

    @ParameterizedTest
    @MethodSource("truths")
    void theDataSaysWhatTheTablesSay(ModelTruth truth) {
        Map<String, Object> shown = components(profile(truth.name()));
        assertThat(shown.remove("sources")).isNotNull();
        assertThat(shown).containsExactlyInAnyOrderEntriesOf(expected(truth));
    }

    private static Map<String, Object> components(Record shown) {
        Map<String, Object> components = new LinkedHashMap<>();
        for (RecordComponent component : shown.getClass().getRecordComponents()) {
            try {
                components.put(component.getName(), component.getAccessor().invoke(shown));
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }
        return components;
    }

    /** Where the tables' differences come from: M the manual V6.7.0, M+ V6.8.5, A that of AT commands, R seen on modules, D decided here. */
    private static final String SOURCES = """
            connectIds                 | MN316A MN319                                                                    | M
            connectIds                 | MN326A                                                                          | M+
            cid                        | MN316 MN316A MN318 MN319 MN326                                                  | M
            cid                        | MN316-S                                                                         | D
            cid                        | MN326A MR880A                                                                   | M+
            cid.range                  | ML302A ML305A ML307A ML302S ML307S ML307R ML307G ML305U ML305M                  | M
            cid.range                  | ML307C ML307H ML307M ML307N ML307X                                              | M+
            cid.defaultCid             | ML302A ML305A ML307A ML302S ML307S ML307R ML307G ML305U ML305M                  | M
            cid.defaultCid             | ML307C ML307H ML307M ML307N ML307X                                              | M+
            ranges.cid                 | ML302A ML307G ML305U ML305M                                                     | M
            ranges.cid                 | ML307C ML307H ML307M ML307N ML307X                                              | M+
            sslIds                     | MN316A MN318 MN319 MN316 MN316-S MN326 ML302A ML305A ML307A ML302S ML307S ML307R| M
            sslIds                     | MN326A ML307H-GU                                                                | M+
            ranges.sslId               | MN316 MN316-S MN326 ML302A ML305U                                               | M
            cacheBytes                 | MN316 MN316-S MN316A MN318 MN319 MN326 ML302A ML305M ML307G                     | M
            topicBytes messageBytes    | ML302A ML305A ML307A ML302S ML307S ML307R ML305M ML307G                         | M
            topicBytes messageBytes    | ML307C ML307M ML307N ML307H ML307X MR880A                                       | M+
            topicBytes messageBytes    | ML305U MN316 MN316-S MN316A MN318 MN319 MN326 MN326A                            | D
            topicsBytes                | MN316A MN326A                                                                   | D
            parameterBytes             | MN319                                                                           | M
            dataMode                   | MN316 MN316-S MN316A MN318 MN319 MN326                                          | M
            dataMode.maxBytes          | ML302A ML305A ML307A ML302S ML307S ML307R ML305M ML307G                         | M
            dataMode.maxBytes          | ML307C ML307M ML307N ML307H ML307X MR880A                                       | M+
            dataMode.maxBytes          | ML305U                                                                          | D
            dataMode.timeoutSeconds    | ML307X MR880A                                                                   | M+
            dataMode.timeoutSeconds    | ML302A ML307R ML307G ML305U ML307C                                              | D
            dataMode.clampsLonger      | MR880A                                                                          | M+
            dataMode.endsOnCtrlZ       | MR880A                                                                          | M+
            dataMode.endsOnCtrlZ       | ML307X ML307R                                                                   | D
            separateTopics             | ML307G                                                                          | M
            publishSplitBytes          | ML302A ML305A ML307A ML307R                                                     | M
            publishSplitBytes          | ML307C                                                                          | M+
            ranges.inputFormat         | MR880A                                                                          | M+
            sleepDropsConnections      | MN319                                                                           | M
            sleepMode                  | MN319 ML307R ML307X ML305M                                                      | A
            timers.deepSleepSeconds    | MN319 ML307R                                                                    | D
            keepsTlsFiles              | ML307H-DU                                                                       | R
            revision                   | ML302S ML307S                                                                   | R
            defaults.sslId             | ML307R MN316                                                                    | R
            defaults.keepaliveTime     | ML307R MN316 MR880A                                                             | M
            timers.connackSeconds      | ML307R MN316 MR880A                                                             | D
            model                      | ML307R-DC ML307R-DL ML307G-DL MN316-DBRS ML305M-DALM                            | M
            model                      | ML307R-BL ML307R-MC ML307R-ML ML307G-DC MR880A MN326A-DG ML307C-DL-CN           | M+
            """;

    static Stream<Arguments> marks() {
        Map<String, String> sources = Map.of("M", "manual V6.7.0", "M+", "manual V6.8.5", "A", "AT manual", "R", "seen on modules", "D", "decided here");
        return SOURCES.lines().map(line -> line.split("\\|"))
                .flatMap(cell -> Arrays.stream(cell[0].strip().split(" ")).flatMap(field -> Arrays.stream(cell[1].strip().split(" "))
                        .map(model -> Arguments.of(field, model, sources.get(cell[2].strip())))));
    }

    @ParameterizedTest
    @MethodSource("marks")
    void eachDifferenceShowsItsSource(String field, String model, String source) {
        assertThat(profile(model).sources()).hasEntrySatisfying(field, shown -> assertThat(shown).startsWith(source));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyFieldThatIsShownHasASourceAndWhatIsLackedAReason(ModelProfile profile) {
        Map<String, Object> fields = new LinkedHashMap<>();
        flatten("", profile, fields);
        fields.keySet().removeIf(name -> name.startsWith("sources."));
        assertThat(profile.sources()).containsOnlyKeys(fields.keySet());
        profile.sources().forEach((name, source) -> {
            assertThat(source).as(name).matches("(manual V6\\.7\\.0|manual V6\\.8\\.5|AT manual|seen on modules|decided here)(: .+)?");
            if (fields.get(name) == null) {
                assertThat(source).as("why %s has no %s", profile.model(), name).contains(": ");
            }
        });
    }

    /** As the API shows it: {@code cid.range}, {@code defaults.port}. A range, a list and a lacking group are one field. */
    private static void flatten(String name, @Nullable Object shown, Map<String, Object> fields) {
        Map<?, ?> parts = switch (shown) {
            case IntRange _ -> Map.of();
            case Record group -> components(group);
            case Map<?, ?> map -> map;
            case null, default -> Map.of();
        };
        parts.forEach((part, value) -> flatten(name.isEmpty() ? part.toString() : name + "." + part, value, fields));
        if (parts.isEmpty()) {
            fields.put(name, shown);
        }
    }
}
