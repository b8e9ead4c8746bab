package org.modemfleet.simulator.mqtt;

/**
 * A subscription that the server granted.
 *
 * @param grantedQos 0–2
 */
public record Subscription(String topic, int grantedQos) {}
