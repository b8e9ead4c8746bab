package org.modemfleet.simulator.fault;

import org.jspecify.annotations.Nullable;

/**
 * A fault as it stands.
 *
 * @param fault with what was chosen where a field was absent, the seed too
 * @param struck how often it has struck
 * @param remainingCount how often it still will; null: without limit
 * @param remainingMs how long it still is active, in simulated time; null: until it is ended
 */
public record FaultView(String id, Fault fault, int struck, @Nullable Integer remainingCount, @Nullable Long remainingMs) {}
