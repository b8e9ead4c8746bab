package org.modemfleet.fleet;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings under {@code modemfleet.} that concern the fleet.
 *
 * @param demo whether an empty database gets three simulated modules
 */
@ConfigurationProperties("modemfleet")
record FleetSettings(@DefaultValue("true") boolean demo, @DefaultValue Simulator simulator) {

    /**
     * Simulated modules that are made at each start and not stored, from {@code sim-4} on.
     *
     * @param count how many
     * @param model their model
     */
    record Simulator(@DefaultValue("0") int count, @DefaultValue("ML307R") String model) {}
}
