package org.modemfleet.simulator.mqtt;

import org.jspecify.annotations.Nullable;

/** Connect options with the defaults of AT+MQTTCFG, but for reconn_times 0; changed one by one. */
final class Settings {

    private final int port;
    private String host = "127.0.0.1";
    private String clientId = "862000000000017";
    private @Nullable String user;
    private byte @Nullable [] password;
    private int keepalive = 120;
    private boolean clean;
    private ConnectOptions.@Nullable Will will;
    private int retransInterval = 20;
    private int retryTimes;
    private int pingInterval = 120;
    private int reconnTimes;
    private int reconnInterval = 20;
    private int reconnMode;

    private Settings(int port) {
        this.port = port;
    }

    static Settings to(int port) {
        return new Settings(port);
    }

    Settings host(String value) {
        host = value;
        return this;
    }

    Settings clientId(String value) {
        clientId = value;
        return this;
    }

    Settings user(@Nullable String name, byte @Nullable [] secret) {
        user = name;
        password = secret;
        return this;
    }

    Settings keepalive(int seconds) {
        keepalive = seconds;
        return this;
    }

    Settings clean() {
        clean = true;
        return this;
    }

    Settings will(String topic, byte[] payload, int qos, boolean retain) {
        will = new ConnectOptions.Will(topic, payload, qos, retain);
        return this;
    }

    Settings retrans(int interval, int times) {
        retransInterval = interval;
        retryTimes = times;
        return this;
    }

    Settings pingreq(int seconds) {
        pingInterval = seconds;
        return this;
    }

    Settings reconn(int times, int interval, int mode) {
        reconnTimes = times;
        reconnInterval = interval;
        reconnMode = mode;
        return this;
    }

    ConnectOptions options() {
        return new ConnectOptions(host, port, clientId, user, password, keepalive, clean, will, retransInterval,
                retryTimes, pingInterval, reconnTimes, reconnInterval, reconnMode, 30, 20, null);
    }
}
