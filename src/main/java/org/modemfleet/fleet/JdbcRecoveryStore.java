package org.modemfleet.fleet;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** In the database. */
@Component
class JdbcRecoveryStore implements RecoveryStore {

    /** No argument of a program holds one. */
    private static final String BETWEEN_ARGUMENTS = "\n";

    private final JdbcClient database;
    private final TransactionTemplate transaction;

    JdbcRecoveryStore(JdbcClient database, TransactionTemplate transaction) {
        this.database = database;
        this.transaction = transaction;
    }

    @Override
    public Map<String, RecoverySettings> settings() {
        Map<String, List<RecoverySettings.Rung>> ladders = new HashMap<>();
        database.sql("select module_id, step, attempts, wait_seconds from recovery_step order by module_id, step_no").query(row -> {
            ladders.computeIfAbsent(row.getString(1), _ -> new ArrayList<>()).add(new RecoverySettings.Rung(
                    RecoveryStep.valueOf(row.getString(2)), row.getInt(3), Duration.ofSeconds(row.getInt(4))));
        });
        Map<String, RecoverySettings> all = new HashMap<>();
        database.sql("select module_id, patience_seconds, cool_down_seconds, bucket_size, refill_seconds, hook_url, hook_method, "
                + "hook_command, hook_timeout_seconds from recovery_settings").query(row -> {
            all.put(row.getString(1), new RecoverySettings(ladders.getOrDefault(row.getString(1), List.of()),
                    Duration.ofSeconds(row.getInt(2)), Duration.ofSeconds(row.getInt(3)), row.getInt(4), Duration.ofSeconds(row.getInt(5)),
                    hook(row.getString(6), row.getString(7), row.getString(8), row.getInt(9))));
        });
        return all;
    }

    private static @Nullable RecoveryHook hook(@Nullable String url, @Nullable String method, @Nullable String command, int timeout) {
        if (command != null) {
            return new RecoveryHook.Command(List.of(command.split(BETWEEN_ARGUMENTS, -1)), Duration.ofSeconds(timeout));
        }
        return url == null || method == null ? null : new RecoveryHook.Url(URI.create(url), method, Duration.ofSeconds(timeout));
    }

    @Override
    public Map<String, RecoveryStanding> standings() {
        Map<String, RecoveryStanding> all = new HashMap<>();
        database.sql("select module_id, phase, trouble, step, attempt, since, reason, tokens, tokens_at, cool_until, connections "
                + "from recovery_standing").query(row -> {
            String trouble = row.getString(3);
            String step = row.getString(4);
            all.put(row.getString(1), new RecoveryStanding(RecoveryPhase.valueOf(row.getString(2)),
                    trouble == null ? null : RecoveryTrouble.valueOf(trouble), step == null ? null : RecoveryStep.valueOf(step),
                    row.getInt(5), time(row, 6), row.getString(7), row.getInt(8), time(row, 9),
                    row.getObject(10) == null ? null : time(row, 10), connections(row.getString(11))));
        });
        return all;
    }

    private static List<Integer> connections(String list) {
        return Stream.of(list.split(",")).filter(id -> !id.isEmpty()).map(Integer::valueOf).toList();
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    @Override
    public void keep(String moduleId, RecoverySettings settings) {
        RecoveryHook hook = settings.hook();
        RecoveryHook.Url url = hook instanceof RecoveryHook.Url given ? given : null;
        String command = hook instanceof RecoveryHook.Command given ? String.join(BETWEEN_ARGUMENTS, given.argv()) : null;
        transaction.executeWithoutResult(_ -> {
            database.sql("delete from recovery_step where module_id = ?").param(moduleId).update();
            database.sql("delete from recovery_settings where module_id = ?").param(moduleId).update();
            database.sql("insert into recovery_settings (module_id, patience_seconds, cool_down_seconds, bucket_size, refill_seconds, hook_url, "
                    + "hook_method, hook_command, hook_timeout_seconds) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(moduleId, settings.patience().toSeconds(), settings.coolDown().toSeconds(), settings.bucketSize(),
                            settings.refill().toSeconds(), url == null ? null : url.url().toString(), url == null ? null : url.method(), command,
                            hook == null ? null : hook.timeout().toSeconds()).update();
            for (int i = 0; i < settings.ladder().size(); i++) {
                RecoverySettings.Rung rung = settings.ladder().get(i);
                database.sql("insert into recovery_step (module_id, step_no, step, attempts, wait_seconds) values (?, ?, ?, ?, ?)")
                        .params(moduleId, i, rung.step().name(), rung.attempts(), rung.time().toSeconds()).update();
            }
        });
    }

    @Override
    public void keep(String moduleId, RecoveryStanding standing) {
        String connections = standing.connections().stream().map(String::valueOf).collect(Collectors.joining(","));
        transaction.executeWithoutResult(_ -> {
            database.sql("delete from recovery_standing where module_id = ?").param(moduleId).update();
            database.sql("insert into recovery_standing (module_id, phase, trouble, step, attempt, since, reason, tokens, tokens_at, cool_until, "
                    + "connections) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(moduleId, standing.phase().name(), standing.trouble() == null ? null : standing.trouble().name(),
                            standing.step() == null ? null : standing.step().name(), standing.attempt(), time(standing.since()),
                            standing.reason(), standing.tokens(), time(standing.tokensAt()), time(standing.coolUntil()), connections).update();
        });
    }

    @Override
    public void forget(String moduleId) {
        transaction.executeWithoutResult(_ -> {
            database.sql("delete from recovery_step where module_id = ?").param(moduleId).update();
            database.sql("delete from recovery_settings where module_id = ?").param(moduleId).update();
            database.sql("delete from recovery_standing where module_id = ?").param(moduleId).update();
        });
    }
}
