package org.modemfleet.simulator.mqtt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What AT+MQTTSUB=&lt;id&gt; lists: granted topics in order of subscription, a repeated one in its old place. */
final class Subscriptions {

    private static final int HIGHEST_QOS = 2;

    private final Map<String, Integer> granted = new LinkedHashMap<>();

    /** SUBACK: a code above 2 is a refusal, and what is refused is not listed. */
    void answered(List<TopicFilter> filters, List<Integer> codes) {
        for (int i = 0; i < Math.min(filters.size(), codes.size()); i++) {
            if (codes.get(i) <= HIGHEST_QOS) {
                granted.put(filters.get(i).topic(), codes.get(i));
            } else {
                granted.remove(filters.get(i).topic());
            }
        }
    }

    /** UNSUBACK. */
    void removed(List<String> topics) {
        topics.forEach(granted::remove);
    }

    void clear() {
        granted.clear();
    }

    List<Subscription> list() {
        return granted.entrySet().stream().map(entry -> new Subscription(entry.getKey(), entry.getValue())).toList();
    }
}
