package org.modemfleet.simulator.fault;

import org.jspecify.annotations.Nullable;

/** A fault with the few fields that a test is about. */
public final class FaultDraft {

    private final FaultType type;
    private @Nullable Long durationMs;
    private @Nullable Integer count;
    private @Nullable Long seed;
    private @Nullable Integer delayMs;
    private @Nullable Double probability;
    private @Nullable String direction;
    private @Nullable Integer code;
    private @Nullable String command;
    private @Nullable String ack;
    private @Nullable Integer bytes;

    private FaultDraft(FaultType type) {
        this.type = type;
    }

    public static FaultDraft of(FaultType type) {
        return new FaultDraft(type);
    }

    public FaultDraft lasting(int seconds) {
        durationMs = 1_000L * seconds;
        return this;
    }

    public FaultDraft durationMs(long value) {
        durationMs = value;
        return this;
    }

    public FaultDraft count(int value) {
        count = value;
        return this;
    }

    public FaultDraft once() {
        return count(1);
    }

    public FaultDraft seed(long value) {
        seed = value;
        return this;
    }

    public FaultDraft delayMs(int value) {
        delayMs = value;
        return this;
    }

    public FaultDraft delay(int seconds) {
        return delayMs(1_000 * seconds);
    }

    public FaultDraft probability(double value) {
        probability = value;
        return this;
    }

    public FaultDraft direction(String value) {
        direction = value;
        return this;
    }

    public FaultDraft code(int value) {
        code = value;
        return this;
    }

    public FaultDraft command(String value) {
        command = value;
        return this;
    }

    public FaultDraft ack(String value) {
        ack = value;
        return this;
    }

    public FaultDraft bytes(int value) {
        bytes = value;
        return this;
    }

    public Fault fault() {
        return new Fault(type, durationMs, count, seed, delayMs, probability, direction, code, command, ack, bytes);
    }
}
