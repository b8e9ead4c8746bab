package org.modemfleet.command;

import java.util.List;
import java.util.Map;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.WantedSubscription;

/** What a command asked for: what it takes to settle it by asking the module, or to send it again. */
sealed interface Intent {

    /** @param desired whether what the module took becomes desired state */
    record Connect(ConnectionParameters to, boolean desired) implements Intent {}

    record Disconnect(boolean desired) implements Intent {}

    record Subscribe(List<WantedSubscription> topics, boolean desired) implements Intent {}

    record Unsubscribe(List<String> topics, boolean desired) implements Intent {}

    /** @param settings key of MQTTCFG to all its fields, in the order sent */
    record Configure(Map<String, Map<String, Object>> settings) implements Intent {}

    /** A message at QoS 1 or 2. No query tells what became of it, but it can be sent again. */
    record Publish(String topic, int qos, int retain, byte[] payload) implements Intent {}
}
