package org.modemfleet.onemo.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The data file against tables typed by hand from the manual's footnotes. */
class ModelProfilesTest {

    private static final String MODELS = """
            MN316-DBRS MN316-DLVS MN316-S-DLVS MN316A-D MN316A-DC MN318-BX MN318-LC MN318-LX MN319-DL MN326-X MN326A-DG
            ML302A-DCLM ML302A-DSLM ML302A-GCLM ML302A-GSLM ML305A-DC ML305A-DS ML305A-DL
            ML307A-DCLN ML307A-DSLN ML307A-GCLN ML307A-GSLN ML307A-DL ML302S-DNLM ML307S-DNLM ML305U-DBLN
            ML307R-DC ML307R-DL ML307R-BL ML307R-MC ML307R-ML ML307G-DL ML307G-DC ML305M-DSLM ML305M-DALM
            ML307M-DL ML307M-DA ML307M-DH ML307H-DU ML307H-GU ML307C-DL-CN ML307N-DC ML307N-DL ML307X-DB ML307X-DC
            MR880A MR880A-Mini-PCIe MR880A-M.2""";

    private static final List<String> ALL_KEYS = List.of("version", "cid", "ssl", "keepalive", "clean", "retrans",
            "willoption", "willpayload", "pingreq", "pingresp", "encoding", "cached", "reconn");

    private final ModelProfiles profiles = ModelProfiles.standard();

    private static Stream<ModelProfile> all() {
        return ModelProfiles.standard().all().stream();
    }

    private ModelProfile profile(String model) {
        return profiles.find(model).orElseThrow();
    }

    @Test
    void hasEverySubModelOfBothManuals() {
        assertThat(profiles.all()).extracting(ModelProfile::model).containsExactlyInAnyOrder(MODELS.split("\\s+"));
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

    @ParameterizedTest
    @MethodSource("all")
    void connectIds(ModelProfile profile) {
        boolean three = Set.of("MN316A", "MN319", "MN326A").contains(profile.series());
        assertThat(profile.connectIds()).isEqualTo(new IntRange(0, three ? 2 : 5));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"MN316,-,-", "MN316-S,-,-", "MN316A,-,-", "MN318,-,-", "MN319,-,-",
        "MN326,-,-", "MN326A,-,-", "MR880A,-,-", "ML302A,15,1", "ML305A,15,1", "ML307A,15,1", "ML302S,15,1",
        "ML307S,15,1", "ML307R,15,1", "ML307C,15,1", "ML307G,5,1", "ML307H,5,1", "ML305U,7,1", "ML305M,8,-",
        "ML307M,8,-", "ML307N,8,-", "ML307X,15,-"})
    void cid(String series, Integer last, Integer byDefault) {
        assertThat(ofSeries(series)).allSatisfy(profile -> {
            assertThat(profile.hasKey("cid")).isEqualTo(last != null);
            assertThat(profile.defaults().get("cid")).isEqualTo(byDefault);
            if (last == null) {
                assertThat(profile.cid()).isNull();
                assertThat(profile.ranges()).doesNotContainKey("cid");
            } else {
                assertThat(profile.cid()).isEqualTo(new ModelProfile.CidRule(new IntRange(1, last), byDefault));
                assertThat(profile.ranges().get("cid")).containsExactly(new IntRange(1, last));
            }
        });
    }

    private List<ModelProfile> ofSeries(String series) {
        List<ModelProfile> found = profiles.all().stream().filter(p -> p.series().equals(series)).toList();
        assertThat(found).isNotEmpty();
        return found;
    }

    @ParameterizedTest
    @MethodSource("all")
    void ssl(ModelProfile profile) {
        boolean without = Set.of("MN316A", "MN318", "MN319", "MN326A").contains(profile.series())
                || profile.model().equals("ML307H-GU");
        boolean five = Set.of("MN316", "MN316-S", "MN326").contains(profile.series());
        assertThat(profile.hasKey("ssl")).isEqualTo(!without);
        assertThat(profile.accepts("sslId", 0)).isEqualTo(!without);
        assertThat(profile.accepts("sslId", 5)).isEqualTo(!without && !five);
        assertThat(profile.accepts("sslId", 6)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void cacheAndDataModeAreForTheLargerFamily(ModelProfile profile) {
        boolean large = !profile.series().startsWith("MN");
        assertThat(profile.family() == ModelProfile.Family.CELLULAR_4G5G).isEqualTo(large);
        assertThat(profile.hasCache()).isEqualTo(large);
        assertThat(profile.hasKey("cached")).isEqualTo(large);
        assertThat(profile.cacheBytes()).isEqualTo(large ? 8192 : null);
        assertThat(profile.dataMode() != null).isEqualTo(large);
    }

    @ParameterizedTest
    @MethodSource("all")
    void lengthsOfTopicsAndMessages(ModelProfile profile) {
        assertThat(profile.topicBytes()).isEqualTo(256);
        assertThat(profile.messageBytes())
                .isEqualTo(Set.of("ML307X", "MR880A").contains(profile.series()) ? 2048 : 1024);
        assertThat(profile.topicsBytes())
                .isEqualTo(Set.of("MN316A", "MN326A").contains(profile.series()) ? 3000 : null);
        assertThat(profile.parameterBytes()).isEqualTo(profile.series().equals("MN319") ? 1560 : null);
    }

    @Test
    void dataMode() {
        assertThat(profile("ML307R").dataMode()).isEqualTo(new ModelProfile.DataMode(1024, false, false, 10));
        assertThat(profile("ML307X").dataMode()).isEqualTo(new ModelProfile.DataMode(4000, false, false, 10));
        assertThat(profile("MR880A").dataMode()).isEqualTo(new ModelProfile.DataMode(8192, true, true, 10));
    }

    @ParameterizedTest
    @MethodSource("all")
    void particularBehaviour(ModelProfile profile) {
        assertThat(profile.separateTopics()).isEqualTo(profile.series().equals("ML307G"));
        assertThat(profile.sleepDropsConnections()).isEqualTo(profile.series().equals("MN319"));
        assertThat(profile.publishSplitBytes()).isEqualTo(
                Set.of("ML302A", "ML305A", "ML307A", "ML307R", "ML307C").contains(profile.series()) ? 512 : null);
        assertThat(profile.accepts("inputFormat", 2)).isEqualTo(!profile.series().equals("MR880A"));
        assertThat(profile.revision()).contains(profile.model());
        assertThat(profile.revision().startsWith("Revision: "))
                .isEqualTo(Set.of("ML302S", "ML307S").contains(profile.series()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void keysStandInTheOrderOfTheTestCommand(ModelProfile profile) {
        List<String> expected = new ArrayList<>(ALL_KEYS);
        expected.removeIf(key -> key.equals("cid") && profile.cid() == null
                || key.equals("ssl") && profile.sslIds() == null || key.equals("cached") && !profile.hasCache());
        assertThat(profile.keys()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"version,4,4", "sslEnable,0-1,0", "keepaliveTime,'0,60-65535',120", "cleanSession,0-1,0",
        "retransInterval,20-60,20", "retryTimes,0-3,0", "willFlag,0-1,0", "willQos,0-2,0", "willRetain,0-1,0",
        "pingInterval,60-86400,120", "pingack,0-1,0", "inputFormat,0-2,0", "outputFormat,0-1,0", "cachedMode,0-1,0",
        "reconnTimes,0-3,3", "reconnInterval,20-60,20", "mode,0-1,0", "cid,1-15,1", "sslId,0-5,0", "port,0-65535,1883"})
    void rangesAndDefaultsOfTheManual(String field, String range, int byDefault) {
        ModelProfile profile = profile("ML307R");
        assertThat(profile.allowed(field)).isEqualTo(range);
        assertThat(profile.defaults().get(field)).isEqualTo(byDefault);
        List<Integer> ends = Arrays.stream(range.split("[,-]")).map(Integer::valueOf).toList();
        assertThat(profile.accepts(field, ends.getFirst())).isTrue();
        assertThat(profile.accepts(field, ends.getLast())).isTrue();
        assertThat(profile.accepts(field, ends.getFirst() - 1)).isFalse();
        assertThat(profile.accepts(field, ends.getLast() + 1)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyRowNamesItsSource(ModelProfile profile) {
        assertThat(profile.sources().values()).allMatch(source -> source.matches(
                "(manual V6\\.7\\.0|manual V6\\.8\\.5|seen on modules|decided here)(: .+)?"));
        assertThat(removedBy(profile)).allSatisfy(name ->
                assertThat(profile.sources().get(name)).as("why %s lacks %s", profile.model(), name).contains(": "));
    }

    private static List<String> removedBy(ModelProfile profile) {
        return Stream.of(profile.cid() == null ? "cid" : "", profile.sslIds() == null ? "sslIds" : "",
                profile.hasCache() ? "" : "cacheBytes", profile.dataMode() == null ? "dataMode" : "")
                .filter(name -> !name.isEmpty()).toList();
    }
}
