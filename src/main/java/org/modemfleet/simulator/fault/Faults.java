package org.modemfleet.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.time.SimulatedTime;

/** The faults of one module; they outlive its power. Confined to its event loop. */
public final class Faults {

    private final SimulatedTime time;
    private final Effects effects;
    private List<ActiveFault> active = List.of();
    private int injected;

    /** What a fault does when it begins and ends, for those that do not just lie in wait. */
    public interface Effects {
        void begun(Fault fault);

        /** It is no longer among the active ones. */
        void ended(Fault fault);
    }

    public Faults(SimulatedTime time, Effects effects) {
        this.time = time;
        this.effects = effects;
    }

    /** @param fault without {@link Fault#violations} */
    public FaultView inject(Fault fault) {
        injected++;
        ActiveFault begun = new ActiveFault("f" + injected, fault.completed(ThreadLocalRandom.current().nextLong(1L << 53)), time.now());
        if (!fault.type().isMoment()) {
            List<ActiveFault> more = new ArrayList<>(active);
            more.add(begun);
            active = List.copyOf(more);
            if (fault.durationMs() != null) {
                begun.endsBy(time.schedule(Duration.ofMillis(fault.durationMs()), () -> end(begun)));
            }
        }
        effects.begun(begun.fault());
        return begun.view(time.now());
    }

    /** In the order in which they were injected. */
    public List<FaultView> list() {
        return active.stream().map(fault -> fault.view(time.now())).toList();
    }

    public Optional<FaultView> find(String id) {
        return active.stream().filter(fault -> fault.id().equals(id)).map(fault -> fault.view(time.now())).findFirst();
    }

    /** @return false if it is not active */
    public boolean end(String id) {
        return active.stream().filter(fault -> fault.id().equals(id)).findFirst().map(this::end).isPresent();
    }

    /** The module is gone. */
    public void endAll() {
        List.copyOf(active).forEach(this::end);
    }

    private ActiveFault end(ActiveFault ended) {
        List<ActiveFault> fewer = new ArrayList<>(active);
        if (fewer.remove(ended)) {
            ended.stop();
            active = List.copyOf(fewer);
            effects.ended(ended.fault());
        }
        return ended;
    }

    public boolean none() {
        return active.isEmpty();
    }

    public boolean isActive(FaultType type) {
        return find(type, _ -> true) != null;
    }

    /** The first of the type that fits, not counted; null if there is none. */
    @Nullable ActiveFault find(FaultType type, Predicate<Fault> fits) {
        for (ActiveFault fault : active) {
            if (fault.fault().type() == type && fits.test(fault.fault())) {
                return fault;
            }
        }
        return null;
    }

    /** The first of the type that fits: it has struck once more, and after its last time it ends. */
    @Nullable ActiveFault strike(FaultType type, Predicate<Fault> fits) {
        ActiveFault striking = find(type, fits);
        if (striking != null) {
            strike(striking);
        }
        return striking;
    }

    void strike(ActiveFault striking) {
        if (striking.strike()) {
            end(striking);
        }
    }

    /** The code that the command is refused with; empty if it is not. */
    public Optional<Integer> commandError(String command) {
        ActiveFault striking = strike(FaultType.COMMAND_ERROR,
                fault -> fault.command() == null ? command.startsWith("+MQTT") : fault.command().equals(command));
        return striking == null ? Optional.empty() : Optional.ofNullable(striking.fault().code());
    }

    /** Whether this command line is repeated. */
    public boolean echoes() {
        return strike(FaultType.ECHO_ON, _ -> true) != null;
    }
}
