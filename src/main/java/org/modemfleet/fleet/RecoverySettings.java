package org.modemfleet.fleet;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a module is brought back.
 *
 * @param ladder the steps in their order; each at most once; none: nothing is done
 * @param patience a trouble must have lasted so long before the first step, 1 s to 1 h
 * @param coolDown no ladder begins so soon after a step that interrupted the module, 0 s to 1 day
 * @param bucketSize as many steps that interrupt the module may be taken in quick succession, 1–1000
 * @param refill after so long another one may, 1 s to 7 days
 * @param hook null where no step is one
 */
public record RecoverySettings(List<Rung> ladder, Duration patience, Duration coolDown, int bucketSize, Duration refill,
        @Nullable RecoveryHook hook) {

    /** What holds of a module of which nobody said anything else. */
    public static final RecoverySettings DEFAULT = new RecoverySettings(
            Stream.of(RecoveryStep.values()).filter(step -> step != RecoveryStep.HOOK).map(Rung::usual).toList(),
            Duration.ofSeconds(30), Duration.ofMinutes(10), 10, Duration.ofMinutes(30), null);

    /**
     * A step of the ladder.
     *
     * @param attempts how often it is taken before the next one, 1–10
     * @param time how long each may take to help, 1 s to 1 h
     */
    public record Rung(RecoveryStep step, int attempts, Duration time) {

        /** What holds of a step of which nothing else is said. */
        public static Rung usual(RecoveryStep step) {
            return switch (step) {
                case RESYNCHRONIZE -> new Rung(step, 1, Duration.ofSeconds(30));
                case REOPEN -> new Rung(step, 2, Duration.ofSeconds(60));
                case RECONNECT -> new Rung(step, 2, Duration.ofSeconds(120));
                case RADIO -> new Rung(step, 1, Duration.ofSeconds(120));
                case REBOOT -> new Rung(step, 1, Duration.ofSeconds(180));
                case HOOK -> new Rung(step, 1, Duration.ofSeconds(300));
            };
        }
    }

    public RecoverySettings {
        ladder = List.copyOf(ladder);
    }

    /** Whether any step may help with this trouble. */
    boolean serves(RecoveryTrouble trouble) {
        return ladder.stream().anyMatch(rung -> rung.step().serves(trouble));
    }
}
