package org.modemfleet.session;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one MQTT connection of a module without asking it.
 *
 * @param state as MQTTSTATE counts: 1 connecting or reconnecting, 2 connected, 3 disconnected
 * @param host as last sent by MQTTCONN in this epoch; null if not by us
 * @param clientId likewise
 * @param since when the state began
 */
public record ConnectionView(int connectId, int state, @Nullable String host, @Nullable String clientId,
        Instant since) {}
