package org.modemfleet.command;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.Settlement;
import org.springframework.data.domain.Limit;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The history of operators' commands. A command is in it before its first byte is sent, and its end is in it before the
 * end is told. Each method is a transaction of its own.
 */
@Service
public class CommandHistory {

    /** Greater than every id. */
    private static final String NEWEST = "g";
    /** What a column takes on every database that we run on. */
    private static final int MAX_JSON = 1_000_000;
    private static final int MAX_DETAIL = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Settlement.TopicResult>> RESULTS = new TypeReference<>() {};

    private final CommandRecords records;
    private final TransactionTemplate transaction;
    private final InstantSource clock;
    private final CommandIds ids;

    CommandHistory(CommandRecords records, PlatformTransactionManager transactions, InstantSource clock) {
        this.records = records;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        this.ids = new CommandIds(clock);
        abandonEarlierRun();
    }

    /** What an earlier run left unsettled can no longer be settled: its modules' epochs have ended. */
    private void abandonEarlierRun() {
        transaction.executeWithoutResult(
                _ -> records.abandon(CommandState.UNSETTLED, "the service was restarted", clock.instant()));
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

    /** @return the new command's id; it is queued */
    String begin(String module, @Nullable Integer connectId, CommandKind kind) {
        String id = ids.next();
        transaction.executeWithoutResult(
                _ -> records.save(new CommandRecord(id, module, connectId, kind, clock.instant())));
        return id;
    }

    /** Its turn has come. */
    void running(String id, long epoch) {
        change(id, CommandState.RUNNING, record -> record.run(epoch));
    }

    /**
     * Writes what is known now.
     *
     * @return false if the command is already further than that, and nothing was written
     */
    boolean progress(String id, CommandProgress progress) {
        String results = progress.results().isEmpty() ? null : JSON.writeValueAsString(progress.results());
        String transcript = progress.at() == null ? null : transcript(progress.at());
        String detail = progress.detail() == null || progress.detail().length() <= MAX_DETAIL ? progress.detail()
                : progress.detail().substring(0, MAX_DETAIL);
        return change(id, progress.state(), record -> record.progress(progress, results, transcript, detail,
                progress.state() == CommandState.PENDING ? null : clock.instant()));
    }

    /** Forgets the commands of a module; joins a transaction that is open. */
    void forget(String module) {
        transaction.executeWithoutResult(_ -> records.deleteByModule(module));
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
                r.epoch(), r.createdAt(), r.settledAt());
    }
}
