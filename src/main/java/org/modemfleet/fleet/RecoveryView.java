package org.modemfleet.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a module is brought back, and where that stands.
 *
 * @param trouble what the ladder is climbed for or was given up for; else null
 * @param step the last one taken for it
 * @param attempt of this step, from 1; null without a step
 * @param since when the phase began
 * @param until when the cool-down ends; null unless cooling down
 * @param tokens as many steps that interrupt the module may be taken now
 */
public record RecoveryView(RecoverySettings settings, RecoveryPhase phase, @Nullable RecoveryTrouble trouble, @Nullable RecoveryStep step,
        @Nullable Integer attempt, Instant since, String reason, @Nullable Instant until, int tokens) {}
