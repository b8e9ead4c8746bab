package org.modemfleet.session;

import java.time.Instant;
import java.time.InstantSource;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.events.EventLog;
import org.modemfleet.link.Links;

/**
 * What every session works with.
 *
 * @param processStart nothing that this process has not sent can have reached a module after it
 */
record SessionServices(Links links, EventLog events, ChannelSettings channels, InstantSource clock, Instant processStart,
        Transcripts transcripts) {}
