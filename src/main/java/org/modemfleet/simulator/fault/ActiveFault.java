package org.modemfleet.simulator.fault;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/** A fault at work. Confined to its module's event loop. */
final class ActiveFault {

    private final String id;
    private final Fault fault;
    private final Random printed;
    private final Random typed;
    private final @Nullable Duration endsAt;
    private SimulatedTime.@Nullable Timer end;
    private int struck;

    /** @param fault {@link Fault#completed} */
    ActiveFault(String id, Fault fault, Duration now) {
        this.id = id;
        this.fault = fault;
        long seed = fault.seed() == null ? 0 : fault.seed();
        this.printed = new Random(seed);
        this.typed = new Random(~seed);
        this.endsAt = fault.durationMs() == null ? null : now.plusMillis(fault.durationMs());
    }

    String id() {
        return id;
    }

    Fault fault() {
        return fault;
    }

    /**
     * Its chances, in the order in which they are taken; those of one direction do not depend on what goes in the other meanwhile.
     *
     * @param direction {@code out} or {@code in}
     */
    Random random(String direction) {
        return direction.equals("in") ? typed : printed;
    }

    Duration delay() {
        return Duration.ofMillis(Objects.requireNonNull(fault.delayMs()));
    }

    void endsBy(SimulatedTime.Timer timer) {
        end = timer;
    }

    void stop() {
        if (end != null) {
            end.cancel();
        }
    }

    /** Counts a strike; true if it was the last. */
    boolean strike() {
        struck++;
        return fault.count() != null && struck >= fault.count();
    }

    FaultView view(Duration now) {
        Long left = endsAt == null ? null : Math.max(0, endsAt.minus(now).toMillis());
        return new FaultView(id, fault, struck, fault.count() == null ? null : fault.count() - struck, left);
    }
}
