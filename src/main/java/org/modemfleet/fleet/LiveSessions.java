package org.modemfleet.fleet;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.channel.ChannelSettings;
import org.modemfleet.events.EventLog;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.Links;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.LiveSession;
import org.modemfleet.session.SessionListener;
import org.modemfleet.session.Sessions;
import org.modemfleet.session.Transcripts;

/** Sessions with real modules; all their time-outs run on one thread, which does nothing that blocks. */
final class LiveSessions implements SessionOpener, AutoCloseable {

    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("at-timeouts").daemon().factory());
    private final Sessions sessions;
    private final Transcripts transcripts;

    LiveSessions(Links links, EventLog events, InstantSource clock, Transcripts transcripts) {
        this.transcripts = transcripts;
        Instant processStart = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
        sessions = new Sessions(links, events, ChannelSettings.of(scheduler), clock, processStart, transcripts);
    }

    @Override
    public Openable make(String moduleId, LinkAddress address, @Nullable ModelProfile configured,
            SessionListener listener) {
        return new Live(sessions.create(moduleId, address, configured, listener));
    }

    @Override
    public void forget(String moduleId) {
        transcripts.forget(moduleId);
    }

    /** After the last session has been closed. */
    @Override
    public void close() {
        scheduler.shutdown();
    }

    private record Live(LiveSession session) implements Openable {

        @Override
        public void open() throws LinkException {
            session.open();
        }

        @Override
        public boolean isLinkOpen() {
            return session.isLinkOpen();
        }

        @Override
        public boolean isIdentified() {
            return session.isIdentified();
        }

        @Override
        public void resynchronize(String why) {
            session.resynchronize(why);
        }

        @Override
        public boolean shout(AtCommand<?> command) {
            return session.shout(command);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
