package org.modemfleet.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fault can be, and what it cannot. */
class FaultTest {

    private static List<String> wrongFields(FaultDraft draft) {
        return draft.fault().violations().stream().map(Fault.Violation::field).toList();
    }

    /** All fields that there are; wrong are those that the type does not take. */
    @ParameterizedTest
    @EnumSource
    void aFieldThatATypeDoesNotTake(FaultType type) {
        FaultDraft all = FaultDraft.of(type).durationMs(1).count(1).seed(1).delayMs(1).probability(1).direction("in").code(3).command("+CSQ")
                .ack("PUBACK").bytes(1);
        assertThat(wrongFields(all)).containsExactlyElementsOf(
                List.of(FaultField.values()).stream().filter(field -> !type.takes(field)).map(FaultField::json).toList());
    }

    @ParameterizedTest
    @EnumSource
    void aTypeIsFoundByItsName(FaultType type) {
        assertThat(FaultType.of(type.code())).contains(type);
        assertThat(type.code()).isEqualTo(type.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(FaultType.of(type.name())).isEmpty();
    }

    @Test
    void whatMustBeGiven() {
        assertThat(wrongFields(FaultDraft.of(FaultType.LOST_ACK))).containsExactly("ack");
        assertThat(wrongFields(FaultDraft.of(FaultType.DELAYED_ACK))).containsExactly("ack");
        assertThat(wrongFields(FaultDraft.of(FaultType.CONNACK_REFUSED))).containsExactly("code");
        assertThat(wrongFields(FaultDraft.of(FaultType.COMMAND_ERROR))).containsExactly("code");
    }

    @ParameterizedTest
    @CsvSource({"1, 86400000", "0, 86400001", "-1, 9223372036854775807"})
    void theLimitsOfTheTime(long low, long high) {
        boolean allowed = low == 1;
        assertThat(wrongFields(FaultDraft.of(FaultType.WEDGE).durationMs(low))).isEqualTo(allowed ? List.of() : List.of("durationMs"));
        assertThat(wrongFields(FaultDraft.of(FaultType.WEDGE).durationMs(high))).isEqualTo(allowed ? List.of() : List.of("durationMs"));
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1, true", "1000000, 600000, 8192, true", "0, 0, 0, false", "1000001, 600001, 8193, false", "-1, -1, -1, false"})
    void theLimitsOfCountsDelaysAndPieces(int count, int delayMs, int bytes, boolean allowed) {
        FaultDraft draft = FaultDraft.of(FaultType.SPLIT_WRITES).count(count).delayMs(delayMs).bytes(bytes);
        assertThat(wrongFields(draft)).isEqualTo(allowed ? List.of() : List.of("count", "delayMs", "bytes"));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
    void aProbabilityIsMoreThanZeroAndAtMostOne(double probability) {
        assertThat(wrongFields(FaultDraft.of(FaultType.GARBLED_BYTES).probability(probability))).containsExactly("probability");
        assertThat(wrongFields(FaultDraft.of(FaultType.GARBLED_BYTES).probability(1))).isEmpty();
        assertThat(wrongFields(FaultDraft.of(FaultType.GARBLED_BYTES).probability(1e-9))).isEmpty();
    }

    @Test
    void wordsThatAreNone() {
        assertThat(wrongFields(FaultDraft.of(FaultType.GARBLED_BYTES).direction("up"))).containsExactly("direction");
        assertThat(wrongFields(FaultDraft.of(FaultType.LOST_ACK).ack("puback"))).containsExactly("ack");
        assertThat(wrongFields(FaultDraft.of(FaultType.LOST_ACK).ack("PUBLISH"))).containsExactly("ack");
        assertThat(wrongFields(FaultDraft.of(FaultType.LOST_FINAL).command("+csq"))).containsExactly("command");
        assertThat(wrongFields(FaultDraft.of(FaultType.LOST_FINAL).command("AT+CSQ"))).containsExactly("command");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 6, 256})
    void aConnackCodeThatMeansNoRefusal(int code) {
        assertThat(wrongFields(FaultDraft.of(FaultType.CONNACK_REFUSED).code(code))).containsExactly("code");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 609, 65536})
    void anErrorThatNoModuleKnows(int code) {
        assertThat(wrongFields(FaultDraft.of(FaultType.COMMAND_ERROR).code(code))).containsExactly("code");
    }

    /** Several things at once are all told. */
    @Test
    void allThatIsWrong() {
        assertThat(wrongFields(FaultDraft.of(FaultType.WEDGE).durationMs(0).count(1).code(7))).containsExactly("durationMs", "count", "code");
    }
}
