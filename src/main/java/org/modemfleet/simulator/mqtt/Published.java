package org.modemfleet.simulator.mqtt;

/**
 * What AT+MQTTPUB answers.
 *
 * @param mid 1–65535; at QoS 1 and 2 the packet identifier
 * @param length size of the PUBLISH packet in bytes
 */
public record Published(int mid, int length) {}
