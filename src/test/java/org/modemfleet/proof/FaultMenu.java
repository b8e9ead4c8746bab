package org.modemfleet.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.modemfleet.simulator.fault.FaultType;

/** Every fault that a simulated module can have, with details that come from a seed. */
final class FaultMenu {

    private static final Set<FaultType> SPOIL_BYTES =
            EnumSet.of(FaultType.GARBLED_BYTES, FaultType.DROPPED_BYTES, FaultType.DUPLICATED_BYTES);
    private static final Set<FaultType> STRIKE_CONNECTS = EnumSet.of(FaultType.BROKER_UNREACHABLE, FaultType.DNS_FAILURE,
            FaultType.CONNACK_REFUSED);
    private static final Set<FaultType> RESTART = EnumSet.of(FaultType.POWER_CYCLE, FaultType.REBOOT);
    private static final List<String> ACKS = List.of("PUBACK", "PUBREC", "PUBCOMP", "SUBACK", "PINGRESP", "CONNACK");

    private final Random random;

    FaultMenu(Random random) {
        this.random = random;
    }

    /**
     * A fault to inject.
     *
     * @param json as the control port takes it
     * @param typed whether it spoils what the module is told
     */
    record Choice(FaultType type, String json, boolean typed) {

        /** No answer proves anything while bits and bytes of it are wrong. */
        boolean spoilsBytes() {
            return SPOIL_BYTES.contains(type);
        }

        /** It shows only when a connection is made. */
        boolean strikesConnects() {
            return STRIKE_CONNECTS.contains(type) || json.contains("CONNACK") || json.contains("SUBACK");
        }

        boolean restarts() {
            return RESTART.contains(type);
        }
    }

    /** All types, each once, in an order of the seed. */
    List<FaultType> all() {
        List<FaultType> all = new ArrayList<>(Arrays.asList(FaultType.values()));
        Collections.shuffle(all, random);
        return all;
    }

    /** Two different types. */
    List<FaultType> pair() {
        return all().subList(0, 2);
    }

    Choice choose(FaultType type) {
        boolean typed = SPOIL_BYTES.contains(type) && random.nextInt(3) == 0;
        String details = switch (type) {
            case POWER_CYCLE -> ",\"durationMs\":" + (100 + random.nextInt(900));
            case REBOOT, TCP_RESET -> "";
            case WEDGE, PORT_VANISH, RADIO_LOSS, SIM_ABSENT, SIM_PIN, BROKER_UNREACHABLE, DNS_FAILURE -> lasts();
            case SLOW_ANSWERS, LATE_PROMPT, MERGED_WRITES -> lasts() + late(900);
            case LATE_FINAL -> lasts() + late(2_500);
            case URC_BEFORE_OK, URC_AMID_ROWS -> lasts() + late(400);
            case LOST_FINAL -> lasts() + ",\"count\":" + (1 + random.nextInt(2));
            case LOST_PROMPT -> lasts() + ",\"count\":1";
            case ECHO_ON -> lasts();
            case COMMAND_ERROR -> lasts() + ",\"code\":" + List.of(600, 605, 606, 608).get(random.nextInt(4));
            case CONNACK_REFUSED -> lasts() + ",\"code\":" + (1 + random.nextInt(5));
            case GARBLED_BYTES, DROPPED_BYTES, DUPLICATED_BYTES -> lasts() + ",\"probability\":0.00" + (1 + random.nextInt(9))
                    + ",\"direction\":\"" + (typed ? "in" : "out") + '"' + ",\"seed\":" + random.nextInt(1 << 30);
            case SPLIT_WRITES -> lasts() + ",\"delayMs\":1,\"bytes\":" + (1 + random.nextInt(40));
            case LOST_ACK -> lasts() + ",\"count\":1" + ack();
            case DELAYED_ACK -> lasts() + late(900) + ack();
        };
        return new Choice(type, "{\"type\":\"" + type.code() + '"' + details + '}', typed);
    }

    private String lasts() {
        return ",\"durationMs\":" + (500 + random.nextInt(2_000));
    }

    private String late(int most) {
        return ",\"delayMs\":" + (50 + random.nextInt(most));
    }

    private String ack() {
        return ",\"ack\":\"" + ACKS.get(random.nextInt(ACKS.size())) + '"';
    }
}
