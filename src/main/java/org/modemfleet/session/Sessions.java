package org.modemfleet.session;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.events.EventLog;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.Links;
import org.modemfleet.onemo.profile.ModelProfile;

/** Makes the sessions of one service. */
public final class Sessions {

    private final SessionServices services;

    /**
     * @param channels what the sessions' channels run on
     * @param processStart when this process began: one before it, killed, may have left a module in data mode until then
     */
    public Sessions(Links links, EventLog events, ChannelSettings channels, InstantSource clock, Instant processStart,
            Transcripts transcripts) {
        this.services = new SessionServices(links, events, channels, clock, processStart, transcripts);
    }

    /**
     * A session that is not yet open.
     *
     * @param configured the model; null to take what the module tells
     */
    public LiveSession create(String moduleId, LinkAddress address, @Nullable ModelProfile configured,
            SessionListener listener) {
        return new LiveSession(moduleId, address, configured, services, listener);
    }
}
