package org.modemfleet.fleet;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a module's ladder stands; kept in the database, so that a restart of the service neither begins nor forgives anything.
 *
 * @param trouble null unless climbing or given up
 * @param step the last one taken, null likewise
 * @param attempt counts the attempts of this step from 1; 0 without a step
 * @param since when the phase began
 * @param reason why it began; at most 1000 characters
 * @param tokens as many steps that interrupt the module were left in the bucket
 * @param tokensAt then
 * @param coolUntil no ladder begins before; null where nothing has interrupted the module lately
 * @param connections that fail, if the trouble is theirs, in their order
 */
record RecoveryStanding(RecoveryPhase phase, @Nullable RecoveryTrouble trouble, @Nullable RecoveryStep step, int attempt, Instant since,
        String reason, int tokens, Instant tokensAt, @Nullable Instant coolUntil, List<Integer> connections) {

    RecoveryStanding {
        connections = List.copyOf(connections);
    }
}
