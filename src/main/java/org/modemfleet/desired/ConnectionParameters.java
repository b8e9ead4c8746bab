package org.modemfleet.desired;

import org.jspecify.annotations.Nullable;

/**
 * What MQTTCONN was told (manual 3.2).
 *
 * @param clientId null: the module takes its IMEI
 * @param user null for none
 * @param password null for none; {@code ***} in what is shown
 */
public record ConnectionParameters(String host, int port, @Nullable String clientId, @Nullable String user,
        @Nullable String password) {

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "ConnectionParameters[" + host + ":" + port + ", clientId=" + clientId + ", user=" + user + "]";
    }
}
