package org.modemfleet.simulator.fault;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What happens to single bytes on the line. */
final class ByteFaults {

    private static final int BITS = 8;

    private final Faults faults;

    ByteFaults(Faults faults) {
        this.faults = faults;
    }

    /** @param direction {@code out} as printed, {@code in} as typed */
    byte[] pass(byte[] bytes, String direction) {
        if (!strikesBytes(direction)) {
            return bytes;
        }
        ByteArrayOutputStream passed = new ByteArrayOutputStream(bytes.length + 8);
        for (byte b : bytes) {
            if (random(FaultType.DROPPED_BYTES, direction) != null) {
                continue;
            }
            Random garbling = random(FaultType.GARBLED_BYTES, direction);
            byte out = garbling == null ? b : (byte) (b ^ 1 << garbling.nextInt(BITS));
            passed.write(out);
            if (random(FaultType.DUPLICATED_BYTES, direction) != null) {
                passed.write(out);
            }
        }
        return passed.toByteArray();
    }

    private boolean strikesBytes(String direction) {
        return find(FaultType.DROPPED_BYTES, direction) != null || find(FaultType.GARBLED_BYTES, direction) != null
                || find(FaultType.DUPLICATED_BYTES, direction) != null;
    }

    private @Nullable ActiveFault find(FaultType type, String direction) {
        return faults.find(type, fault -> fault.strikesDirection(direction));
    }

    /** The fault's further chances if it strikes this byte. */
    private @Nullable Random random(FaultType type, String direction) {
        ActiveFault fault = find(type, direction);
        if (fault == null || fault.random(direction).nextDouble() >= Objects.requireNonNull(fault.fault().probability())) {
            return null;
        }
        faults.strike(fault);
        return fault.random(direction);
    }
}
