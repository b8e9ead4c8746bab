package org.modemfleet.command;

import java.time.Instant;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The history of operators' commands and of the reconciler's. A command is in it before its first byte is sent, and its end is in it before the
 * end is told. Each method is a transaction of its own.
 */
@Service
public class CommandHistory {

    /** Greater than every id. */
    private static final String NEWEST = "g";
    /** Until then a command of several lines has its final results, or none comes. */
    private static final Duration LONGEST_UNDER_WAY = Duration.ofMinutes(10);
    /** What a column takes on every database that we run on. */
    private static final int MAX_JSON = 1_000_000;
    private static final int MAX_DETAIL = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Settlement.TopicResult>> RESULTS = new TypeReference<>() {};

    private final CommandRecords records;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final CommandIds ids;
    private final Intents intents;

    CommandHistory(CommandRecords records, Intents intents, PlatformTransactionManager transactions, InstantSource clock) {
        this.records = records;
        this.intents = intents;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.ids = new CommandIds(clock);
        abandonEarlierRun();
    }

    /** What an earlier run left unsettled no URC can settle: its modules' epochs have ended. What had not got its turn was never sent. */
    private void abandonEarlierRun() {
        transaction.executeWithoutResult(_ -> {
            records.dropUnsent("the service was restarted before this was sent", clock.instant());
            records.abandon(CommandState.UNSETTLED, "the service ended while this command was under way, and was restarted", clock.instant());
        });
    }

    /** A page, newest first. @param next the cursor of the rest; null if there is none */
    public record Page(List<CommandView> items, @Nullable String next) {}

    /**
     * @param after the cursor of an earlier page; null for the newest
     * @param limit 1–1000
     * @throws CommandException.BadCursor if the cursor is none of ours
     */
    public Page list(String module, @Nullable String after, int limit) {
        if (after != null && !CommandIds.isId(after)) {
            throw new CommandException.BadCursor(module, after);
        }
        List<CommandView> found = records.findByModuleAndIdLessThanOrderByIdDesc(module, after == null ? NEWEST : after,
                Limit.of(limit + 1)).stream().map(CommandHistory::shown).toList();
        return found.size() <= limit ? new Page(found, null)
                : new Page(found.subList(0, limit), found.get(limit - 1).commandId());
    }

    /** @throws CommandException.UnknownCommand if the module's history has no such command */
    public CommandView get(String module, String commandId) {
        return records.findByIdAndModule(commandId, module).map(CommandHistory::shown)
                .orElseThrow(() -> new CommandException.UnknownCommand(module, commandId));
    }

    /** The last command that was begun on behalf of this origin. */
    public Optional<CommandView> begunFor(String origin) {
        return records.findFirstByOriginOrderByIdDesc(origin).map(CommandHistory::shown);
    }

    /** @return the new command's id; it is queued */
    String begin(String module, @Nullable Integer connectId, CommandKind kind) {
        return begin(module, connectId, kind, null);
    }

    /** @param intent kept as long as it may be needed to settle the command later, or to send it again */
    String begin(String module, @Nullable Integer connectId, CommandKind kind, @Nullable Intent intent) {
        String id = ids.next();
        String sealed = intent == null ? null : intents.seal(id, intent);
        transaction.executeWithoutResult(
                _ -> records.save(new CommandRecord(id, module, connectId, kind, sealed, Origin.current(), clock.instant())));
        return id;
    }

    /**
     * Begins a command that has its turn already.
     *
     * @param origin on whose behalf
     * @return the new command's id
     */
    String beginRunning(String module, @Nullable Integer connectId, CommandKind kind, String origin, long epoch) {
        String id = ids.next();
        CommandRecord record = new CommandRecord(id, module, connectId, kind, null, origin, clock.instant());
        record.run(epoch, null, clock.instant());
        transaction.executeWithoutResult(_ -> records.save(record));
        return id;
    }

    /** Its turn has come. */
    void running(String id, long epoch) {
        running(id, epoch, null);
    }

    /** @param stateBefore what MQTTSTATE would say of the connection now; null where that does not matter */
    void running(String id, long epoch, @Nullable Integer stateBefore) {
        change(id, CommandState.RUNNING, record -> record.run(epoch, stateBefore, clock.instant()));
    }

    /**
     * An indeterminate or pending command that the module may be asked about.
     *
     * @param stateBefore what MQTTSTATE would have said before it was sent, as far as was known
     * @param answered whether the module said OK, and only the URC did not come
     * @param isPending whether the URC may still come
     */
    record Open(String id, String module, ConnectId connection, CommandKind kind, Intent intent, Instant sentAt,
            @Nullable Integer stateBefore, boolean answered, boolean isPending) {}

    /** The modules that have such commands. */
    Set<String> modulesToAsk() {
        return records.findModulesWithOpen(CommandKind.TELLABLE);
    }

    /** Those of a module, in the order in which they were sent. @param overdue the pending ones that it may be asked about */
    List<Open> open(String module, Set<String> overdue) {
        List<Open> open = new ArrayList<>();
        for (CommandRecord r : records.findOpen(module, CommandKind.TELLABLE)) {
            boolean pending = r.state() == CommandState.PENDING;
            if (pending && !overdue.contains(r.getId())) {
                continue;
            }
            Intent intent = intents.open(r.getId(), r.kind(), Objects.requireNonNull(r.intent()));
            if (intent != null && r.connectId() != null && r.sentAt() != null) {
                open.add(new Open(r.getId(), module, new ConnectId(r.connectId()), r.kind(), intent, r.sentAt(), r.stateBefore(),
                        isAnswered(r), pending));
            }
        }
        return open;
    }

    /**
     * Whether an operator's command is under way that may change this connection, or the module is still to be asked about one. What can
     * never be found out does not count: an intent that cannot be read, an end that could not be written.
     */
    boolean isUnsettled(String module, ConnectId connection) {
        return records.countUnderWay(module, connection.value(), CommandKind.TELLABLE, clock.instant().minus(LONGEST_UNDER_WAY)) > 0
                || open(module, Set.of()).stream().anyMatch(command -> command.connection().equals(connection));
    }

    /** Settings are several lines, of which the last has no answer. */
    private static boolean isAnswered(CommandRecord r) {
        return r.kind() != CommandKind.CONFIGURE && r.transcript() != null
                && JSON.readValue(r.transcript(), AtTranscript.class).received().contains("OK");
    }

    /** Whether something was sent later that the module's answer would tell of instead. */
    boolean isDisturbed(Open command) {
        return records.countDisturbing(command.module(), command.connection().value(), command.sentAt(), command.kind().disturbedBy()) > 0;
    }

    /** @return false if it was settled already */
    boolean settledByQuery(String id, Outcome outcome, String detail) {
        return change(id, CommandState.DONE, record -> record.settledByQuery(outcome, cut(detail), clock.instant()));
    }

    /** The module was asked and cannot tell: it is indeterminate, unless its URC comes after all. */
    void notTold(String id, String why) {
        change(id, CommandState.DONE, record -> record.notTold(cut(why), clock.instant()));
    }

    /**
     * The message of a publish at QoS 1 or 2 that nobody acknowledged, as far as is known.
     *
     * @return empty if it is another command, was acknowledged, or is still under way
     * @throws CommandException.UnknownCommand if the module's history has no such command
     */
    Optional<Intent.Publish> unacknowledged(String module, ConnectId connection, String commandId) {
        CommandRecord found = records.findByIdAndModule(commandId, module)
                .orElseThrow(() -> new CommandException.UnknownCommand(module, commandId));
        boolean over = found.state() == CommandState.INDETERMINATE || found.state() == CommandState.DONE;
        return over && found.intent() != null && Integer.valueOf(connection.value()).equals(found.connectId())
                && intents.open(commandId, found.kind(), found.intent()) instanceof Intent.Publish message
                ? Optional.of(message) : Optional.empty();
    }

    /**
     * Writes what is known now.
     *
     * @return false if the command is already further than that, and nothing was written
     */
    boolean progress(String id, CommandProgress progress) {
        String results = progress.results().isEmpty() ? null : JSON.writeValueAsString(progress.results());
        String transcript = progress.at() == null ? null : transcript(progress.at());
        String detail = progress.detail() == null ? null : cut(progress.detail());
        return change(id, progress.state(), record -> record.progress(progress, results, transcript, detail,
                progress.state() == CommandState.PENDING ? null : clock.instant()));
    }

    /** Forgets the commands of a module; joins a transaction that is open. */
    void forget(String module) {
        transaction.executeWithoutResult(_ -> records.deleteByModule(module));
    }

    private static String cut(String detail) {
        return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
    }

    private boolean change(String id, CommandState next, Consumer<CommandRecord> change) {
        return Boolean.TRUE.equals(transaction.execute(_ -> records.findToChange(id)
                .filter(record -> record.state().mayBecome(next))
                .map(record -> {
                    change.accept(record);
                    return true;
                }).orElse(false)));
    }

    /** A transcript that is longer than its column keeps its begin, and says so. */
    private static String transcript(AtTranscript at) {
        String whole = JSON.writeValueAsString(at);
        List<Object> received = at.received();
        while (whole.length() > MAX_JSON) {
            received = received.subList(0, received.size() / 2);
            List<Object> shortened = new ArrayList<>(received);
            shortened.add("… " + (at.received().size() - received.size()) + " more lines");
            whole = JSON.writeValueAsString(new AtTranscript(at.sent(), shortened, at.urcs(), at.elapsedMs()));
        }
        return whole;
    }

    private static CommandView shown(CommandRecord r) {
        return new CommandView(r.getId(), r.module(), r.connectId(), r.kind(), r.state(), r.outcome(), r.mid(),
                r.length(), r.connState(), r.results() == null ? List.of() : JSON.readValue(r.results(), RESULTS),
                r.cme(), r.detail(), r.transcript() == null ? null : JSON.readValue(r.transcript(), AtTranscript.class),
                r.epoch(), r.createdAt(), r.settledAt(), r.settledBy(), Origin.RECONCILER.equals(r.origin()));
    }
}
