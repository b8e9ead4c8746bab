package org.modemfleet.fleet;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.modemfleet.events.EventLog;

/**
 * Brings modules back: each has a ladder of steps, told by its session whether it is ready, and by whoever keeps its MQTT connections
 * whether those can be made.
 */
public final class Recoveries implements FleetListener, AutoCloseable {

    private final RecoveryStore store;
    private final EventLog events;
    private final HookRunner hooks;
    private final InstantSource clock;
    private final Function<ThreadFactory, ExecutorService> minds;
    /** Posts what is due; does nothing that blocks. */
    private final ScheduledExecutorService timers =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("recovery-timers").daemon().factory());
    private final Map<String, RecoverySettings> settings = new ConcurrentHashMap<>();
    /** Where ladders stood that are not there. */
    private final Map<String, RecoveryStanding> standings = new ConcurrentHashMap<>();
    private final Map<String, RecoveryLadder> ladders = new ConcurrentHashMap<>();

    Recoveries(RecoveryStore store, EventLog events, HookRunner hooks, InstantSource clock) {
        this(store, events, hooks, clock, Executors::newSingleThreadExecutor);
    }

    /** @param minds makes what each ladder thinks on: one thing after the other, on a thread of this factory */
    Recoveries(RecoveryStore store, EventLog events, HookRunner hooks, InstantSource clock, Function<ThreadFactory, ExecutorService> minds) {
        this.store = store;
        this.events = events;
        this.hooks = hooks;
        this.clock = clock;
        this.minds = minds;
    }

    /** Before the first module is attached. */
    void load() {
        settings.putAll(store.settings());
        standings.putAll(store.standings());
    }

    /** The ladder of a module that is being kept from now on; in place of the one it had, which is closed. */
    RecoveryLadder attach(String moduleId, RecoveryTarget target) {
        RecoveryLadder before = ladders.get(moduleId);
        RecoveryStanding stood = before != null ? before.standing() : standings.remove(moduleId);
        RecoveryLadder ladder = new RecoveryLadder(moduleId, target, settings.getOrDefault(moduleId, RecoverySettings.DEFAULT), stood,
                new RecoveryLadder.Services(timers,
                        minds.apply(Thread.ofVirtual().name("recovery-" + moduleId).factory()),
                        step -> Thread.ofVirtual().name("recovery-step-" + moduleId).start(step), clock, events, hooks,
                        standing -> store.keep(moduleId, standing)));
        ladders.put(moduleId, ladder);
        return ladder;
    }

    /**
     * A desired MQTT connection of a module that is ready could not be made, or was lost; to be told each time. Returns at once.
     *
     * @param connectId 0–5
     * @param reason in words, without secrets
     */
    public void connectionFailed(String moduleId, int connectId, String reason) {
        RecoveryLadder ladder = ladders.get(moduleId);
        if (ladder != null) {
            ladder.connectionFailed(connectId, reason);
        }
    }

    /**
     * Nobody tries to make a desired connection any more: it was refused, or is left to an operator. Returns at once.
     *
     * @param connectId 0–5
     * @param reason in words, without secrets
     */
    public void connectionLeft(String moduleId, int connectId, String reason) {
        RecoveryLadder ladder = ladders.get(moduleId);
        if (ladder != null) {
            ladder.connectionLeft(connectId, reason);
        }
    }

    /** The connection is there, or is not desired any more. Returns at once. */
    public void connectionSettled(String moduleId, int connectId) {
        RecoveryLadder ladder = ladders.get(moduleId);
        if (ladder != null) {
            ladder.connectionSettled(connectId);
        }
    }

    /** @throws FleetException.UnknownModule if there is no such module */
    public RecoveryView view(String moduleId) {
        return ladder(moduleId).view();
    }

    /**
     * Has the module brought back otherwise from now on. A ladder that is being climbed begins anew; one that was given up stays so.
     *
     * @throws FleetException.UnknownModule if there is no such module
     * @throws FleetException.Invalid if a value is not allowed
     * @throws FleetException.CommandsNotAllowed if the hook is a program and none may be run
     */
    public RecoveryView change(String moduleId, RecoveryRequest request) {
        RecoveryLadder ladder = ladder(moduleId);
        RecoverySettings next = new RecoveryRules(moduleId, ladder.settings()).check(request);
        if (next.hook() instanceof RecoveryHook.Command && !hooks.allowsCommands()) {
            throw new FleetException.CommandsNotAllowed(moduleId);
        }
        store.keep(moduleId, next);
        settings.put(moduleId, next);
        ladder.change(next).join();
        return ladder.view();
    }

    /**
     * Begins anew: with a full bucket, and with the first step at once if there is trouble.
     *
     * @throws FleetException.UnknownModule if there is no such module
     */
    public RecoveryView reset(String moduleId) {
        RecoveryLadder ladder = ladder(moduleId);
        ladder.reset().join();
        return ladder.view();
    }

    private RecoveryLadder ladder(String moduleId) {
        RecoveryLadder ladder = ladders.get(moduleId);
        if (ladder == null) {
            throw new FleetException.UnknownModule(moduleId);
        }
        return ladder;
    }

    @Override
    public void deleting(String moduleId, boolean purge) {
        store.forget(moduleId);
    }

    /** The module was deleted. */
    void forget(String moduleId) {
        RecoveryLadder last = ladders.remove(moduleId);
        settings.remove(moduleId);
        if (last != null) {
            last.close();
            // What the ladder had kept while the module was being deleted.
            store.forget(moduleId);
        }
    }

    /** After the last module has been detached. */
    @Override
    public void close() {
        timers.shutdown();
    }
}
