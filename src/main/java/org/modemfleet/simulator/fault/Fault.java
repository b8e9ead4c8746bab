package org.modemfleet.simulator.fault;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fault to inject. Which fields a type has, {@link FaultType} says; all times are simulated ones.
 *
 * @param durationMs how long it is active, 1–86400000; absent: until it is ended
 * @param count how often it strikes, 1–1000000; absent: without limit
 * @param seed what its chances come from; absent: one is chosen
 * @param delayMs 1–600000
 * @param probability for each byte
 * @param direction {@code out} as printed, {@code in} as typed, {@code both}
 * @param code a CME error that modules know, such as 600, 605, 606 and 608; a CONNACK return code 1–5
 * @param command which command it strikes, such as {@code +MQTTPUB}; absent: any
 * @param ack which packet it strikes, such as {@code PUBACK}
 * @param bytes size of a piece
 */
public record Fault(FaultType type, @Nullable Long durationMs, @Nullable Integer count, @Nullable Long seed, @Nullable Integer delayMs,
        @Nullable Double probability, @Nullable String direction, @Nullable Integer code, @Nullable String command, @Nullable String ack,
        @Nullable Integer bytes) {

    private static final int LAST_CONNACK_CODE = 5;
    private static final int DEFAULT_DELAY_MS = 1_000;
    private static final int SPLIT_DELAY_MS = 5;
    private static final double DEFAULT_PROBABILITY = 0.01;

    /** A fault with nothing but its type. */
    public static Fault of(FaultType type) {
        return new Fault(type, null, null, null, null, null, null, null, null, null, null);
    }

    /** What is wrong with it; empty if nothing is. */
    public List<Violation> violations() {
        List<Violation> wrong = new ArrayList<>();
        for (FaultField field : FaultField.values()) {
            Object value = field.of(this);
            if (value == null) {
                continue;
            }
            if (!type.takes(field)) {
                wrong.add(new Violation(field.json(), value, "no value, for " + type.code() + " has no such field"));
            } else if (!field.accepts(value)) {
                wrong.add(new Violation(field.json(), value, field.allowed()));
            }
        }
        if (type.takes(FaultField.ACK) && ack == null) {
            wrong.add(new Violation("ack", null, FaultField.ACK.allowed()));
        }
        if (type == FaultType.CONNACK_REFUSED && (code == null || code < 1 || code > LAST_CONNACK_CODE)) {
            wrong.add(new Violation("code", code, "1-" + LAST_CONNACK_CODE));
        }
        if (type == FaultType.COMMAND_ERROR && (code == null || !CommandErrors.isKnown(code))) {
            wrong.add(new Violation("code", code, CommandErrors.allowed()));
        }
        return wrong;
    }

    /** With what it does where a field is absent. */
    Fault completed(long chosenSeed) {
        return new Fault(type, durationMs, count, !type.takes(FaultField.SEED) ? null : seed == null ? Long.valueOf(chosenSeed) : seed,
                orDefault(FaultField.DELAY, delayMs, type == FaultType.SPLIT_WRITES ? SPLIT_DELAY_MS : DEFAULT_DELAY_MS),
                orDefault(FaultField.PROBABILITY, probability, DEFAULT_PROBABILITY),
                orDefault(FaultField.DIRECTION, direction, "out"), code, command, ack, orDefault(FaultField.BYTES, bytes, 1));
    }

    private <V> @Nullable V orDefault(FaultField field, @Nullable V given, V standard) {
        return given != null || !type.takes(field) ? given : standard;
    }

    boolean strikes(String name) {
        return command == null || command.equals(name);
    }

    boolean strikesDirection(String wanted) {
        return "both".equals(direction) || wanted.equals(direction);
    }

    /**
     * A value that is not allowed.
     *
     * @param field its name in JSON
     * @param value as given; null if it was missing
     * @param allowed what would be taken, in words
     */
    public record Violation(String field, @Nullable Object value, String allowed) {}
}
