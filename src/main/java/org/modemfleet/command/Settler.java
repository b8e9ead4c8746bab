package org.modemfleet.command;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.modemfleet.channel.Lane;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.FleetListener;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Settles indeterminate commands by asking the module as soon as its line is in step again, and after a restart of the
 * service; likewise those whose URC is overdue. What the module says is judged and written in one turn on its line, so that no
 * other command comes between.
 */
@Component
class Settler implements FleetListener {

    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

    private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("settle-command").start(task);

    /** Doubled each time, so that a module is asked often only as long as it may be a moment behind. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A module that says twice that it is not so says it for good. */
    private static final int TIMES_ASKED = 2;
    /** About ten minutes: longer than a module attempts to connect, or sends a packet again. */
    private static final int TIMES_ASKED_UNDER_WAY = 26;
    private static final String HIDDEN = "a later command on the same connection hides what became of this one";
    /** A query that is never answered throws the line out of step each time. */
    private static final int TIMES_UNANSWERED = 3;

    private final Fleet fleet;
    private final CommandHistory history;
    private final Consequences consequences;
    private final EventLog events;
    private final WaitsShutdown shutdown;
    private final InstantSource clock;
    private final Set<String> modules = ConcurrentHashMap.newKeySet();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    /** How often a command was asked about, and how often in vain, in this run of the service. */
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Map<String, Integer> unanswered = new ConcurrentHashMap<>();
    /** Pending commands whose URC should have come: each completes when nothing more is to be asked about it. */
    private final Map<String, CompletableFuture<@Nullable Void>> overdue = new ConcurrentHashMap<>();

    Settler(Fleet fleet, CommandHistory history, Consequences consequences, EventLog events,
            WaitsShutdown shutdown, InstantSource clock) {
        this.fleet = fleet;
        this.history = history;
        this.consequences = consequences;
        this.events = events;
        this.shutdown = shutdown;
        this.clock = clock;
        modules.addAll(history.modulesToAsk());
        fleet.addListener(this);
    }

    /** The history has an indeterminate command of this module. */
    void indeterminate(String module) {
        modules.add(module);
        VIRTUAL.execute(() -> ask(module));
    }

    /**
     * The URC that settles this pending command should have come. If it comes while the module is asked, it has the word.
     *
     * @param urcs completes when the command is settled by URCs, or its epoch ends
     * @return completes when nothing more is to be asked about it
     */
    CompletableFuture<@Nullable Void> overdue(String module, String commandId, CompletableFuture<?> urcs) {
        CompletableFuture<@Nullable Void> told = new CompletableFuture<>();
        overdue.put(commandId, told);
        urcs.whenComplete((_, _) -> forget(commandId));
        indeterminate(module);
        return told;
    }

    /**
     * What the caller of a command is told that was not done and is in the history: with its id, if nobody knows, for the history will tell
     * more when the module has been asked.
     */
    CommandException follow(String commandId, CommandException notDone) {
        if (!(notDone instanceof CommandException.NoResponse unknown)) {
            return notDone;
        }
        indeterminate(unknown.moduleId());
        Map<String, Object> details = new LinkedHashMap<>(unknown.details());
        details.put("commandId", commandId);
        return new CommandException.NoResponse(unknown.moduleId(), unknown.connectId(), String.valueOf(unknown.getMessage()), unknown.at(),
                details);
    }

    @Override
    public void ready(ModuleSession session) {
        if (modules.contains(session.moduleId())) {
            ask(session.moduleId());
        }
    }

    /** Before anybody else changes what the module would tell. */
    @Override
    public int order() {
        return -1;
    }

    /** One at a time for each module; whoever comes meanwhile is served by the next round. */
    private void ask(String module) {
        if (shutdown.begun().isDone()) {
            return;
        }
        if (!asking.add(module)) {
            later(module, FIRST_PAUSE);
            return;
        }
        @Nullable Duration pause = null;
        try {
            pause = askAll(module);
        } catch (FleetException.UnknownModule deleted) {
            modules.remove(module);
        } catch (SessionException.Busy full) {
            pause = LONGEST_PAUSE;
        } catch (DataAccessException | TransactionException storageAway) {
            LOG.warn("module {} is asked again later about indeterminate commands: {}", module, storageAway.getMessage());
            pause = LONGEST_PAUSE;
        } catch (SessionException | FleetException away) {
            LOG.debug("module {} is asked when it is ready: {}", module, away.getMessage());
        } finally {
            asking.remove(module);
        }
        if (pause != null) {
            later(module, pause);
        }
    }

    private void later(String module, Duration pause) {
        CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL).execute(() -> ask(module));
    }

    /** @return how long to wait until they are asked about again; null if all is told */
    private @Nullable Duration askAll(String module) throws SessionException {
        // Before it is read: what becomes indeterminate meanwhile puts the module back.
        modules.remove(module);
        List<CommandHistory.Open> open = history.open(module, overdue.keySet());
        if (open.isEmpty()) {
            return null;
        }
        modules.add(module);
        ModuleSession session = fleet.session(module);
        Duration pause = null;
        for (CommandHistory.Open command : open) {
            if (!session.turn(Lane.SERVICE, turn -> settle(command, turn))) {
                Duration own = FIRST_PAUSE.multipliedBy(1L << Math.min(asked.getOrDefault(command.id(), 0), 6));
                Duration bounded = own.compareTo(LONGEST_PAUSE) < 0 ? own : LONGEST_PAUSE;
                pause = pause == null || bounded.compareTo(pause) < 0 ? bounded : pause;
            } else {
                forget(command.id());
            }
        }
        return pause == null ? Duration.ZERO : pause;
    }

    private void forget(String commandId) {
        asked.remove(commandId);
        unanswered.remove(commandId);
        CompletableFuture<@Nullable Void> told = overdue.remove(commandId);
        if (told != null) {
            told.complete(null);
        }
    }

    /** @return whether nothing more is to be asked about it */
    private boolean settle(CommandHistory.Open command, Turn turn) throws SessionException {
        if (!command.isPending() && history.isDisturbed(command)) {
            return leave(command, HIDDEN);
        }
        Finding finding = new Inquiry(command, turn).ask();
        // While the module is at it, its URC is still to come, whatever else was sent.
        if (command.isPending() && !(finding instanceof Finding.UnderWay) && history.isDisturbed(command)) {
            return leave(command, HIDDEN);
        }
        return switch (finding) {
            case Finding.Taken taken -> {
                follow(command, command.intent());
                yield told(command, taken.outcome(), taken.detail());
            }
            case Finding.NotTaken not -> {
                boolean last = isLast(asked, command, TIMES_ASKED);
                if (last && not.part() != null) {
                    follow(command, not.part());
                }
                yield last && told(command, not.outcome(), not.detail());
            }
            case Finding.NotTold not -> leave(command, not.detail());
            case Finding.UnderWay way -> isLast(asked, command, TIMES_ASKED_UNDER_WAY) && leave(command, way.detail());
            case Finding.NoAnswer none -> isLast(unanswered, command, TIMES_UNANSWERED) && leave(command, none.detail());
        };
    }

    /** A command that the module answered with OK has had its consequences; what was wanted since may be something else. */
    private void follow(CommandHistory.Open command, Intent taken) {
        if (!command.answered()) {
            consequences.taken(command.module(), command.connection(), taken);
        }
    }

    private static boolean isLast(Map<String, Integer> counts, CommandHistory.Open command, int limit) {
        return counts.merge(command.id(), 1, Integer::sum) >= limit;
    }

    private boolean leave(CommandHistory.Open command, String detail) {
        history.notTold(command.id(), "nobody knows: " + detail);
        return true;
    }

    private boolean told(CommandHistory.Open command, Outcome outcome, String detail) {
        if (history.settledByQuery(command.id(), outcome, detail)) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("commandId", command.id());
            data.put("kind", command.kind().json());
            data.put("outcome", outcome.json());
            data.put("settledBy", "query");
            data.put("detail", detail);
            events.append(new EventDraft(command.module(), EventDraft.CURRENT, command.connection().value(),
                    EventTypes.COMMAND_SETTLED, clock.instant(), data));
        }
        return true;
    }
}
