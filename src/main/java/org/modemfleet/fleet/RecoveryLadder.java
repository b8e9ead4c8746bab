package org.modemfleet.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ladder of one module. A trouble that lasts is met by one step after the other, each of which gets its time, until it is over or no step
 * is left. A step that interrupts the module takes a token; without one the ladder stops, for then it loops. All that is
 * told to it is dealt with in order by the executor {@code mind}; steps are taken by {@code worker}, for they may block.
 */
final class RecoveryLadder implements AutoCloseable {

    private static final int LONGEST_REASON = 1000;
    private static final Logger log = LoggerFactory.getLogger(RecoveryLadder.class);

    /**
     * What a ladder works with.
     *
     * @param mind of this ladder alone: runs one after the other what it is given
     * @param keep has a standing kept
     */
    record Services(ScheduledExecutorService timers, ExecutorService mind, Executor worker, InstantSource clock, EventLog events, HookRunner hooks,
            Consumer<RecoveryStanding> keep) {}

    private final String moduleId;
    private final RecoveryTarget target;
    private final Services services;
    private volatile RecoverySettings settings;
    private volatile RecoveryStanding standing;
    private volatile boolean closed;

    // From here on for the mind alone.

    /** Whether the module is to be attached. */
    private boolean wanted;
    private boolean ready;
    private String unreadyBecause = "";
    private final Map<Integer, String> failing = new TreeMap<>();
    private TokenBucket bucket;
    /** Of the settings' ladder; -1 before the first. */
    private int rung = -1;
    /** For what the patience runs. */
    private @Nullable RecoveryTrouble watched;
    private @Nullable ScheduledFuture<?> alarm;
    /** Counts what can make an earlier alarm or step of no interest. */
    private long turn;
    private boolean failedSinceStep;
    private boolean waitIsOver;

    /** @param kept where it stood when the service ended, or as another one of this module left it; null if never climbed */
    RecoveryLadder(String moduleId, RecoveryTarget target, RecoverySettings settings, @Nullable RecoveryStanding kept, Services services) {
        this.moduleId = moduleId;
        this.target = target;
        this.settings = settings;
        this.services = services;
        Instant now = now();
        this.standing = kept != null ? kept : idle(settings, now);
        this.bucket = new TokenBucket(settings.bucketSize(), settings.refill(), Math.min(standing.tokens(), settings.bucketSize()),
                standing.tokensAt());
        tell(this::resume);
    }

    static RecoveryStanding idle(RecoverySettings settings, Instant now) {
        return new RecoveryStanding(RecoveryPhase.IDLE, null, null, 0, now, "", settings.bucketSize(), now, null, List.of());
    }

    private void resume() {
        standing.connections().forEach(connection -> failing.put(connection, standing.reason()));
        if (standing.phase() == RecoveryPhase.CLIMBING) {
            rung = settings.ladder().stream().map(RecoverySettings.Rung::step).toList().indexOf(standing.step());
            if (rung < 0) {
                become(RecoveryPhase.IDLE, null, "");
            } else {
                arm(settings.ladder().get(rung).time(), this::waited);
            }
        } else if (standing.phase() == RecoveryPhase.COOLING_DOWN) {
            awaitCool();
        }
    }

    // What is told to it; all of these return at once

    /** The session is ready. */
    void ready() {
        tell(() -> {
            wanted = true;
            ready = true;
            if (standing.trouble() == RecoveryTrouble.MODULE) {
                over();
            } else {
                watch();
            }
        });
    }

    /** The session is not ready, or not any more. */
    void unready(String cause) {
        tell(() -> {
            wanted = true;
            ready = false;
            unreadyBecause = cause;
            watch();
        });
    }

    /** The module is not to be attached, or elsewhere: what was is of no interest. */
    void rest() {
        tell(() -> {
            wanted = false;
            ready = false;
            failing.clear();
            if (standing.trouble() != null) {
                become(RecoveryPhase.IDLE, null, "");
            }
            watch();
        });
    }

    void connectionFailed(int connectId, String reason) {
        tell(() -> {
            failing.put(connectId, reason);
            failedSinceStep = true;
            if (standing.phase() == RecoveryPhase.CLIMBING && standing.trouble() == RecoveryTrouble.CONNECTION && waitIsOver) {
                next();
            } else {
                watch();
            }
        });
    }

    void connectionLeft(int connectId, String reason) {
        tell(() -> {
            failing.remove(connectId);
            if (failing.isEmpty() && standing.phase() == RecoveryPhase.CLIMBING && standing.trouble() == RecoveryTrouble.CONNECTION) {
                giveUp(reason);
            } else {
                watch();
            }
        });
    }

    void connectionSettled(int connectId) {
        tell(() -> {
            failing.remove(connectId);
            if (failing.isEmpty() && standing.trouble() == RecoveryTrouble.CONNECTION) {
                over();
            } else {
                watch();
            }
        });
    }

    /** A ladder that is being climbed begins anew with the other steps; given up stays given up. */
    CompletableFuture<Void> change(RecoverySettings next) {
        return tell(() -> {
            settings = next;
            TokenBucket now = bucket.at(now());
            bucket = new TokenBucket(next.bucketSize(), next.refill(), Math.min(now.tokens(), next.bucketSize()), now.at());
            if (standing.phase() == RecoveryPhase.CLIMBING) {
                become(RecoveryPhase.IDLE, null, "");
            }
            // Of the bucket as it is now: what a smaller one has spilt is gone.
            coolUntil(standing.coolUntil());
            disarm();
            if (standing.phase() == RecoveryPhase.COOLING_DOWN) {
                awaitCool();
            }
            watch();
        });
    }

    /** An operator begins anew: with a full bucket, and at once if the trouble is still there. */
    CompletableFuture<Void> reset() {
        return tell(() -> {
            Instant now = now();
            event("reset", Map.of("reason", "an operator asked for it"));
            disarm();
            bucket = TokenBucket.full(settings.bucketSize(), settings.refill(), now);
            if (standing.phase() != RecoveryPhase.IDLE) {
                become(RecoveryPhase.IDLE, null, "");
            }
            coolUntil(null);
            begin();
        });
    }

    /** Nothing more is done. Where it stands is kept. */
    @Override
    public void close() {
        tell(this::disarm);
        closed = true;
        services.mind().shutdown();
    }

    RecoverySettings settings() {
        return settings;
    }

    RecoveryStanding standing() {
        return standing;
    }

    RecoveryView view() {
        RecoveryStanding now = standing;
        RecoverySettings how = settings;
        int tokens = new TokenBucket(how.bucketSize(), how.refill(), now.tokens(), now.tokensAt()).at(now()).tokens();
        return new RecoveryView(how, now.phase(), now.trouble(), now.step(), now.step() == null ? null : now.attempt(), now.since(),
                now.reason(), now.phase() == RecoveryPhase.COOLING_DOWN ? now.coolUntil() : null, tokens);
    }

    private CompletableFuture<Void> tell(Runnable what) {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return CompletableFuture.runAsync(() -> {
                RecoveryStanding before = standing;
                what.run();
                if (!standing.equals(before)) {
                    keep();
                }
            }, services.mind()).exceptionally(failed -> {
                log.error("module {}: its ladder failed", moduleId, failed);
                return null;
            });
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(null);
        }
    }

    // What it does about it; by the mind

    private @Nullable RecoveryTrouble trouble() {
        if (!wanted) {
            return null;
        }
        return !ready ? RecoveryTrouble.MODULE : failing.isEmpty() ? null : RecoveryTrouble.CONNECTION;
    }

    /** Whether a ladder could begin now. */
    private boolean mayBegin(RecoveryTrouble trouble) {
        return settings.serves(trouble) && (standing.phase() == RecoveryPhase.IDLE
                || standing.phase() == RecoveryPhase.GIVEN_UP && standing.trouble() != trouble && trouble == RecoveryTrouble.MODULE);
    }

    /** Sets the patience running for a trouble, or ends it with it. */
    private void watch() {
        if (standing.phase() != RecoveryPhase.IDLE && standing.phase() != RecoveryPhase.GIVEN_UP) {
            return;
        }
        RecoveryTrouble now = trouble();
        if (now == null || !mayBegin(now)) {
            disarm();
        } else if (watched != now) {
            arm(settings.patience(), this::begin);
            watched = now;
        }
    }

    private void begin() {
        RecoveryTrouble now = trouble();
        if (now == null || !mayBegin(now)) {
            return;
        }
        rung = -1;
        become(RecoveryPhase.CLIMBING, now, now == RecoveryTrouble.MODULE ? unreadyBecause : reasonOfFailing());
        next();
    }

    private String reasonOfFailing() {
        return failing.entrySet().stream().map(each -> "connection " + each.getKey() + ": " + each.getValue()).collect(Collectors.joining("; "));
    }

    /** Takes the next step, if there is one. */
    private void next() {
        RecoveryTrouble trouble = standing.trouble();
        List<RecoverySettings.Rung> ladder = settings.ladder();
        int attempt = standing.attempt() + 1;
        boolean skipped = false;
        while (trouble != null) {
            if (skipped || rung < 0 || attempt > ladder.get(rung).attempts()) {
                do {
                    rung++;
                } while (rung < ladder.size() && !ladder.get(rung).step().serves(trouble));
                attempt = 1;
            }
            if (rung == ladder.size()) {
                giveUp("every step was taken");
                return;
            }
            RecoveryStep step = ladder.get(rung).step();
            String hindrance = target.hindrance(step);
            if (hindrance == null) {
                take(ladder.get(rung), attempt);
                return;
            }
            skipped = true;
            event("skipped", fields("step", step.json(), "detail", hindrance));
        }
    }

    private void take(RecoverySettings.Rung next, int attempt) {
        Instant now = now();
        bucket = bucket.at(now);
        Instant cool = standing.coolUntil();
        if (next.step().interrupts()) {
            if (bucket.tokens() == 0) {
                giveUp("it loops: the bucket is empty until " + bucket.next().truncatedTo(ChronoUnit.SECONDS));
                return;
            }
            bucket = bucket.taken();
            cool = now.plus(settings.coolDown());
        }
        standing = new RecoveryStanding(standing.phase(), standing.trouble(), next.step(), attempt, standing.since(), standing.reason(),
                bucket.tokens(), bucket.at(), cool, failingOf(standing.trouble()));
        failedSinceStep = false;
        waitIsOver = false;
        disarm();
        long mine = turn;
        // Before it is taken: a step that ends the service is not taken again and again.
        keep();
        Map<String, Object> data = fields("step", next.step().json(), "attempt", attempt);
        RecoveryHook hook = settings.hook();
        if (next.step() == RecoveryStep.HOOK && hook != null) {
            data.put("hook", hook.shown());
        }
        data.put("tokens", bucket.tokens());
        event("step", data);
        RecoveryStanding why = standing;
        services.worker().execute(() -> {
            String problem = act(next.step(), hook, why);
            tell(() -> taken(next, attempt, problem, mine));
        });
    }

    /** By the worker. */
    private @Nullable String act(RecoveryStep step, @Nullable RecoveryHook hook, RecoveryStanding why) {
        try {
            switch (step) {
                case RESYNCHRONIZE -> target.resynchronize("recovery: " + why.reason());
                case REOPEN -> target.reopen();
                case RECONNECT -> why.connections().forEach(target::reconnect);
                case RADIO -> {
                    String problem = target.radio();
                    // Whoever keeps the connection may have begun to wait long between attempts.
                    why.connections().forEach(target::reconnect);
                    return problem;
                }
                case REBOOT -> {
                    return target.reboot();
                }
                case HOOK -> {
                    return hook == null ? "there is none" : services.hooks().run(hook, moduleId, why.reason());
                }
            }
            return null;
        } catch (RuntimeException failed) {
            log.error("module {}: step {} failed", moduleId, step, failed);
            return failed.getClass().getSimpleName();
        }
    }

    private void taken(RecoverySettings.Rung step, int attempt, @Nullable String problem, long mine) {
        if (problem != null) {
            event("failed", fields("step", step.step().json(), "attempt", attempt, "detail", problem));
        }
        // Else it has helped meanwhile, or something else has begun.
        if (turn == mine) {
            arm(step.time(), this::waited);
        }
    }

    private void waited() {
        if (standing.phase() != RecoveryPhase.CLIMBING) {
            return;
        }
        // A connection that nobody tries proves nothing.
        waitIsOver = true;
        if (!ready || failedSinceStep) {
            next();
        }
    }

    private void over() {
        Map<String, Object> data = fields();
        if (standing.phase() == RecoveryPhase.CLIMBING && standing.step() != null) {
            data.put("step", standing.step().json());
            data.put("attempt", standing.attempt());
            data.put("seconds", Duration.between(standing.since(), now()).toSeconds());
        }
        event("succeeded", data);
        disarm();
        Instant cool = standing.coolUntil();
        if (cool != null && cool.isAfter(now())) {
            become(RecoveryPhase.COOLING_DOWN, null, "a step interrupted the module lately");
            awaitCool();
        } else {
            become(RecoveryPhase.IDLE, null, "");
            watch();
        }
    }

    private void awaitCool() {
        Instant cool = standing.coolUntil();
        Instant now = now();
        arm(cool == null || cool.isBefore(now) ? Duration.ZERO : Duration.between(now, cool), () -> {
            become(RecoveryPhase.IDLE, null, "");
            coolUntil(null);
            watch();
        });
    }

    private void giveUp(String why) {
        disarm();
        event("stopped", fields("detail", why));
        become(RecoveryPhase.GIVEN_UP, standing.trouble(), why + "; " + standing.reason());
        watch();
    }

    private void become(RecoveryPhase next, @Nullable RecoveryTrouble trouble, String reason) {
        RecoveryPhase from = standing.phase();
        if (!from.mayBecome(next)) {
            throw new IllegalStateException("the ladder of module " + moduleId + ": " + from + " to " + next);
        }
        Instant now = now();
        bucket = bucket.at(now);
        boolean begins = next == RecoveryPhase.CLIMBING;
        standing = new RecoveryStanding(next, trouble, trouble == null || begins ? null : standing.step(),
                trouble == null || begins ? 0 : standing.attempt(), now,
                reason.length() > LONGEST_REASON ? reason.substring(0, LONGEST_REASON) : reason, bucket.tokens(), bucket.at(),
                standing.coolUntil(), failingOf(trouble));
        log.info("module {}: recovery {} -> {}: {}", moduleId, from, next, reason);
    }

    private void coolUntil(@Nullable Instant until) {
        standing = new RecoveryStanding(standing.phase(), standing.trouble(), standing.step(), standing.attempt(), standing.since(),
                standing.reason(), bucket.tokens(), bucket.at(), until, standing.connections());
    }

    private List<Integer> failingOf(@Nullable RecoveryTrouble trouble) {
        return trouble == RecoveryTrouble.CONNECTION ? List.copyOf(failing.keySet()) : List.of();
    }

    /** A database that is away does not keep a module from being brought back. */
    private void keep() {
        try {
            services.keep().accept(standing);
        } catch (RuntimeException away) {
            log.warn("module {}: where its recovery stands could not be kept", moduleId, away);
        }
    }

    /** As exact as it is kept. */
    private Instant now() {
        return services.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    private void arm(Duration time, Runnable then) {
        disarm();
        long mine = turn;
        alarm = services.timers().schedule(() -> tell(() -> {
            if (turn == mine) {
                alarm = null;
                watched = null;
                then.run();
            }
        }), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        turn++;
        watched = null;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }

    private void event(String type, Map<String, Object> specific) {
        Map<String, Object> data = new LinkedHashMap<>();
        if (standing.trouble() != null) {
            data.put("trouble", standing.trouble().json());
            data.put("reason", standing.reason());
        }
        data.putAll(specific);
        Integer connection = standing.connections().size() == 1 ? standing.connections().getFirst() : null;
        services.events().append(new EventDraft(moduleId, EventDraft.CURRENT, connection, EventTypes.RECOVERY_PREFIX + type,
                now(), data));
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
