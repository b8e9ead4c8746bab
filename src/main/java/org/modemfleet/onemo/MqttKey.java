package org.modemfleet.onemo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The keys of AT+MQTTCFG (manual 3.1), in the order in which the test command and {@code "query"} print them. What a
 * field accepts and its default is the model's: {@code ModelProfile.ranges}, {@code lengths} and {@code defaults}.
 */
public enum MqttKey {
    VERSION("version", false, "version"),
    CID("cid", false, "cid"),
    SSL("ssl", false, "sslEnable", "sslId"),
    KEEPALIVE("keepalive", false, "keepaliveTime"),
    CLEAN("clean", false, "cleanSession"),
    RETRANS("retrans", false, "retransInterval", "retryTimes"),
    WILLOPTION("willoption", false, "willFlag", "willQos", "willRetain"),
    WILLPAYLOAD("willpayload", false, "willTopic", "willMsg"),
    PINGREQ("pingreq", false, "pingInterval"),
    PINGRESP("pingresp", true, "pingack"),
    ENCODING("encoding", true, "inputFormat", "outputFormat"),
    CACHED("cached", true, "cachedMode"),
    RECONN("reconn", false, "reconnTimes", "reconnInterval", "mode");

    private final String key;
    private final boolean atAnyTime;
    private final List<Field> fields;

    MqttKey(String key, boolean atAnyTime, String... fields) {
        this.key = key;
        this.atAnyTime = atAnyTime;
        this.fields = Arrays.stream(fields)
                .map(name -> new Field(name, name.equals("willTopic") || name.equals("willMsg"))).toList();
    }

    /**
     * A parameter of a key.
     *
     * @param name the manual's name in camelCase
     * @param isText a quoted string; else a decimal integer
     */
    public record Field(String name, boolean isText) {}

    /** As on the wire, such as {@code keepalive}. */
    public String key() {
        return key;
    }

    public List<Field> fields() {
        return fields;
    }

    /** Whether it takes effect at once in every state; else it may be set only while no connection exists (607). */
    public boolean atAnyTime() {
        return atAnyTime;
    }

    /** The key with this name on the wire; case counts. */
    public static Optional<MqttKey> find(String key) {
        return Arrays.stream(values()).filter(known -> known.key.equals(key)).findFirst();
    }
}
