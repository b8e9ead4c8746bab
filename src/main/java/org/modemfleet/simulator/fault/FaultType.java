package org.modemfleet.simulator.fault;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** The kinds of faults. */
public enum FaultType {
    // ── power and ports ──
    /** The power goes, for {@code durationMs} if given, and comes back; the module boots. */
    POWER_CYCLE("power-cycle", Nature.MOMENT, FaultField.DURATION),
    /** The module restarts by itself. */
    REBOOT("reboot", Nature.MOMENT),
    /** Nothing is read from the line and nothing is printed; behind it the module goes on. */
    WEDGE("wedge", Nature.LASTING),
    /** The port is gone; whoever has it is hung up, and nobody can open it. */
    PORT_VANISH("port-vanish", Nature.LASTING),

    // ── answers and unsolicited results ──
    /** Answers come {@code delayMs} late, and what is printed behind them too. */
    SLOW_ANSWERS("slow-answers", Nature.STRIKING, FaultField.DELAY, FaultField.COMMAND),
    /** The final result is never printed; the rows are. */
    LOST_FINAL("lost-final", Nature.STRIKING, FaultField.COMMAND),
    /** The rows come at once, the final result {@code delayMs} late. */
    LATE_FINAL("late-final", Nature.STRIKING, FaultField.DELAY, FaultField.COMMAND),
    /** Data mode begins without its prompt. */
    LOST_PROMPT("lost-prompt", Nature.STRIKING),
    /** The prompt comes {@code delayMs} late. */
    LATE_PROMPT("late-prompt", Nature.STRIKING, FaultField.DELAY),
    /** An answer waits, at most {@code delayMs}, for an unsolicited result, which is printed before it. */
    URC_BEFORE_OK("urc-before-ok", Nature.STRIKING, FaultField.DELAY, FaultField.COMMAND),
    /** As {@link #URC_BEFORE_OK}, but the unsolicited result is printed behind the first row. */
    URC_AMID_ROWS("urc-amid-rows", Nature.STRIKING, FaultField.DELAY, FaultField.COMMAND),
    /** Command lines are repeated although echo is off. */
    ECHO_ON("echo-on", Nature.STRIKING),
    /** Commands are refused with {@code code}; the MQTT ones unless {@code command} names another. */
    COMMAND_ERROR("command-error", Nature.STRIKING, FaultField.CODE, FaultField.COMMAND),

    // ── bytes ──
    /** A bit of a byte is turned, with {@code probability}. */
    GARBLED_BYTES("garbled-bytes", Nature.STRIKING, FaultField.PROBABILITY, FaultField.DIRECTION),
    DROPPED_BYTES("dropped-bytes", Nature.STRIKING, FaultField.PROBABILITY, FaultField.DIRECTION),
    DUPLICATED_BYTES("duplicated-bytes", Nature.STRIKING, FaultField.PROBABILITY, FaultField.DIRECTION),
    /** What is printed comes in pieces of {@code bytes}, each {@code delayMs} after the one before. */
    SPLIT_WRITES("split-writes", Nature.STRIKING, FaultField.BYTES, FaultField.DELAY),
    /** What is printed within {@code delayMs} comes in one piece. */
    MERGED_WRITES("merged-writes", Nature.STRIKING, FaultField.DELAY),

    // ── radio and SIM ──
    /** No network: registration and contexts are lost, and come back with the end. */
    RADIO_LOSS("radio-loss", Nature.LASTING),
    /** There is no SIM, and so no network. */
    SIM_ABSENT("sim-absent", Nature.LASTING),
    /** The SIM wants its PIN, and there is no network before. */
    SIM_PIN("sim-pin", Nature.LASTING),

    // ── the MQTT connection ──
    /** Attempts to connect fail; connections that stand, stand. */
    BROKER_UNREACHABLE("broker-unreachable", Nature.STRIKING),
    /** Names are not resolved; addresses need not be. */
    DNS_FAILURE("dns-failure", Nature.STRIKING),
    /** CONNACK comes with the return code {@code code}. */
    CONNACK_REFUSED("connack-refused", Nature.STRIKING, FaultField.CODE),
    /** The module's connections are reset. */
    TCP_RESET("tcp-reset", Nature.MOMENT),
    /** A packet of the kind {@code ack} does not reach the module. */
    LOST_ACK("lost-ack", Nature.STRIKING, FaultField.ACK),
    /** A packet of the kind {@code ack} reaches the module {@code delayMs} late; others overtake it, but no packet overtakes CONNACK. */
    DELAYED_ACK("delayed-ack", Nature.STRIKING, FaultField.ACK, FaultField.DELAY);

    private enum Nature {
        /** Happens once, at once. */
        MOMENT,
        /** Goes on for a time, or until it is ended. */
        LASTING,
        /** Strikes again and again: so often, for a time, or until it is ended. */
        STRIKING
    }

    private final String code;
    private final Nature nature;
    private final Set<FaultField> fields;

    FaultType(String code, Nature nature, FaultField... fields) {
        this.code = code;
        this.nature = nature;
        this.fields = EnumSet.noneOf(FaultField.class);
        this.fields.addAll(Arrays.asList(fields));
        if (nature != Nature.MOMENT) {
            this.fields.add(FaultField.DURATION);
        }
        if (nature == Nature.STRIKING) {
            this.fields.add(FaultField.COUNT);
            this.fields.add(FaultField.SEED);
        }
    }

    public static Optional<FaultType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /** Its name in JSON. */
    public String code() {
        return code;
    }

    boolean isMoment() {
        return nature == Nature.MOMENT;
    }

    boolean takes(FaultField field) {
        return fields.contains(field);
    }
}
