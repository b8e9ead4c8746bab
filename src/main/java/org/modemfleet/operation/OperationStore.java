package org.modemfleet.operation;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.modemfleet.security.SecretBox;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Operations in the database; a command's body is sealed, for it may hold a password or a key. */
@Component
class OperationStore {

    private static final int MAX_DETAIL = 1000;
    private static final String VIEW = "select id, method, path, rate, concurrency, canary, stop_after_failures, state, reason, total, "
            + "created_at, ended_at from operation";
    private static final String ITEM = "select item_no, module, state, attempt, status, outcome, command_id, problem, detail, ended_at "
            + "from operation_item where operation_id = ?";

    private final JdbcClient database;
    private final JdbcTemplate batches;
    private final TransactionTemplate transaction;
    private final SecretBox secrets;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();

    OperationStore(JdbcClient database, JdbcTemplate batches, TransactionTemplate transaction, SecretBox secrets, InstantSource clock) {
        this.database = database;
        this.batches = batches;
        this.transaction = transaction;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** @return its id; ids ascend with time */
    String insert(OperationPlan plan, @Nullable String origin) {
        String id = HexFormat.of().toHexDigits(clock.millis()) + HexFormat.of().toHexDigits(random.nextInt());
        String body = plan.body() == null ? null : secrets.seal(plan.body(), place(id));
        transaction.executeWithoutResult(_ -> {
            database.sql("insert into operation (id, method, path, body, rate, concurrency, canary, stop_after_failures, total, state, origin, "
                    + "created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(id, plan.method(), plan.path(), body, plan.rate(), plan.concurrency(), plan.canary(), plan.stopAfterFailures(),
                            plan.modules().size(), OperationState.RUNNING.name(), origin, now()).update();
            batches.batchUpdate("insert into operation_item (operation_id, item_no, module, state, attempt) values (?, ?, ?, ?, 1)",
                    IntStream.range(0, plan.modules().size()).mapToObj(number ->
                            new Object[] {id, number, plan.modules().get(number), ItemState.WAITING.name()}).toList());
        });
        return id;
    }

    /** The body of its command; null for none. */
    @Nullable String body(String id) {
        Optional<String> sealed = database.sql("select body from operation where id = ?").param(id).query(String.class).optional();
        return sealed.map(text -> secrets.open(text, place(id)).orElseThrow(() -> new OperationException.WrongState(id,
                "cannot be given again: its body was sealed with a key that is lost"))).orElse(null);
    }

    void ended(String id, OperationView.Item item, ModuleResult result) {
        String detail = result.detail() == null || result.detail().length() <= MAX_DETAIL ? result.detail()
                : result.detail().substring(0, MAX_DETAIL);
        database.sql("update operation_item set state = ?, status = ?, outcome = ?, command_id = ?, problem = ?, detail = ?, ended_at = ? "
                + "where operation_id = ? and item_no = ? and attempt = ?")
                .params(result.state().name(), result.status(), result.outcome(), result.commandId(), result.problem(), detail, now(), id,
                        item.number(), item.attempt()).update();
    }

    void ended(String id, OperationState state, @Nullable String reason) {
        database.sql("update operation set state = ?, reason = ?, ended_at = ? where id = ?").params(state.name(), reason, now(), id).update();
    }

    /** Everything of these states waits again, under another attempt. */
    void runAgain(String id, List<ItemState> states) {
        transaction.executeWithoutResult(_ -> {
            states.forEach(state -> database.sql("update operation_item set state = ?, attempt = attempt + 1, status = null, outcome = null, "
                    + "command_id = null, problem = null, detail = null, ended_at = null where operation_id = ? and state = ?")
                    .params(ItemState.WAITING.name(), id, state.name()).update());
            database.sql("update operation set state = ?, reason = null, ended_at = null where id = ?")
                    .params(OperationState.RUNNING.name(), id).update();
        });
    }

    /** Those that an earlier run of the service left running. */
    List<String> running() {
        return database.sql("select id from operation where state = ? order by id").param(OperationState.RUNNING.name()).query(String.class)
                .list();
    }

    int forgetBefore(Instant time) {
        return database.sql("delete from operation where created_at < ? and state <> ?")
                .params(time.atOffset(ZoneOffset.UTC), OperationState.RUNNING.name()).update();
    }

    Optional<String> ofOrigin(String origin) {
        return database.sql("select id from operation where origin = ?").param(origin).query(String.class).optional();
    }

    Optional<OperationView> find(String id) {
        return database.sql(VIEW + " where id = ?").param(id).query(this::view).optional();
    }

    /** Newest first. @param before null for the newest */
    List<OperationView> list(@Nullable String before, int limit) {
        return database.sql(VIEW + " where id < ? order by id desc limit ?").params(before == null ? "g" : before, limit).query(this::view).list();
    }

    /** @param state null for all */
    List<OperationView.Item> items(String id, int after, @Nullable ItemState state, int limit) {
        String wanted = state == null ? "" : " and state = '" + state.name() + "'";
        return database.sql(ITEM + " and item_no > ?" + wanted + " order by item_no limit ?").params(id, after, limit)
                .query(OperationStore::item).list();
    }

    private OperationView view(ResultSet row, int number) throws SQLException {
        String id = row.getString(1);
        return new OperationView(id, row.getString(2), row.getString(3), row.getDouble(4), row.getInt(5), row.getInt(6),
                row.getObject(7, Integer.class), OperationState.valueOf(row.getString(8)), row.getString(9), counts(id, row.getInt(10)),
                row.getObject(11, OffsetDateTime.class).toInstant(), instant(row, 12));
    }

    private OperationView.Counts counts(String id, int total) {
        Map<ItemState, Integer> counts = new EnumMap<>(ItemState.class);
        database.sql("select state, count(*) from operation_item where operation_id = ? group by state").param(id)
                .query((row, _) -> counts.put(ItemState.valueOf(row.getString(1)), row.getInt(2))).list();
        return new OperationView.Counts(total, counts.getOrDefault(ItemState.WAITING, 0), counts.getOrDefault(ItemState.DONE, 0),
                counts.getOrDefault(ItemState.FAILED, 0), counts.getOrDefault(ItemState.INDETERMINATE, 0));
    }

    private static OperationView.Item item(ResultSet row, int number) throws SQLException {
        Integer status = row.getObject(5, Integer.class);
        ModuleResult result = status == null ? null
                : new ModuleResult(status, row.getString(6), row.getString(7), row.getString(8), row.getString(9));
        return new OperationView.Item(row.getInt(1), row.getString(2), ItemState.valueOf(row.getString(3)), row.getInt(4), result,
                instant(row, 10));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static String place(String id) {
        return "operation/" + id;
    }
}
