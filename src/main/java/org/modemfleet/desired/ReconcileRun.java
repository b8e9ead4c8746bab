package org.modemfleet.desired;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.CmeError;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;

/**
 * Makes one connection what is wanted of it. In each round the module is asked, and what it lacks is done up to the first command
 * that a URC settles; after that the module is asked anew, for it, or what is wanted, may have become another. No line is sent twice
 * for the same version, so that it ends.
 */
final class ReconcileRun {

    /** The longest that a model tries to connect: four attempts of 30 s, 60 s apart. */
    private static final Duration LONGEST_SETTLING = Duration.ofMinutes(6);

    /** Errors that say that something has changed since the module was asked. */
    private static final Set<CmeError> OVERTAKEN = Set.of(CmeError.NOT_CONNECTED, CmeError.CONNECTING, CmeError.ALREADY_CONNECTED,
            CmeError.STATE_ERROR);

    private final ModuleSession session;
    private final ModelProfile profile;
    private final Planner.Reach reach;
    private final Supplier<Goal> goals;
    private final CommandJournal journal;
    private final long epoch;
    private final List<String> sent = new ArrayList<>();
    private final Set<AtCommand<?>> done = new HashSet<>();
    private final Set<String> tried = new HashSet<>();
    private final List<String> refusedTopics = new ArrayList<>();
    private long version = -1;

    /** @param goals reads what is wanted now */
    ReconcileRun(ModuleSession session, ModelProfile profile, Planner.Reach reach, Supplier<Goal> goals, CommandJournal journal) {
        this.session = session;
        this.profile = profile;
        this.reach = reach;
        this.goals = goals;
        this.journal = journal;
        this.epoch = session.epoch();
    }

    /** How a round ended: with the result, or with a command that is to be waited for, or with neither. */
    private record Round(@Nullable ReconcileResult result, @Nullable SentCommand awaited) {

        static final Round AGAIN = new Round(null, null);
    }

    ReconcileResult run() {
        try {
            while (true) {
                Round round = session.serviceTurn(this::round);
                ReconcileResult result = round.result() != null ? round.result() : round.awaited() == null ? null : await(round.awaited());
                if (result != null) {
                    return result;
                }
            }
        } catch (SessionException.Busy full) {
            return failed(String.valueOf(full.getMessage()));
        } catch (SessionException away) {
            return result(ReconcileResult.Outcome.INTERRUPTED, String.valueOf(away.getMessage()), Drift.NONE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return result(ReconcileResult.Outcome.INTERRUPTED, "the service stops", Drift.NONE);
        }
    }

    private Round round(Turn turn) throws SessionException {
        if (session.epoch() != epoch) {
            return end(ReconcileResult.Outcome.INTERRUPTED, "the module was reset", Drift.NONE);
        }
        Goal goal = goals.get();
        if (goal.view().version() != version) {
            version = goal.view().version();
            done.clear();
            tried.clear();
            refusedTopics.clear();
        }
        if (reach != Planner.Reach.RECONCILE && journal.isUnsettled(session.moduleId(), goal.connection())) {
            return end(ReconcileResult.Outcome.UNSETTLED, "it is still to be found out what an operator's command did", Drift.NONE);
        }
        if (goal.impossible().isPresent()) {
            return end(ReconcileResult.Outcome.REFUSED, goal.impossible().get(), Drift.NONE);
        }
        try {
            // It is closed once: whatever the module does after that, it has just begun.
            Planner.Reach next = reach == Planner.Reach.RECONNECT && !sent.isEmpty() ? Planner.Reach.RESTORE : reach;
            Plan plan = new Planner(profile, goal, Observation.of(goal, turn), next, tried).plan();
            return plan.steps().isEmpty() ? nothingToDo(plan) : steps(plan, turn);
        } catch (Observation.Unanswered silent) {
            return end(ReconcileResult.Outcome.FAILED, String.valueOf(silent.getMessage()), Drift.NONE);
        }
    }

    private Round nothingToDo(Plan plan) {
        if (!refusedTopics.isEmpty()) {
            return end(ReconcileResult.Outcome.REFUSED, "the server refused to subscribe " + String.join(", ", refusedTopics), plan.drift());
        }
        return plan.waits() ? end(ReconcileResult.Outcome.CONNECTING, "the module is connecting", plan.drift())
                : plan.drift().isNone() ? end(ReconcileResult.Outcome.IN_SYNC, null, Drift.NONE)
                : end(ReconcileResult.Outcome.DRIFTED, plan.drift().toString(), plan.drift());
    }

    private Round steps(Plan plan, Turn turn) throws SessionException {
        for (Plan.Step step : plan.steps()) {
            AtCommand<?> command = step.command();
            if (!done.add(command)) {
                return end(ReconcileResult.Outcome.REFUSED, "the module said OK, but is not so: " + step.line(), plan.drift());
            }
            sent.add(step.line());
            SentCommand now = SentCommand.send(command, session, turn, journal);
            switch (now.outcome()) {
                case AtOutcome.Done<?> _ when now.settling() != null -> {
                    return new Round(null, now);
                }
                case AtOutcome.Done<?> _ -> { }
                case AtOutcome.Refused<?> refused when CmeError.of(refused.result()).filter(OVERTAKEN::contains).isPresent() -> {
                    return Round.AGAIN;
                }
                case AtOutcome.Refused<?> refused -> {
                    return end(ReconcileResult.Outcome.REFUSED, step.line() + " was refused: " + refused.result().wire() + ", "
                            + CmeError.meaningOf(refused.result()), plan.drift());
                }
                case AtOutcome.Indeterminate<?> _ -> {
                    return end(ReconcileResult.Outcome.FAILED, step.line() + " was not answered", plan.drift());
                }
            }
        }
        return Round.AGAIN;
    }

    /** Null if it is as it should be, and the next round may come. */
    private @Nullable ReconcileResult await(SentCommand awaited) throws InterruptedException {
        AtCommand<?> command = awaited.command();
        Settling.Result result;
        try {
            result = Objects.requireNonNull(awaited.settling()).settled().get(LONGEST_SETTLING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException lost) {
            awaited.entry().overdue();
            // Its URC was lost on the line, perhaps: the module knows.
            return null;
        } catch (ExecutionException never) {
            throw new IllegalStateException("a settling never fails", never);
        }
        awaited.entry().settled(result);
        Settlement.Settled how = result.outcome();
        if (how.outcome() == Outcome.INDETERMINATE) {
            return result(ReconcileResult.Outcome.INTERRUPTED, "the module was reset or lost", Drift.NONE);
        }
        return switch (command) {
            case Connect _ -> connected(how);
            case Subscribe subscribe -> subscribed(subscribe, how);
            default -> how.outcome() == Outcome.TIMEOUT ? failed(command.shown() + " was not acknowledged by the server") : null;
        };
    }

    private @Nullable ReconcileResult connected(Settlement.Settled how) {
        return switch (how.outcome()) {
            case CONNECTED -> null;
            case REFUSED -> result(ReconcileResult.Outcome.REFUSED, "the server refused the connection (conn 3)", Drift.NONE);
            // Somebody has disconnected meanwhile: what is wanted now, the next round finds.
            default -> Integer.valueOf(2).equals(how.connState()) ? null
                    : failed("the connection could not be made (conn " + how.connState() + ")");
        };
    }

    private @Nullable ReconcileResult subscribed(Subscribe subscribe, Settlement.Settled how) {
        if (how.outcome() == Outcome.TIMEOUT) {
            return failed(subscribe.shown() + " was not acknowledged by the server");
        }
        subscribe.topics().forEach(topic -> tried.add(topic.topic()));
        how.results().stream().filter(result -> Objects.equals(result.code(), 128)).forEach(result -> refusedTopics.add(result.topic()));
        return null;
    }

    private ReconcileResult failed(String reason) {
        return result(ReconcileResult.Outcome.FAILED, reason, Drift.NONE);
    }

    private Round end(ReconcileResult.Outcome outcome, @Nullable String reason, Drift drift) {
        return new Round(result(outcome, reason, drift), null);
    }

    private ReconcileResult result(ReconcileResult.Outcome outcome, @Nullable String reason, Drift drift) {
        return new ReconcileResult(outcome, Math.max(0, version), List.copyOf(sent), reason, drift);
    }
}
