package org.modemfleet.onemo.profile;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a model can do. Lengths are bytes, times are seconds.
 *
 * @param model the sub-model as {@code AT+CGMM} prints it, such as {@code ML307R-DC}
 * @param series such as {@code ML307R}; a bare series name means its first sub-model
 * @param family which of the two families
 * @param connectIds {@code <connect_id>}
 * @param cid null where the model has no key {@code cid}
 * @param sslIds null where the model has no key {@code ssl} and no MQTTS
 * @param keys the MQTTCFG keys of the model, in the order of the test command, without {@code query}
 * @param ranges accepted values of each numeric field by its name in camelCase, such as {@code keepaliveTime}; the
 *     MQTTCFG fields of the model's own keys, besides them {@code port}, {@code qos}, {@code retain} and {@code dup}
 * @param defaults documented default of each field, an Integer or a String; a field without a row has none
 * @param lengths accepted length in bytes of each string field, such as {@code clientId}
 * @param commandLineBytes longest command line, from {@code AT} to before CR
 * @param topicsPerCommand most topics of one MQTTSUB or MQTTUNSUB
 * @param cacheBytes capacity per connection; null where there is no cache and no MQTTREAD
 * @param topicBytes longest topic of MQTTSUB, MQTTUNSUB, MQTTPUB
 * @param topicsBytes most bytes of topics in one command; null for no such limit
 * @param parameterBytes longest text between {@code =} and CR of SUB, UNSUB, PUB; null for no such limit
 * @param messageBytes longest inline message
 * @param receivedTopicBytes longest topic of a received message that a line can carry
 * @param receivedMessageBytes longest payload, decoded, of one line with a received message
 * @param dataMode null where MQTTPUB has no data mode
 * @param separateTopics each topic of SUB and UNSUB has its own row, mid and URC
 * @param publishSplitBytes topic and message beyond this are split over several publish URCs; null for never
 * @param bootsWithMatready prints {@code +MATREADY} after a start
 * @param echoAtStart echo is on after a start
 * @param tlsFileBytes longest certificate or key file
 * @param keepsTlsFiles whether they survive power-off
 * @param sleepDropsConnections loses its connections in deep sleep unless locked with AT+MLPMCFG
 * @param sleepMode what AT+MLPMCFG has to begin with: 0 locked, 1 light sleep, 2 light and deep sleep
 * @param revision what {@code AT+CGMR} prints
 * @param timers defaults that no command sets
 * @param sources where each field of this profile comes from, and mostly why, by its name: {@code cid.range},
 *     {@code defaults.port}; what the model lacks is named by its group
 */
public record ModelProfile(String model, String series, Family family, IntRange connectIds, @Nullable CidRule cid,
        @Nullable IntRange sslIds, List<String> keys, Map<String, List<IntRange>> ranges,
        Map<String, Object> defaults, Map<String, IntRange> lengths, @Nullable Integer cacheBytes, int commandLineBytes,
        int topicsPerCommand, int topicBytes, @Nullable Integer topicsBytes, @Nullable Integer parameterBytes,
        int messageBytes, int receivedTopicBytes, int receivedMessageBytes, @Nullable DataMode dataMode,
        boolean separateTopics, @Nullable Integer publishSplitBytes, boolean bootsWithMatready,
        boolean echoAtStart, int tlsFileBytes, boolean keepsTlsFiles, boolean sleepDropsConnections, int sleepMode, String revision,
        Timers timers, Map<String, String> sources) {

    public enum Family { NB_IOT, CELLULAR_4G5G }

    /**
     * The key {@code cid}.
     *
     * @param defaultCid null where there is none and a context must be active when it is set
     */
    public record CidRule(IntRange range, @Nullable Integer defaultCid) {}

    /**
     * Data mode of MQTTPUB.
     *
     * @param maxBytes longest message
     * @param clampsLonger a larger {@code <msg_len>} counts as {@code maxBytes} instead of being refused
     * @param endsOnCtrlZ {@code <msg_len>} 0 opens data mode that ends on Ctrl-Z; else it is refused
     * @param timeoutSeconds from the prompt; what has been typed by then is sent
     */
    public record DataMode(int maxBytes, boolean clampsLonger, boolean endsOnCtrlZ, int timeoutSeconds) {}

    /**
     * @param connackSeconds an attempt without CONNACK ends
     * @param pingrespSeconds a PINGREQ counts as unanswered
     * @param bootSeconds from a reset until commands are taken
     * @param deepSleepSeconds without traffic on the AT line until deep sleep, where that drops connections
     */
    public record Timers(int connackSeconds, int pingrespSeconds, int bootSeconds, int deepSleepSeconds) {}

    public boolean hasKey(String key) {
        return keys.contains(key);
    }

    public boolean hasCache() {
        return cacheBytes != null;
    }

    /** The accepted values of a numeric field as test commands print them, such as {@code 0,60-65535}. */
    public String allowed(String field) {
        return ranges.getOrDefault(field, List.of()).stream().map(IntRange::toString).collect(Collectors.joining(","));
    }

    /** Whether the field takes the value; a field without a row takes none. */
    public boolean accepts(String field, int value) {
        return ranges.getOrDefault(field, List.of()).stream().anyMatch(range -> range.contains(value));
    }
}
