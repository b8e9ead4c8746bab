package org.modemfleet.events.web;

import java.time.Duration;

/**
 * How streams are kept alive.
 *
 * @param ping between two WebSocket pings
 * @param pongLimit after how long without a pong a WebSocket is closed
 * @param comment between two comments of server-sent events
 * @param closeLimit how long a peer may take to accept a close frame before its connection is cut
 */
record StreamTimings(Duration ping, Duration pongLimit, Duration comment, Duration closeLimit) {

    static final StreamTimings DEFAULT = new StreamTimings(
            Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(15), Duration.ofSeconds(5));
}
