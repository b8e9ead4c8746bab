/**
 * The MQTT 3.1.1 session engine of a simulated module: packet identifiers, acknowledgements, retransmission, ping and
 * reconnect.
 */
@NullMarked
package org.modemfleet.simulator.mqtt;

import org.jspecify.annotations.NullMarked;
