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

    /** Whether a password that was given with these is for this host and user too; nobody else gets to see it. */
    public boolean isFor(String otherHost, @Nullable String otherUser) {
        return host.equals(otherHost) && name(user).equals(name(otherUser));
    }

    /** Absent and empty are the same (manual 3.2). */
    private static String name(@Nullable String user) {
        return user == null ? "" : user;
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "ConnectionParameters[" + host + ":" + port + ", clientId=" + clientId + ", user=" + user + "]";
    }
}
