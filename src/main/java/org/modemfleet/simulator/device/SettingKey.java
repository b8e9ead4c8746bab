package org.modemfleet.simulator.device;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The keys of +MQTTCFG (manual 3.1) but {@code query}, with their fields as the model profile names them. */
enum SettingKey {
    VERSION("version", true, "version"),
    CID("cid", true, "cid"),
    SSL("ssl", true, "sslEnable", "sslId"),
    KEEPALIVE("keepalive", true, "keepaliveTime"),
    CLEAN("clean", true, "cleanSession"),
    RETRANS("retrans", true, "retransInterval", "retryTimes"),
    WILLOPTION("willoption", true, "willFlag", "willQos", "willRetain"),
    /** Two strings: its handler is its own. */
    WILLPAYLOAD("willpayload", true),
    PINGREQ("pingreq", true, "pingInterval"),
    PINGRESP("pingresp", false, "pingack"),
    ENCODING("encoding", false, "inputFormat", "outputFormat"),
    CACHED("cached", false, "cachedMode"),
    RECONN("reconn", true, "reconnTimes", "reconnInterval", "mode");

    private final String key;
    private final boolean whileDisconnected;
    private final List<String> fields;

    SettingKey(String key, boolean whileDisconnected, String... fields) {
        this.key = key;
        this.whileDisconnected = whileDisconnected;
        this.fields = List.of(fields);
    }

    static Optional<SettingKey> of(String key) {
        return Arrays.stream(values()).filter(setting -> setting.key.equals(key)).findFirst();
    }

    String key() {
        return key;
    }

    /** Can be set only while no connection exists. */
    boolean whileDisconnected() {
        return whileDisconnected;
    }

    List<String> fields() {
        return fields;
    }
}
