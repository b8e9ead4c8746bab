package org.modemfleet.fleet;

import java.util.Map;

/** What is kept of the modules' recovery; each method is a transaction of its own. */
interface RecoveryStore {

    /** By module, where an operator said it. */
    Map<String, RecoverySettings> settings();

    /** By module, where a ladder was ever climbed. */
    Map<String, RecoveryStanding> standings();

    void keep(String moduleId, RecoverySettings settings);

    void keep(String moduleId, RecoveryStanding standing);

    void forget(String moduleId);
}
