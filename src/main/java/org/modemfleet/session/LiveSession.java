package org.modemfleet.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.channel.ChannelException;
import org.modemfleet.channel.ChannelState;
import org.modemfleet.channel.Lane;
import org.modemfleet.events.EventDraft;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.LineCommands;
import org.modemfleet.onemo.profile.ModelProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session over a link. {@link #open} makes one attempt; whoever owns the session opens it again when it is lost.
 * One lock guards the state; it is never held while the module or the database is waited for.
 */
public final class LiveSession implements ModuleSession, AutoCloseable {

    /** As many callers may have or wait for a turn. */
    public static final int TURNS_LIMIT = 256;
    /** After so much silence a module is asked for a sign of life by default. */
    public static final Duration HEARTBEAT = Duration.ofSeconds(30);
    /** A caller waits at most so long for its turn. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(LiveSession.class);

    private final String moduleId;
    private final LinkAddress address;
    private final SessionServices services;
    private final SessionListener listener;
    private final Facts facts;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stateChanged = lock.newCondition();
    private final Semaphore turns = new Semaphore(TURNS_LIMIT);
    /** Tells of states in order, off every other thread. */
    private final ExecutorService notifications =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("session-states").factory());
    private SessionState state = SessionState.OPENING;
    private String cause = "not opened yet";
    private @Nullable Attachment attachment;
    private boolean openedBefore;
    private volatile Duration heartbeat = HEARTBEAT;

    LiveSession(String moduleId, LinkAddress address, @Nullable ModelProfile configured, SessionServices services,
            SessionListener listener) {
        this.moduleId = moduleId;
        this.address = address;
        this.services = services;
        this.listener = listener;
        Instant lastUsed = services.links().outlivesProcess(address) ? services.processStart() : Instant.EPOCH;
        this.facts = new Facts(configured, new DataModeLeft(services.clock(), lastUsed));
    }

    /**
     * Opens the link, begins an epoch and synchronizes. Blocks until the session is ready or lost.
     *
     * @throws LinkException if the link cannot be opened; the session is then lost
     */
    public void open() throws LinkException {
        // Between our closing the link and opening it nobody can have changed the module behind it.
        boolean sameModule = isLinkOpen() && isIdentified();
        detach();
        if (state() != SessionState.OPENING) {
            become(SessionState.LOST, "the link is opened again");
            become(SessionState.OPENING, "opening the link");
        }
        if (state() != SessionState.OPENING) {
            return;
        }
        Attachment attached = new Attachment(this, services, facts);
        try {
            attached.open(address, openedBefore ? "link-reopened" : "service-started", sameModule);
        } catch (LinkException unopened) {
            facts.forgetMismatch();
            become(SessionState.LOST, unopened.getMessage());
            throw unopened;
        }
        openedBefore = true;
        if (attach(attached)) {
            become(SessionState.SYNCHRONIZING, "link open");
            synchronize(attached);
        } else {
            attached.close();
        }
    }

    /** Not if the session was closed while the link was being opened. */
    private boolean attach(Attachment attached) {
        lock.lock();
        try {
            if (state == SessionState.CLOSED) {
                return false;
            }
            attachment = attached;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void synchronizeAnew(String why) {
        Attachment attached = attached();
        if (attached != null) {
            become(SessionState.SYNCHRONIZING, why);
            Thread.ofVirtual().name("synchronize-" + moduleId).start(() -> synchronize(attached));
        }
    }

    /** A module that restarts meanwhile is asked once more: the second turn waits until its line is in step again. */
    private void synchronize(Attachment attached) {
        try {
            if (isInStep(attached) || facts.identityMismatch() == null && isInStep(attached)) {
                become(SessionState.READY, "synchronized");
            } else if (facts.identityMismatch() != null) {
                leave(attached, facts.identityMismatch());
            } else {
                become(SessionState.LOST, "nothing answers");
            }
        } catch (ChannelException | SessionException unavailable) {
            if (attached() == attached) {
                become(SessionState.LOST, unavailable.getMessage());
            }
        }
    }

    /** Another module has taken this one's place: it hears nothing more from us, and whoever it belongs to may have its port. */
    private void leave(Attachment attached, IdentityMismatch mismatch) {
        if (attached() == attached && become(SessionState.LOST, mismatch.toString())) {
            attached.tellMismatch(mismatch);
            detach();
        }
    }

    private boolean isInStep(Attachment attached) throws ChannelException, SessionException {
        try (AtChannel.Turn line = attached.channel().turn(Lane.SERVICE)) {
            if (facts.signs().any()) {
                // It was in step before in this epoch; what it has forgotten tells that it has restarted.
                String reset = new ResetCheck(attached, facts, line).settings().reset();
                if (reset != null) {
                    attached.beginEpochAfterReset(reset);
                }
            }
            return new Synchronizer(attached, facts, services.clock(), line).run(listener.expectedImei());
        }
    }

    /** Closes the link for good. */
    @Override
    public void close() {
        become(SessionState.CLOSED, "closed");
        detach();
        notifications.shutdown();
    }

    private void detach() {
        Attachment attached;
        lock.lock();
        try {
            attached = attachment;
            attachment = null;
        } finally {
            lock.unlock();
        }
        if (attached != null) {
            attached.close();
        }
    }

    /** The attachment's link is gone. */
    void linkLost(Attachment lost, String why) {
        if (attached() == lost) {
            become(SessionState.LOST, why);
        }
    }

    /** A conn URC is in the log; what was waiting for it may hear of it a moment later. */
    void connectionTold(Attachment telling, ConnectId connection, int connState) {
        lock.lock();
        try {
            if (attachment == telling && state != SessionState.CLOSED) {
                notifications.execute(() -> listener.connectionTold(this, connection, connState));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The attachment's module has booted: what it was told is gone. */
    void moduleReset(Attachment reset, String why) {
        if (attached() == reset) {
            synchronizeAnew(why);
        }
    }

    /** The module restarted in this epoch without saying so. Returns at once. */
    void resetFound(Attachment reset, long epoch, String why) {
        Thread.ofVirtual().name("reset-" + moduleId).start(() -> {
            if (attached() == reset && facts.epoch() == epoch && state() != SessionState.CLOSED) {
                log.info("module {}: has restarted: {}", moduleId, why);
                reset.beginEpochAfterReset(why);
                moduleReset(reset, "module reset: " + why);
            }
        });
    }

    /** Something looks as if the module had restarted. Returns at once. */
    void suspectReset(Attachment suspected) {
        if (state() == SessionState.READY) {
            Thread.ofVirtual().name("reset-check-" + moduleId).start(() -> checkForReset(suspected));
        }
    }

    /** Once the line is in step: a module that was away may have restarted. */
    private void readyUnlessReset(Attachment attached, String why) {
        if (checkForReset(attached)) {
            become(SessionState.READY, why);
        }
    }

    /** @return whether it has not restarted, as far as it tells */
    private boolean checkForReset(Attachment attached) {
        long epoch = facts.epoch();
        ResetCheck.Finding finding;
        try (AtChannel.Turn line = attached.channel().turn(Lane.SERVICE)) {
            finding = new ResetCheck(attached, facts, line).run(listener.expectedImei());
        } catch (ChannelException.Busy full) {
            // Those who wait find out as well.
            return true;
        } catch (ChannelException | SessionException unavailable) {
            log.debug("module {}: not asked whether it has restarted: {}", moduleId, unavailable.getMessage());
            return false;
        }
        IdentityMismatch mismatch = facts.identityMismatch();
        if (mismatch != null) {
            leave(attached, mismatch);
            return false;
        }
        if (finding.reset() != null) {
            resetFound(attached, epoch, finding.reset());
        }
        return finding.finished() && finding.reset() == null;
    }

    /** Nothing has come for a while. */
    void askForLife(Attachment attached) {
        if (attached() != attached || state() != SessionState.READY) {
            return;
        }
        try {
            serviceTurn(turn -> turn.send(new LineCommands.Attention()));
        } catch (SessionException unavailable) {
            // Then it is not idle: others have noticed, or so many wait that they will.
            log.debug("module {}: no heartbeat: {}", moduleId, unavailable.getMessage());
        }
    }

    Duration heartbeat() {
        return heartbeat;
    }

    /** @param silence after which the module is asked for a sign of life; zero: never */
    public void heartbeat(Duration silence) {
        heartbeat = silence;
        Attachment attached = attached();
        if (attached != null) {
            attached.restartHeartbeat();
        }
    }

    /**
     * Has the line probed anew. The session goes on when the module answers.
     *
     * @return false if there is no line to probe
     */
    public boolean resynchronize(String why) {
        Attachment attached = attached();
        if (attached == null || attached.channel().state() == ChannelState.CLOSED) {
            return false;
        }
        attached.channel().probeAnew(why);
        return true;
    }

    /**
     * Sends a command to a module that does not answer, and waits for nothing. When it answers again, the session goes on.
     *
     * @return false if nothing was sent: the session is ready, the link is gone, what is sent now could be taken as data, or it is not known
     *     who hears it
     */
    public boolean shout(AtCommand<?> command) {
        Attachment attached = attached();
        return attached != null && isIdentified() && attached.channel().shout(command, Attachment.RESET);
    }

    /** Whether it is known who is at the other end of the line: who has not said so since the far end last hung up may be another module. */
    public boolean isIdentified() {
        Attachment attached = attached();
        return attached != null && (attached.isIdentified() || listener.expectedImei() == null);
    }

    /** Whether the link is open, whatever the module does. */
    public boolean isLinkOpen() {
        Attachment attached = attached();
        return attached != null && attached.channel().state() != ChannelState.CLOSED;
    }

    /** The line's state decides the session's only once the session has synchronized. */
    void channelChanged(Attachment changed, ChannelState to, String why) {
        if (attached() != changed) {
            return;
        }
        switch (to) {
            case RESYNCHRONIZING -> {
                if (state() == SessionState.READY) {
                    become(SessionState.RESYNCHRONIZING, why);
                }
            }
            case READY -> {
                if (state() == SessionState.RESYNCHRONIZING) {
                    Thread.ofVirtual().name("resynchronized-" + moduleId).start(() -> readyUnlessReset(changed, why));
                } else if (state() == SessionState.LOST) {
                    synchronizeAnew(why);
                }
            }
            case UNRESPONSIVE -> become(SessionState.LOST, why);
            case SYNCHRONIZING, CLOSED -> { }
        }
    }

    /** Moves on if the table of transitions lets it; every move is logged, told and an event. */
    boolean become(SessionState next, String why) {
        SessionState from;
        lock.lock();
        try {
            from = state;
            if (from == next || !from.mayBecome(next)) {
                return false;
            }
            state = next;
            cause = why;
            stateChanged.signalAll();
            boolean begun = epoch() > 0;
            notifications.execute(() -> tell(from, next, why, begun));
        } finally {
            lock.unlock();
        }
        log.info("module {}: {} -> {}: {}", moduleId, from, next, why);
        return true;
    }

    /** In the epoch that is current by then: nothing of an epoch comes after the next one has begun. */
    private void tell(SessionState from, SessionState to, String why, boolean begun) {
        if (begun) {
            services.events().append(new SessionEvents(moduleId).state(EventDraft.CURRENT, from, to, why,
                    services.clock().instant()));
        }
        listener.stateChanged(this, from, to, why);
    }

    @Override
    public <T> T turn(Lane lane, TurnBody<T> body) throws SessionException {
        if (!turns.tryAcquire()) {
            throw new SessionException.Busy(moduleId);
        }
        long begin = System.nanoTime();
        try {
            while (true) {
                Attachment attached = awaitReady(begin);
                try (AtChannel.Turn line = attached.channel().turn(lane)) {
                    if (state() == SessionState.READY) {
                        Duration queued = Duration.ofNanos(System.nanoTime() - begin);
                        return body.run(new LiveTurn(attached, line, queued));
                    }
                } catch (ChannelException.Busy full) {
                    throw new SessionException.Busy(moduleId);
                } catch (ChannelException closed) {
                    throw unavailable(closed.getMessage());
                }
            }
        } finally {
            turns.release();
        }
    }

    private Attachment awaitReady(long begin) throws SessionException {
        lock.lock();
        try {
            while (state == SessionState.SYNCHRONIZING || state == SessionState.RESYNCHRONIZING) {
                long left = LONGEST_WAIT.toNanos() - (System.nanoTime() - begin);
                if (left <= 0 || !stateChanged.await(left, TimeUnit.NANOSECONDS)) {
                    throw unavailable();
                }
            }
            if (state != SessionState.READY || attachment == null) {
                throw unavailable();
            }
            return attachment;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } finally {
            lock.unlock();
        }
    }

    private SessionException.Unavailable unavailable() {
        lock.lock();
        try {
            return new SessionException.Unavailable(moduleId, state, cause);
        } finally {
            lock.unlock();
        }
    }

    SessionException.Unavailable unavailable(String why) {
        return new SessionException.Unavailable(moduleId, state(), why);
    }

    private @Nullable Attachment attached() {
        lock.lock();
        try {
            return attachment;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String moduleId() {
        return moduleId;
    }

    @Override
    public SessionState state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long epoch() {
        return facts.epoch();
    }

    @Override
    public @Nullable ModelProfile profile() {
        return facts.profile();
    }

    @Override
    public ModuleIdentity identity() {
        return facts.identity();
    }

    @Override
    public @Nullable IdentityMismatch identityMismatch() {
        return facts.identityMismatch();
    }

    @Override
    public SessionException.@Nullable Unavailable loss() {
        lock.lock();
        try {
            return state == SessionState.LOST ? unavailable() : null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable RadioStatus radio() {
        return facts.radio();
    }

    @Override
    public List<ConnectionView> connections() {
        return facts.connections().views();
    }

    @Override
    public int inputFormat(ConnectId connection) {
        return facts.inputFormat(connection);
    }
}
