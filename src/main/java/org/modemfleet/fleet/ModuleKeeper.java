package org.modemfleet.fleet;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.IdentityMismatch;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionListener;
import org.modemfleet.session.SessionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one module attached: makes a session whenever the module's entry asks for another, opens it, and opens it again
 * when it is lost. One virtual thread does all of it; the lock is never held while a link is waited for.
 */
final class ModuleKeeper {

    /** A closing link ends every wait of its session, so this is only ever reached by a transport that hangs. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(ModuleKeeper.class);

    private final FleetServices services;
    private final ModuleListeners listeners;
    private final SessionRemedies remedies;
    private final RecoveryLadder ladder;
    private final Consumer<ModuleSession> learner;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    private ModuleSpec spec;
    private Duration firstDelay;
    private boolean closing;
    /** Null while another is being made, or none is wanted. */
    private SessionOpener.@Nullable Openable open;
    private @Nullable String heldBy;
    private int failures;
    /** The link is to be opened again at once. */
    private boolean hurry;
    private @Nullable ModuleIdentity lastIdentity;

    /**
     * @param firstDelay before the first attempt: modules that start together are spread over time
     * @param learner is given the session that found out who the module is
     */
    ModuleKeeper(ModuleSpec spec, FleetServices services, Duration firstDelay, Consumer<ModuleSession> learner) {
        this.spec = spec;
        this.services = services;
        this.firstDelay = firstDelay;
        this.listeners = services.listenersOf(spec.id());
        this.remedies = new SessionRemedies(spec.id(), this::open, () -> hurry(true), listeners);
        this.ladder = services.recoveries().attach(spec.id(), remedies);
        this.learner = learner;
        this.thread = Thread.ofVirtual().name("module-" + spec.id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Takes another entry; what it means for the session happens on the keeper's own thread. */
    void change(ModuleSpec next) {
        SessionOpener.Openable useless;
        lock.lock();
        try {
            useless = next.needsAnotherSessionThan(spec) ? open : null;
            spec = next;
            if (useless != null) {
                open = null;
                lastIdentity = null;
                heldBy = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        // Also ends an open() that is under way.
        closeAside(useless);
    }

    /** Detaches for good; waits for the link to be closed, but not for ever. */
    void close() {
        // First: what comes now is no trouble of the module's, and where the ladder stands is kept.
        ladder.close();
        SessionOpener.Openable last;
        lock.lock();
        try {
            closing = true;
            last = open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        remedies.close();
        closeAside(last);
        try {
            if (!thread.join(LONGEST_CLOSE)) {
                log.warn("module {}: its link does not close within {} s", spec().id(), LONGEST_CLOSE.toSeconds());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        listeners.close();
    }

    /** Whether this session is the one of the entry as it is now. */
    boolean has(ModuleSession session) {
        lock.lock();
        try {
            return open != null && open.session() == session;
        } finally {
            lock.unlock();
        }
    }

    /** It is known which module this is: goes on with the session that found out. */
    void learn(String imei) {
        lock.lock();
        try {
            spec = spec.withImei(imei);
        } finally {
            lock.unlock();
        }
    }

    private static void closeAside(SessionOpener.@Nullable Openable session) {
        if (session != null) {
            Thread.ofVirtual().name("close-" + session.session().moduleId()).start(session::close);
        }
    }

    private void run() {
        try {
            ModuleSpec wanted;
            while ((wanted = awaitEnabled()) != null) {
                keep(wanted);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (LinkException impossible) {
            // The address was checked before it was stored; only a provider that is gone since can refuse it now.
            log.error("module {} cannot be attached", spec().id(), impossible);
        }
    }

    /** Null when there is nothing to keep any more. */
    private @Nullable ModuleSpec awaitEnabled() throws InterruptedException {
        lock.lock();
        try {
            while (!closing && !spec.enabled()) {
                changed.await();
            }
            return closing ? null : spec;
        } finally {
            lock.unlock();
        }
    }

    private void keep(ModuleSpec wanted) throws LinkException, InterruptedException {
        SessionOpener.Openable session = services.opener().make(wanted.id(), LinkAddress.parse(wanted.link()),
                wanted.model() == null ? null : services.models().find(wanted.model()).orElse(null), new Told());
        try {
            publish(wanted, session);
            ladder.unready("the link is being opened");
            pause(session, firstDelay);
            firstDelay = Duration.ZERO;
            while (isWanted(session)) {
                attempt(session);
                awaitLost(session);
                pause(session, services.backoff().after(failures()));
            }
        } finally {
            ladder.rest();
            withdraw(session);
            session.close();
        }
    }

    private void attempt(SessionOpener.Openable session) throws InterruptedException {
        // Many modules at once would all run into their time-outs.
        services.openings().acquire();
        String holder = null;
        try {
            hurry(false);
            session.open();
        } catch (LinkException unopened) {
            // The session has told why it is lost.
            holder = unopened instanceof LinkException.InUse inUse ? inUse.holder() : null;
        } finally {
            services.openings().release();
        }
        lock.lock();
        try {
            heldBy = holder;
        } finally {
            lock.unlock();
        }
    }

    /** What a session of this module tells and asks; it tells in order, on a thread of its own. */
    private final class Told implements SessionListener {

        @Override
        public void stateChanged(ModuleSession session, SessionState from, SessionState to, String cause) {
            ModuleKeeper.this.stateChanged(session, from, to, cause);
        }

        @Override
        public void connectionTold(ModuleSession session, ConnectId connection, int connState) {
            listeners.connectionTold(session, connection, connState);
        }

        @Override
        public @Nullable String expectedImei() {
            return spec().imei();
        }
    }

    private void stateChanged(ModuleSession session, SessionState from, SessionState to, String cause) {
        boolean learnt = false;
        lock.lock();
        try {
            if (open == null || open.session() != session) {
                return;
            }
            if (to == SessionState.READY) {
                failures = 0;
                hurry = false;
                lastIdentity = session.identity();
                learnt = spec.imei() == null && lastIdentity.imei() != null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (to == SessionState.READY) {
            ladder.ready();
        } else if (session.identityMismatch() != null) {
            // What brings a module back would strike another one.
            ladder.rest();
        } else {
            ladder.unready(cause);
        }
        if (learnt) {
            listeners.first(() -> learner.accept(session));
        }
        switch (to) {
            case READY -> listeners.ready(session);
            case LOST -> listeners.lost();
            default -> log.debug("module {}: {} -> {}: {}", session.moduleId(), from, to, cause);
        }
    }

    /** Asks the session itself: what it tells comes later, and perhaps of an earlier attempt. */
    private void awaitLost(SessionOpener.Openable session) throws InterruptedException {
        lock.lock();
        try {
            while (stillWanted(session) && !hurry && session.session().state() != SessionState.LOST) {
                changed.await();
            }
            failures++;
        } finally {
            lock.unlock();
        }
    }

    /** Ends early when another session is wanted, or the link is to be opened at once. */
    private void pause(SessionOpener.Openable session, Duration time) throws InterruptedException {
        long left = time.toNanos();
        lock.lock();
        try {
            while (stillWanted(session) && !hurry && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isWanted(SessionOpener.Openable session) {
        lock.lock();
        try {
            return stillWanted(session);
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock. */
    private boolean stillWanted(SessionOpener.Openable session) {
        return !closing && open == session;
    }

    /** Unless the entry has changed while the session was made. */
    private void publish(ModuleSpec wanted, SessionOpener.Openable session) {
        lock.lock();
        try {
            open = spec.needsAnotherSessionThan(wanted) ? null : session;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(SessionOpener.Openable session) {
        lock.lock();
        try {
            open = open == session ? null : open;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void hurry(boolean now) {
        lock.lock();
        try {
            hurry = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private SessionOpener.@Nullable Openable open() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }

    private int failures() {
        lock.lock();
        try {
            return failures;
        } finally {
            lock.unlock();
        }
    }

    ModuleSpec spec() {
        lock.lock();
        try {
            return spec;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The session of the entry as it is now; waits a moment while one follows another.
     *
     * @throws FleetException.Disabled if none is wanted
     * @throws FleetException.PortInUse if the link could not be opened because somebody else has it
     * @throws FleetException.IdentityMismatch if another module was found there
     * @throws FleetException.UnknownModule if the module is being deleted
     */
    ModuleSession session() {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(LONGEST_CLOSE.toSeconds());
            while (open == null && spec.enabled() && !closing && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!spec.enabled()) {
                throw new FleetException.Disabled(spec.id());
            }
            if (open == null) {
                throw new FleetException.UnknownModule(spec.id());
            }
            FleetException problem = problem();
            if (problem != null) {
                throw problem;
            }
            return open.session();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new FleetException.UnknownModule(spec.id());
        } finally {
            lock.unlock();
        }
    }

    /** Holds the lock. Why there is no getting through to the module until a person does something; null if nothing is known of that. */
    private @Nullable FleetException problem() {
        if (heldBy != null) {
            return new FleetException.PortInUse(spec.id(), spec.link(), heldBy);
        }
        IdentityMismatch mismatch = open == null ? null : open.session().identityMismatch();
        return mismatch == null ? null : new FleetException.IdentityMismatch(spec.id(), mismatch.expected(), mismatch.answered());
    }

    /** What is known now; waits for nothing. */
    ModuleView view() {
        ModuleSpec now;
        ModuleSession session;
        ModuleIdentity before;
        Exception problem;
        lock.lock();
        try {
            now = spec;
            session = open == null ? null : open.session();
            problem = spec.enabled() ? problem() : null;
            if (problem == null && spec.enabled() && session != null) {
                problem = session.loss();
            }
            before = lastIdentity;
        } finally {
            lock.unlock();
        }
        ModuleIdentity identity = session != null && isTold(session.identity()) ? session.identity() : before;
        String model = now.model() != null ? now.model() : identity == null ? null : identity.model();
        ModuleState state = ModuleState.of(now.enabled(), session == null ? null : session.state());
        return session == null ? new ModuleView(now, model, state, problem, identity, null, List.of(), null)
                : new ModuleView(now, model, state, problem, identity, session.radio(), session.connections(), null);
    }

    private static boolean isTold(ModuleIdentity identity) {
        return identity.model() != null || identity.manufacturer() != null || identity.imei() != null;
    }
}
