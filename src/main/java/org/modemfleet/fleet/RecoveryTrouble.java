package org.modemfleet.fleet;

import java.util.Locale;

/** What a ladder is climbed for. */
public enum RecoveryTrouble {
    /** The module's session is not ready. */
    MODULE,
    /** The module is ready, but a desired MQTT connection fails. */
    CONNECTION;

    /** As it stands in JSON. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
