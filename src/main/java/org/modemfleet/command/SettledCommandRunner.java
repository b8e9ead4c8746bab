package org.modemfleet.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Runs a command that URCs settle: it is in the history before its first byte is sent, its end is there before anybody
 * is told, and an end that comes after the wait is written when it comes.
 */
@Component
class SettledCommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(SettledCommandRunner.class);

    /** What an end needs the database for never runs on the event log's writer thread, which completes the futures. */
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("command-settled").start(task);

    static final String EPOCH_ENDED = "the module was reset or lost before the URC came that settles the command";

    private static final int DISCONNECTED = 3;

    private final CommandHistory history;
    private final Settler settler;
    private final UrcPatience patience;
    private final WaitsShutdown shutdown;

    SettledCommandRunner(CommandHistory history, Settler settler, UrcPatience patience, WaitsShutdown shutdown) {
        this.history = history;
        this.settler = settler;
        this.patience = patience;
        this.shutdown = shutdown;
    }

    /**
     * One kind of command.
     *
     * @param <R> what its rows say
     */
    interface Job<R> {

        CommandKind kind();

        /** Null if it could neither be settled by asking the module nor sent again. */
        @Nullable Intent intent();

        /** Sends it, with what belongs before and after it, in one turn. */
        Settling<R> send(TurnLog turn) throws SessionException;

        /** The module said OK. Still in the turn, so that changes keep the order of the line. */
        void taken(R rows);

        /** URCs have settled it. */
        default void settled(Settlement.Settled how) {}

        Numbers numbers(R rows);
    }

    /** @param mid the first packet identifier @param length of the PUBLISH packet */
    record Numbers(@Nullable Integer mid, @Nullable Integer length) {
        static final Numbers NONE = new Numbers(null, null);
    }

    /**
     * How the turn ended.
     *
     * @param settling null where a failure came before the command itself
     */
    private record Answered<R>(@Nullable Settling<R> settling, @Nullable CommandException failure, AtTranscript at,
            long queuedMs) {}

    /**
     * @throws SessionException if it could not be sent
     * @throws CommandException.Refused if the module refused it
     * @throws CommandException.NoResponse if nobody knows
     */
    <R> CommandResult run(Target target, CommandOptions options, Job<R> job) throws SessionException {
        ModuleSession session = target.session();
        String id = history.begin(target.module(), target.connectId(), job.kind(), job.intent());
        Answered<R> answered = answer(session, target, id, job);
        Settling<R> settling = answered.settling();
        CommandResult pending;
        try {
            if (settling == null) {
                throw Objects.requireNonNull(answered.failure());
            }
            R rows = NotDone.require(target, settling.at(), answered.at());
            pending = pending(target, id, job.numbers(rows), answered);
        } catch (CommandException notDone) {
            history.progress(id, CommandProgress.notDone(notDone, answered.at()));
            throw settler.follow(id, notDone);
        }
        CompletableFuture<CommandResult> end = end(target, settling, job, pending);
        CompletableFuture<@Nullable Void> asked = askWhenOverdue(target, job.kind(), settling.settled(), pending);
        return requireKnown(target, await(target, end, asked, pending, options));
    }

    private <R> Answered<R> answer(ModuleSession session, Target target, String id, Job<R> job) throws SessionException {
        try {
            return session.turn(turn -> {
                history.running(id, session.epoch(), stateBefore(session, target));
                return send(job, new TurnLog(turn));
            });
        } catch (SessionException notSent) {
            history.progress(id, CommandProgress.notSent(String.valueOf(notSent.getMessage())));
            throw notSent;
        }
    }

    /** The state as MQTTSTATE counts. */
    private static int stateBefore(ModuleSession session, Target target) {
        return session.connections().stream().filter(known -> known.connectId() == target.connectId())
                .map(ConnectionView::state).findFirst().orElse(DISCONNECTED);
    }

    private static <R> Answered<R> send(Job<R> job, TurnLog turn) throws SessionException {
        try {
            Settling<R> settling = job.send(turn);
            if (settling.at() instanceof AtOutcome.Done<R> done) {
                job.taken(done.value());
            }
            return new Answered<>(settling, null, turn.transcript(), turn.queuedMs());
        } catch (CommandException notDone) {
            return new Answered<>(null, notDone, turn.transcript(), turn.queuedMs());
        }
    }

    /** The module said OK, but its epoch ended before the URC came. */
    private static CommandResult requireKnown(Target target, CommandResult result) {
        if (result.outcome() == Outcome.INDETERMINATE) {
            throw new CommandException.NoResponse(target.module(), target.connectId(), EPOCH_ENDED, result.at(),
                    Map.of("commandId", result.commandId()));
        }
        return result;
    }

    private static <R> CommandResult pending(Target target, String id, Numbers numbers, Answered<R> answered) {
        return new CommandResult(id, target.connectId(), Outcome.PENDING, numbers.mid(), numbers.length(), null,
                answered.queuedMs(), List.of(), answered.at());
    }

    /** Completes after the end is in the history. */
    private <R> CompletableFuture<CommandResult> end(Target target, Settling<R> settling, Job<R> job, CommandResult pending) {
        CompletableFuture<Settling.Result> settled = settling.settled();
        if (settled.isDone()) {
            return CompletableFuture.completedFuture(write(target, settled.join(), job, pending));
        }
        CompletableFuture<CommandResult> end =
                settled.thenApplyAsync(result -> write(target, result, job, pending), VIRTUAL);
        end.whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.error("the end of command {} could not be written", pending.commandId(), failure);
            }
        });
        return end;
    }

    private CommandResult write(Target target, Settling.Result result, Job<?> job, CommandResult pending) {
        Settlement.Settled how = result.outcome();
        AtTranscript at = Objects.requireNonNull(pending.at()).withUrcs(result.urcs());
        if (how == null || how.outcome() == Outcome.INDETERMINATE) {
            history.progress(pending.commandId(), new CommandProgress(CommandState.INDETERMINATE,
                    Outcome.INDETERMINATE, pending.mid(), pending.length(), null, List.of(), null,
                    EPOCH_ENDED, at));
            settler.indeterminate(target.module());
            return new CommandResult(pending.commandId(), pending.connectId(), Outcome.INDETERMINATE, pending.mid(),
                    pending.length(), null, pending.queuedMs(), List.of(), at);
        }
        job.settled(how);
        history.progress(pending.commandId(), new CommandProgress(CommandState.DONE, how.outcome(), pending.mid(),
                pending.length(), how.connState(), how.results(), null, null, at));
        return new CommandResult(pending.commandId(), pending.connectId(), how.outcome(), pending.mid(),
                pending.length(), how.connState(), pending.queuedMs(), how.results(), at);
    }

    /** @return completes when the URC had not come in its time, the module was asked, and nothing more is to be asked */
    private CompletableFuture<@Nullable Void> askWhenOverdue(Target target, CommandKind kind, CompletableFuture<?> urcs,
            CommandResult pending) {
        CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();
        Duration time = patience.of(kind, target.profile());
        if (time != null && !urcs.isDone()) {
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS, VIRTUAL).execute(() -> {
                if (!urcs.isDone() && !shutdown.begun().isDone()) {
                    writePending(pending);
                    settler.overdue(target.module(), pending.commandId(), urcs).thenRun(() -> asked.complete(null));
                }
            });
        }
        return asked;
    }

    private CommandResult await(Target target, CompletableFuture<CommandResult> end, CompletableFuture<?> asked,
            CommandResult pending, CommandOptions options) {
        try {
            CompletableFuture.anyOf(end, asked, shutdown.begun()).get(options.urcWait().toMillis(), TimeUnit.MILLISECONDS);
            return end.isDone() ? end.get() : stillPending(target, pending);
        } catch (TimeoutException stillDue) {
            return stillPending(target, pending);
        } catch (InterruptedException callerLeft) {
            CommandResult result = stillPending(target, pending);
            Thread.currentThread().interrupt();
            return result;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Unless it ended just now: then its end is in the history. A deleted module has neither. */
    private CommandResult stillPending(Target target, CommandResult pending) {
        if (writePending(pending)) {
            return pending;
        }
        CommandView known;
        try {
            known = history.get(target.module(), pending.commandId());
        } catch (CommandException.UnknownCommand deleted) {
            return pending;
        }
        if (known.outcome() == Outcome.INDETERMINATE) {
            throw new CommandException.NoResponse(target.module(), target.connectId(), String.valueOf(known.detail()), pending.at(),
                    Map.of("commandId", pending.commandId()));
        }
        return new CommandResult(pending.commandId(), pending.connectId(), Objects.requireNonNull(known.outcome()), known.mid(),
                known.length(), known.connState(), pending.queuedMs(), known.results(), Objects.requireNonNull(known.at()));
    }

    /** @return false if it was pending already, or is further than that */
    private boolean writePending(CommandResult pending) {
        return history.progress(pending.commandId(), new CommandProgress(CommandState.PENDING,
                Outcome.PENDING, pending.mid(), pending.length(), null, List.of(), null, null, pending.at()));
    }
}
