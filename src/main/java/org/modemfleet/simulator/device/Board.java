package org.modemfleet.simulator.device;

import io.netty.channel.EventLoop;
import java.time.Clock;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.simulator.time.SimulatedTime;
import org.modemfleet.simulator.fault.Faults;
import org.modemfleet.simulator.mqtt.Network;

/**
 * What of a module outlives a power cycle.
 *
 * @param id the module id, for logs
 * @param loop where all of the module happens
 * @param network the way from the packet domain to MQTT servers
 * @param tlsFiles certificates and keys
 * @param memory what it was told to remember
 * @param faults what goes wrong with it
 * @param clock of AT+CCLK
 */
public record Board(String id, ModelProfile profile, Identity identity, EventLoop loop, SimulatedTime time,
        Network network, TlsFiles tlsFiles, NonvolatileMemory memory, Faults faults, Clock clock) {}
