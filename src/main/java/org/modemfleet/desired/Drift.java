package org.modemfleet.desired;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * In what a module differs from what is wanted of one of its connections.
 *
 * @param settings keys of MQTTCFG, in the order of the manual
 * @param tls whether the SSL context that the connection uses differs
 * @param connection what MQTTSTATE says of a connection that is not as wanted, such as {@code disconnected}; else null
 * @param missing topics that are wanted and that MQTTSUB does not list
 * @param unexpected topics that it lists and nobody wants
 */
public record Drift(List<String> settings, boolean tls, @Nullable String connection, List<String> missing, List<String> unexpected) {

    public static final Drift NONE = new Drift(List.of(), false, null, List.of(), List.of());

    public boolean isNone() {
        return equals(NONE);
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("settings", settings);
        members.put("tls", tls);
        members.put("connection", connection);
        members.put("missing", missing);
        members.put("unexpected", unexpected);
        return members;
    }

    /** In one line. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!settings.isEmpty()) {
            parts.add("other settings: " + String.join(", ", settings));
        }
        if (tls) {
            parts.add("another SSL context");
        }
        if (connection != null) {
            parts.add(connection);
        }
        if (!missing.isEmpty()) {
            parts.add("not subscribed to " + String.join(", ", missing));
        }
        if (!unexpected.isEmpty()) {
            parts.add("subscribed to " + String.join(", ", unexpected));
        }
        return parts.isEmpty() ? "none" : String.join("; ", parts);
    }
}
