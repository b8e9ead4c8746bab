package org.modemfleet.session;

import java.time.InstantSource;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.events.EventLog;
import org.modemfleet.link.Links;

/** What every session works with. */
record SessionServices(Links links, EventLog events, ChannelSettings channels, InstantSource clock) {}
