package org.modemfleet.desired;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.FleetListener;
import org.modemfleet.fleet.Recoveries;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;

/**
 * Makes modules what is wanted of them: by itself when they have become ready and when a connection was lost, else on request. The
 * connections of a module do not wait for each other. Tells when a module differs because somebody else has changed it.
 */
@Service
public class Reconciler implements FleetListener {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Modules that return together are spread over so much time for each of them, but never more than the longest. */
    private static final Duration SPREAD = Duration.ofMillis(50);
    private static final Duration LONGEST_SPREAD = Duration.ofSeconds(30);
    /** So long after a change from outside the module is asked what it is now: more may come. */
    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final int LONGEST_RETRY = 60;

    private static final int CONNECTED = 0;
    private static final int RECONNECTING = 1;
    private static final int CLOSED_BY_USER = 2;
    private static final int REFUSED = 3;

    private final Fleet fleet;
    private final Recoveries recoveries;
    private final Goals goals;
    private final CommandJournal journal;
    private final EventLog events;
    private final InstantSource clock;
    private final Timers timers;
    private final ModemFleetProperties.Desired settings;
    private final Map<ConnectionKey, ReentrantLock> locks = new ConcurrentHashMap<>();
    private final Map<ConnectionKey, Reconciliation> states = new ConcurrentHashMap<>();
    private final Map<ConnectionKey, Integer> failures = new ConcurrentHashMap<>();
    /** Connections that are being worked on: what their URCs say is heard there. */
    private final Set<ConnectionKey> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger returning = new AtomicInteger();

    Reconciler(Fleet fleet, Recoveries recoveries, Goals goals, CommandJournal journal, EventLog events, InstantSource clock, Timers timers,
            ModemFleetProperties settings) {
        this.fleet = fleet;
        this.recoveries = recoveries;
        this.goals = goals;
        this.journal = journal;
        this.events = events;
        this.clock = clock;
        this.timers = timers;
        this.settings = settings.desired();
        fleet.addListener(this);
    }

    /** Before the others nothing is given up: they may refuse that a module is deleted. */
    @Override
    public int order() {
        return 1;
    }

    /** How far a connection is what is wanted of it, as last seen; nothing is asked. */
    public Reconciliation state(String module, ConnectId connection) {
        return states.getOrDefault(ConnectionKey.of(module, connection), Reconciliation.UNCHECKED);
    }

    /** What holds where a connection does not say otherwise. */
    public Restore usualRestore() {
        return settings.restore().equals("auto") ? Restore.AUTO : Restore.MANUAL;
    }

    /**
     * What {@link #reconcile} would do now. Asks the module, and changes nothing.
     *
     * @throws SessionException if the module cannot be asked now
     * @throws FleetException if there is no such module, or it is disabled, or its model is not known yet
     */
    public Plan plan(String module, ConnectId connection) throws SessionException {
        return plan(session(module), connection, Planner.Reach.RECONCILE);
    }

    private Plan plan(ModuleSession session, ConnectId connection, Planner.Reach reach) throws SessionException {
        return session.serviceTurn(turn -> {
            Goal goal = goals.of(session.moduleId(), connection);
            try {
                return new Planner(profile(session), goal, Observation.of(goal, turn), reach, Set.of()).plan();
            } catch (Observation.Unanswered silent) {
                throw new SessionException.Unavailable(session.moduleId(), session.state(), String.valueOf(silent.getMessage()));
            }
        });
    }

    /**
     * Makes a connection what is wanted of it, also where that interrupts it. Blocks until it is done or has failed.
     *
     * @throws SessionException if the module cannot be asked now
     * @throws FleetException if there is no such module, or it is disabled, or its model is not known yet
     */
    public ReconcileResult reconcile(String module, ConnectId connection) throws SessionException {
        ModuleSession session = session(module);
        // The module must be there; what comes later is a result.
        session.serviceTurn(_ -> true);
        return run(session, connection, Planner.Reach.RECONCILE, "requested");
    }

    private ModuleSession session(String module) {
        fleet.profile(module);
        return fleet.session(module);
    }

    private ModelProfile profile(ModuleSession session) {
        return fleet.profile(session.moduleId());
    }

    // What happens by itself

    @Override
    public void ready(ModuleSession session) {
        String module = session.moduleId();
        List<ConnectId> wanted = goals.connections(module);
        timers.cancel(module);
        // It may have restarted.
        forget(module, Reconciliation.State.IN_SYNC);
        if (wanted.isEmpty() && goals.unused(module).isEmpty()) {
            return;
        }
        checkNowAndThen(module);
        timers.after(module + "/ready", spread(), () -> {
            returning.decrementAndGet();
            restore(module, "ready");
        }, returning::decrementAndGet);
    }

    private Duration spread() {
        long most = Math.min(SPREAD.toMillis() * (returning.incrementAndGet() - 1), LONGEST_SPREAD.toMillis());
        return Duration.ofMillis(most <= 0 ? 0 : ThreadLocalRandom.current().nextLong(most));
    }

    @Override
    public void lost(String module) {
        timers.cancel(module);
        forget(module, Reconciliation.State.values());
    }

    private void forget(String module, Reconciliation.State... seen) {
        states.replaceAll((key, state) -> key.module().equals(module) && List.of(seen).contains(state.state())
                ? Reconciliation.UNCHECKED : state);
    }

    @Override
    public void deleting(String module, boolean purge) {
        timers.cancel(module);
        states.keySet().removeIf(key -> key.module().equals(module));
        failures.keySet().removeIf(key -> key.module().equals(module));
        locks.keySet().removeIf(key -> key.module().equals(module));
    }

    @Override
    public void connectionTold(ModuleSession session, ConnectId connection, int connState) {
        ConnectionKey key = ConnectionKey.of(session.moduleId(), connection);
        if (running.contains(key)) {
            return;
        }
        Goal goal = goals.of(session.moduleId(), connection);
        if (!goal.wantsConnection()) {
            recoveries.connectionSettled(key.module(), key.connectId());
            if (connState == CONNECTED && goal.view().wanted() == DesiredView.Wanted.DISCONNECTED) {
                // Perhaps whoever had it connected is only about to say so: the URC may come before that is stored.
                restoreAfter(MOMENT, key, "connected");
            }
            return;
        }
        if (connState == RECONNECTING) {
            return;
        }
        switch (connState) {
            case CONNECTED -> {
                failures.remove(key);
                recoveries.connectionSettled(key.module(), key.connectId());
                Reconciliation.State before = state(session.moduleId(), connection).state();
                boolean inOrder = before == Reconciliation.State.IN_SYNC || before == Reconciliation.State.UNCHECKED;
                // A module that has connected again by itself does not subscribe again.
                if (!inOrder || !goal.view().subscriptions().isEmpty()) {
                    restoreAfter(MOMENT, key, "connected");
                }
            }
            case CLOSED_BY_USER -> {
                recoveries.connectionLeft(key.module(), key.connectId(), "it was disconnected from outside");
                suspect(session.moduleId());
            }
            case REFUSED -> stopped(key, goal.view().version(), "the server refused the connection (conn 3)",
                    state(session.moduleId(), connection).drift());
            default -> retry(key, goal, (state(key.module(), connection).state() == Reconciliation.State.IN_SYNC
                    ? "the connection was lost" : "the connection could not be made") + " (conn " + connState + ")");
        }
    }

    /** By the ladder: now, however long it would be waited otherwise. */
    @Override
    public void reconnect(String module, int connectId) {
        ConnectionKey key = new ConnectionKey(module, connectId);
        after(Duration.ZERO, module + "/reconnect/" + connectId, key, Planner.Reach.RECONNECT, "recovery");
    }

    /** Somebody may have changed the module from outside: it is asked in a moment. */
    public void suspect(String module) {
        if (isLooking()) {
            timers.after(module + "/suspect", MOMENT, () -> check(module), () -> { });
        }
    }

    private boolean isLooking() {
        return settings.driftCheck().isPositive();
    }

    private void checkNowAndThen(String module) {
        if (isLooking()) {
            Duration jitter = Duration.ofMillis(ThreadLocalRandom.current().nextLong(Math.max(1, settings.driftCheck().toMillis() / 4)));
            timers.after(module + "/check", settings.driftCheck().minus(jitter), () -> {
                check(module);
                checkNowAndThen(module);
            }, () -> { });
        }
    }

    private void check(String module) {
        unlessAway(module, () -> {
            ModuleSession session = session(module);
            for (ConnectId connection : goals.connections(module)) {
                check(session, connection);
            }
        });
    }

    private void check(ModuleSession session, ConnectId connection) throws SessionException {
        ConnectionKey key = ConnectionKey.of(session.moduleId(), connection);
        Plan plan = plan(session, connection, Planner.Reach.RESTORE);
        if (running.contains(key) || plan.waits()) {
            return;
        }
        switch (state(key.module(), connection).state()) {
            case UNCHECKED, IN_SYNC, DRIFTED -> seen(key, plan.version(), plan.drift());
            // The URC that tells of the connection was lost on the line.
            case RECONCILING -> restoreAfter(Duration.ZERO, key, "connected");
            case WAITING, STOPPED -> { }
        }
    }

    private void restore(String module, String cause) {
        unlessAway(module, () -> {
            ModuleSession session = session(module);
            contexts(session);
            for (ConnectId connection : goals.connections(module)) {
                if (restores(goals.of(module, connection))) {
                    ConnectionKey key = ConnectionKey.of(module, connection);
                    after(Duration.ZERO, module + "/ready/" + key.connectId(), key, Planner.Reach.RESTORE, cause);
                } else if (isLooking()) {
                    check(session, connection);
                }
            }
        });
    }

    private boolean restores(Goal goal) {
        return (goal.view().restore() == null ? usualRestore() : goal.view().restore()) == Restore.AUTO;
    }

    private void restoreAfter(Duration pause, ConnectionKey key, String cause) {
        after(pause, key.module() + "/restore/" + key.connectId(), key, Planner.Reach.RESTORE, cause);
    }

    private void after(Duration pause, String name, ConnectionKey key, Planner.Reach reach, String cause) {
        ConnectId connection = new ConnectId(key.connectId());
        timers.after(name, pause, () -> unlessAway(key.module(), () -> {
            if (restores(goals.of(key.module(), connection))) {
                run(session(key.module()), connection, reach, cause);
            } else {
                recoveries.connectionLeft(key.module(), key.connectId(), "it is restored on request only");
            }
        }), () -> { });
    }

    /** Later and later. */
    private void retry(ConnectionKey key, Goal goal, String reason) {
        int failed = failures.merge(key, 1, Integer::sum);
        if (!restores(goal)) {
            recoveries.connectionLeft(key.module(), key.connectId(), "it is restored on request only");
            suspect(key.module());
            return;
        }
        recoveries.connectionFailed(key.module(), key.connectId(), reason);
        long factor = Math.min(1L << Math.min(failed - 1, 20), LONGEST_RETRY);
        Duration most = settings.retry().multipliedBy(factor);
        Duration pause = most.minusMillis(ThreadLocalRandom.current().nextLong(Math.max(1, most.toMillis() / 4)));
        become(key, new Reconciliation(Reconciliation.State.WAITING, goal.view().version(), clock.instant(), reason,
                clock.instant().plus(pause), state(key.module(), goal.connection()).drift()));
        restoreAfter(pause, key, reason);
    }

    /** Of SSL contexts that no connection uses: those of the others are restored with them. */
    private void contexts(ModuleSession session) throws SessionException {
        String module = session.moduleId();
        if (usualRestore() != Restore.AUTO) {
            return;
        }
        for (SslId sslId : goals.unused(module)) {
            SslContext context = goals.context(module, sslId).orElse(null);
            if (context != null) {
                session.serviceTurn(turn -> {
                    try {
                        if (Planner.differs(context, sslId, Observation.context(sslId, turn))) {
                            for (Plan.Step step : Planner.sslSteps(profile(session), sslId, context)) {
                                SentCommand.send(step.command(), session, turn, journal);
                            }
                        }
                    } catch (Observation.Unanswered silent) {
                        LOG.warn("module {}: SSL context {} is not restored: {}", module, sslId, silent.getMessage());
                    }
                    return true;
                });
            }
        }
    }

    private ReconcileResult run(ModuleSession session, ConnectId connection, Planner.Reach reach, String cause) {
        ConnectionKey key = ConnectionKey.of(session.moduleId(), connection);
        ReentrantLock lock = locks.computeIfAbsent(key, _ -> new ReentrantLock());
        lock.lock();
        running.add(key);
        boolean finished = false;
        try {
            become(key, new Reconciliation(Reconciliation.State.RECONCILING, goals.of(key.module(), connection).view().version(),
                    clock.instant(), cause, null, state(key.module(), connection).drift()));
            ReconcileResult result =
                    new ReconcileRun(session, profile(session), reach, () -> goals.of(key.module(), connection), journal).run();
            tell(key, result, cause);
            ended(key, result);
            finished = true;
            return result;
        } finally {
            running.remove(key);
            if (!finished) {
                // The database is away, for example: nobody knows how far it came.
                become(key, Reconciliation.UNCHECKED);
            }
            lock.unlock();
        }
    }

    private void ended(ConnectionKey key, ReconcileResult result) {
        switch (result.outcome()) {
            case IN_SYNC, DRIFTED -> {
                failures.remove(key);
                recoveries.connectionSettled(key.module(), key.connectId());
                seen(key, result.version(), result.drift());
            }
            case CONNECTING -> become(key, new Reconciliation(Reconciliation.State.RECONCILING, result.version(), clock.instant(),
                    result.reason(), null, result.drift()));
            case REFUSED -> stopped(key, result.version(), String.valueOf(result.reason()), result.drift());
            case FAILED -> retry(key, goals.of(key.module(), new ConnectId(key.connectId())), String.valueOf(result.reason()));
            case INTERRUPTED -> become(key, Reconciliation.UNCHECKED);
            case UNSETTLED -> {
                become(key, new Reconciliation(Reconciliation.State.WAITING, result.version(), clock.instant(), result.reason(),
                        clock.instant().plus(MOMENT), result.drift()));
                restoreAfter(MOMENT, key, "settled");
            }
        }
    }

    private void stopped(ConnectionKey key, long version, String reason, Drift drift) {
        recoveries.connectionLeft(key.module(), key.connectId(), reason);
        become(key, new Reconciliation(Reconciliation.State.STOPPED, version, clock.instant(), reason, null, drift));
    }

    private void seen(ConnectionKey key, long version, Drift drift) {
        Reconciliation before = states.getOrDefault(key, Reconciliation.UNCHECKED);
        Reconciliation.State state = drift.isNone() ? Reconciliation.State.IN_SYNC : Reconciliation.State.DRIFTED;
        Instant since = before.state() == state ? before.since() : clock.instant();
        become(key, new Reconciliation(state, version, since, drift.isNone() ? null : drift.toString(), null, drift));
        if (!Objects.equals(before.drift(), drift)) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("connectId", key.connectId());
            data.put("version", version);
            data.put("inSync", drift.isNone());
            data.putAll(drift.members());
            append(key, EventTypes.DESIRED_DRIFT, data);
        }
    }

    private void become(ConnectionKey key, Reconciliation next) {
        Reconciliation before = states.put(key, next);
        if (before == null || before.state() != next.state()) {
            LOG.info("module {} connection {}: {} -> {}: {}", key.module(), key.connectId(),
                    before == null ? Reconciliation.State.UNCHECKED.json() : before.state().json(), next.state().json(), next.reason());
        }
    }

    /** Nothing is told of a look that found all in order. */
    private void tell(ConnectionKey key, ReconcileResult result, String cause) {
        if (result.sent().isEmpty() && (result.outcome() == ReconcileResult.Outcome.IN_SYNC
                || result.outcome() == ReconcileResult.Outcome.DRIFTED || result.outcome() == ReconcileResult.Outcome.CONNECTING
                || result.outcome() == ReconcileResult.Outcome.UNSETTLED)) {
            return;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("connectId", key.connectId());
        data.put("cause", cause);
        data.put("outcome", result.outcome().json());
        data.put("version", result.version());
        data.put("sent", result.sent());
        data.put("reason", result.reason());
        append(key, EventTypes.DESIRED_RECONCILED, data);
    }

    private void append(ConnectionKey key, String type, Map<String, Object> data) {
        events.append(new EventDraft(key.module(), EventDraft.CURRENT, key.connectId(), type, clock.instant(), data));
    }

    /** What is done by itself and needs the module. */
    private interface Work {
        void run() throws SessionException;
    }

    private static void unlessAway(String module, Work work) {
        try {
            work.run();
        } catch (SessionException.Busy full) {
            LOG.warn("module {} is not looked at now: {}", module, full.getMessage());
        } catch (SessionException | FleetException away) {
            LOG.debug("module {} is looked at when it is ready: {}", module, away.getMessage());
        } catch (DataAccessException | TransactionException storageAway) {
            LOG.warn("module {} is not looked at now: {}", module, storageAway.getMessage());
        }
    }
}
