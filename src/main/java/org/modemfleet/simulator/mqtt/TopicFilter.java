package org.modemfleet.simulator.mqtt;

/**
 * A topic filter to subscribe to.
 *
 * @param qos requested, 0–2
 */
public record TopicFilter(String topic, int qos) {}
