package org.modemfleet.desired;

import java.util.Locale;

/** Whether a connection that is not as it is wanted is made so again by itself. */
public enum Restore {
    /** After a reset of the module, and when the connection was lost. */
    AUTO,
    /** Only on request. */
    MANUAL;

    /** As it stands in JSON. */
    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
