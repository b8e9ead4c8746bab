package org.modemfleet.witness;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to probe with.
 *
 * @param qos 0–2, of both directions
 * @param host where our own client finds the module's broker; null: as the module was told through us
 * @param port likewise
 * @param user of our own client; null: as the module was told through us
 * @param password likewise
 * @param tls false: our own client uses none, whatever the module's connection does
 * @param topicPrefix stands before {@code modemfleet/probe/<uuid>}, where a broker allows only some topics; null for none
 * @param timeout how long each hop may take
 */
public record ProbeRequest(int qos, @Nullable String host, @Nullable Integer port, @Nullable String user,
        @Nullable String password, boolean tls, @Nullable String topicPrefix, Duration timeout) {

    /** Without the password. */
    @Override
    public String toString() {
        return "ProbeRequest[qos=" + qos + ", host=" + host + ", port=" + port + "]";
    }
}
