package org.modemfleet.desired;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of one connection: what was last set through us.
 *
 * @param version grows with every change; 0 if nothing was ever set
 * @param changedAt null if nothing was ever set
 * @param settings MQTTCFG key to its fields by their names in camelCase; in the order of the manual
 * @param willFormat the input format in which {@code willMsg} was typed
 * @param wanted null if it was never connected nor disconnected through us
 * @param connection with the password as {@code ***}; null if it was never connected through us
 * @param subscriptions in the order they were made
 * @param restore null: as is usual
 */
public record DesiredView(long version, @Nullable Instant changedAt, Map<String, Map<String, Object>> settings, int willFormat,
        @Nullable Wanted wanted, @Nullable ConnectionParameters connection, List<WantedSubscription> subscriptions,
        @Nullable Restore restore) {

    public static final DesiredView NOTHING = new DesiredView(0, null, Map.of(), 0, null, null, List.of(), null);

    /** Whether the operator wants the connection. */
    public enum Wanted {
        CONNECTED, DISCONNECTED;

        /** As it stands in JSON. */
        public String json() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
