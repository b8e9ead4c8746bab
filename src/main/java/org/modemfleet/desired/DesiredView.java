package org.modemfleet.desired;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was last set through us on one connection.
 *
 * @param version grows with every change; 0 if nothing was ever set
 * @param settings MQTTCFG key to its fields by their names in camelCase; in the order of the manual
 * @param wanted null if it was never connected nor disconnected through us
 * @param connection with the password as {@code ***}; null if it was never connected through us
 * @param subscriptions in the order they were made
 */
public record DesiredView(long version, Map<String, Map<String, Object>> settings, @Nullable Wanted wanted,
        @Nullable ConnectionParameters connection, List<WantedSubscription> subscriptions) {

    public static final DesiredView NOTHING = new DesiredView(0, Map.of(), null, null, List.of());

    /** Whether the operator wants the connection. */
    public enum Wanted { CONNECTED, DISCONNECTED }
}
