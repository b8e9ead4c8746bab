package org.modemfleet.operation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.modemfleet.fleet.ModuleRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Service;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gives one command to many modules, through the same methods as the command's own endpoint. */
@Service
public class Operations implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final Duration KEPT = Duration.ofDays(30);
    /** A pass over a running operation's modules. */
    private static final int ALL = Integer.MAX_VALUE;

    private final OperationStore store;
    private final ModuleRegistry fleet;
    private final ObjectProvider<ModuleCommands> commands;
    private final FailureTeller failures;
    private final EventLog events;
    private final InstantSource clock;
    private final JsonMapper json;
    private final Map<String, OperationRun> runs = new ConcurrentHashMap<>();
    private volatile boolean running;

    Operations(OperationStore store, ModuleRegistry fleet, ObjectProvider<ModuleCommands> commands, FailureTeller failures, EventLog events,
            InstantSource clock, JsonMapper json) {
        this.store = store;
        this.fleet = fleet;
        this.commands = commands;
        this.failures = failures;
        this.events = events;
        this.clock = clock;
        this.json = json;
        interruptEarlierRun();
    }

    /**
     * Begins an operation.
     *
     * @param origin by which a request that was cut off finds it again; null for none
     * @param body of the command; null for none
     * @param limits the rest of the plan, its modules left empty
     * @throws OperationException.Invalid if there is no such command, no such module, or a value is not allowed
     */
    public OperationView begin(@Nullable String origin, Selection selection, @Nullable JsonNode body, OperationPlan limits) {
        ModuleCommand command = command(limits.method(), limits.path(), body);
        OperationPlan plan = new OperationPlan(limits.method(), limits.path(), limits.body(), selection.modules(fleet), limits.rate(),
                limits.concurrency(), limits.canary(), limits.stopAfterFailures());
        String id = store.insert(plan, origin);
        run(get(id), command);
        return get(id);
    }

    /** @throws OperationException.Unknown if there is no such operation */
    public OperationView get(String id) {
        return store.find(id).orElseThrow(() -> new OperationException.Unknown(id));
    }

    /** Newest first. @param before only those older than this one; null for all */
    public List<OperationView> list(@Nullable String before, int limit) {
        return store.list(before, limit);
    }

    /**
     * What became of each module, in order.
     *
     * @param after only those behind this number; -1 for all
     * @param state only those in this state; null for all
     */
    public List<OperationView.Item> items(String id, int after, @Nullable ItemState state, int limit) {
        get(id);
        return store.items(id, after, state, limit);
    }

    /** The operation that a request with a key has begun. */
    public Optional<OperationView> begunFor(String origin) {
        return store.ofOrigin(origin).flatMap(store::find);
    }

    /**
     * Gives the command again to the modules that failed, or have not had their turn. Those of which nobody knew are looked up first.
     *
     * @param indeterminate also to those of which still nobody knows: they may get the command twice
     * @throws OperationException.WrongState if it is running, or there is nothing to be done again
     */
    public synchronized OperationView retry(String id, boolean indeterminate) {
        OperationView before = get(id);
        if (before.state() == OperationState.RUNNING) {
            throw new OperationException.WrongState(id, "is running");
        }
        String body = store.body(id);
        ModuleCommand command = command(before.method(), before.path(), body == null ? null : json.readTree(body));
        lookUp(id, ItemState.INDETERMINATE);
        OperationView.Counts left = get(id).counts();
        if (left.waiting() + left.failed() + (indeterminate ? left.indeterminate() : 0) == 0) {
            throw new OperationException.WrongState(id, "has nothing to be done again");
        }
        store.runAgain(id, indeterminate ? List.of(ItemState.FAILED, ItemState.INDETERMINATE) : List.of(ItemState.FAILED));
        run(get(id), command);
        return get(id);
    }

    /**
     * Begins no others; what is under way ends.
     *
     * @throws OperationException.WrongState if it has ended
     */
    public OperationView cancel(String id) {
        get(id);
        OperationRun run = runs.get(id);
        if (run == null || !run.end(OperationState.CANCELLED, "on request")) {
            throw new OperationException.WrongState(id, "has ended");
        }
        return get(id);
    }

    private ModuleCommand command(String method, String target, @Nullable JsonNode body) {
        UriComponents uri = UriComponentsBuilder.fromUriString(target).build();
        String path = uri.getPath() == null ? "" : uri.getPath();
        MultiValueMap<String, String> query = new LinkedMultiValueMap<>();
        uri.getQueryParams().forEach((name, values) -> values.forEach(value ->
                query.add(name, value == null ? "" : UriUtils.decode(value, StandardCharsets.UTF_8))));
        return commands.orderedStream().map(room -> room.find(method, path, query, body)).flatMap(Optional::stream).findFirst()
                .orElseThrow(() -> new OperationException.Invalid("command.path", method + " " + path, "method and path of a command of one "
                        + "module, behind /modules/{m}, such as POST /mqtt/0/messages"));
    }

    private void run(OperationView operation, ModuleCommand command) {
        String id = operation.id();
        OperationRun run = new OperationRun(operation, item -> work(id, command, item), (item, result, counts) ->
                tell(id, OperationState.RUNNING, counts, item.module(), result));
        runs.put(id, run);
        List<OperationView.Item> items = store.items(id, -1, ItemState.WAITING, ALL);
        Thread.ofVirtual().name("operation-" + id).start(() -> {
            try {
                end(id, run.run(items), items);
            } finally {
                runs.remove(id);
            }
        });
    }

    /** Its end is in the database before anybody hears of it. */
    private ModuleResult work(String id, ModuleCommand command, OperationView.Item item) {
        ModuleResult result;
        try {
            result = command.run(item.module(), origin(id, item));
        } catch (Exception failure) {
            result = failures.tell(failure);
        }
        try {
            store.ended(id, item, result);
        } catch (RuntimeException notStored) {
            // The command history knows it all the same: a retry asks there before it sends anything.
            LOG.error("the end of operation {} on module {} could not be stored", id, item.module(), notStored);
        }
        return result;
    }

    private void end(String id, OperationRun.End end, List<OperationView.Item> items) {
        if (end.state() == OperationState.INTERRUPTED) {
            // The service stops; the next start finds it running.
            return;
        }
        store.ended(id, end.state(), end.reason());
        tell(id, end.state(), get(id).counts(), items.getLast().module(), null);
    }

    private void tell(String id, OperationState state, OperationView.Counts counts, String module, @Nullable ModuleResult result) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("operationId", id);
        data.put("operationState", state.json());
        if (result != null) {
            data.put("state", result.state().json());
            data.put("status", result.status());
            data.put("outcome", result.outcome());
            data.put("commandId", result.commandId());
        }
        data.put("total", counts.total());
        data.put("waiting", counts.waiting());
        data.put("done", counts.done());
        data.put("failed", counts.failed());
        data.put("indeterminate", counts.indeterminate());
        events.append(new EventDraft(module, EventDraft.CURRENT, null, EventTypes.OPERATION_PROGRESS, clock.instant(), data));
    }

    private static String origin(String id, OperationView.Item item) {
        return "operation/" + id + "/" + item.number() + "/" + item.attempt();
    }

    /** Asks the command history about the modules in this state. What it does not know was never begun. */
    private void lookUp(String id, ItemState state) {
        List<ModuleCommands> rooms = commands.orderedStream().toList();
        for (OperationView.Item item : new ArrayList<>(store.items(id, -1, state, ALL))) {
            rooms.stream().map(room -> room.recall(origin(id, item))).flatMap(Optional::stream).findFirst()
                    .filter(result -> result.state() != state)
                    .ifPresent(result -> store.ended(id, item, result));
        }
    }

    /** What was running when the service was stopped or killed is interrupted; what was done of it the command history knows. */
    private void interruptEarlierRun() {
        store.forgetBefore(clock.instant().minus(KEPT));
        for (String id : store.running()) {
            lookUp(id, ItemState.WAITING);
            store.ended(id, OperationState.INTERRUPTED, "the service was restarted");
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        runs.values().forEach(run -> run.end(OperationState.INTERRUPTED, "the service stops"));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the web server begins to wait for its open requests. */
    @Override
    public int getPhase() {
        return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
    }
}
