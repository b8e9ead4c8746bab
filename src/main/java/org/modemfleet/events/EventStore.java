package org.modemfleet.events;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** The log's SQL: one set for H2 and PostgreSQL. */
final class EventStore {

    private static final String COLUMNS =
            "log_position, module_id, epoch, module_sequence, connect_id, event_type, occurred_at, json";

    private final DataSource dataSource;

    EventStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The identity of this log, made at its first use. */
    String logId() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            try (PreparedStatement select = connection.prepareStatement("select log_id from event_log");
                    ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    return row.getString(1);
                }
            }
            String made = UUID.randomUUID().toString();
            try (PreparedStatement insert = connection.prepareStatement("insert into event_log (log_id) values (?)")) {
                insert.setString(1, made);
                insert.executeUpdate();
            }
            return made;
        }
    }

    /** The position of the newest event, 0 if there is none. */
    long lastPosition() throws SQLException {
        return number("select coalesce(max(log_position), 0) from event");
    }

    /** The position before the oldest event, 0 if there is none. */
    long positionBeforeFirst() throws SQLException {
        return number("select coalesce(min(log_position) - 1, 0) from event");
    }

    /** The newest epoch of each module that ever was. */
    Map<String, Long> epochs() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement("select module_id, epoch from module_epoch");
                ResultSet row = select.executeQuery()) {
            Map<String, Long> epochs = new HashMap<>();
            while (row.next()) {
                epochs.put(row.getString(1), row.getLong(2));
            }
            return epochs;
        }
    }

    /** The newest sequence of a module's epoch, 0 if it has no event. */
    long lastSequence(String module, long epoch) throws SQLException {
        String sql = "select module_sequence from event where module_id = ? and epoch = ? "
                + "order by log_position desc fetch first 1 rows only";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, module);
            select.setLong(2, epoch);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /**
     * Writes events and epochs in one transaction.
     *
     * @param epochs the modules whose epoch grew
     */
    void write(List<StoredEvent> events, Map<String, Long> epochs) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<String, Long> epoch : epochs.entrySet()) {
                    writeEpoch(connection, epoch.getKey(), epoch.getValue());
                }
                insert(connection, events);
                connection.commit();
            } catch (SQLException | RuntimeException failed) {
                rollback(connection, failed);
                throw failed;
            }
            connection.setAutoCommit(true);
        }
    }

    /**
     * Events in ({@code after}, {@code upTo}] that match, oldest first.
     *
     * @param limit how many at most
     */
    List<StoredEvent> read(long after, long upTo, EventFilter filter, int limit) throws SQLException {
        FilterSql condition = FilterSql.of(filter);
        String sql = "select " + COLUMNS + " from event where log_position > ? and log_position <= ?"
                + condition.sql() + " order by log_position fetch first ? rows only";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            int index = 0;
            select.setLong(++index, after);
            select.setLong(++index, upTo);
            for (String parameter : condition.parameters()) {
                // PostgreSQL refuses NUL in text; no module and no type holds one, nor a question mark
                select.setString(++index, parameter.replace('\0', '?'));
            }
            select.setInt(++index, limit);
            try (ResultSet row = select.executeQuery()) {
                List<StoredEvent> events = new ArrayList<>();
                while (row.next()) {
                    events.add(event(row));
                }
                return events;
            }
        }
    }

    private static void writeEpoch(Connection connection, String module, long epoch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update module_epoch set epoch = ? where module_id = ?")) {
            update.setLong(1, epoch);
            update.setString(2, module);
            if (update.executeUpdate() == 1) {
                return;
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into module_epoch (epoch, module_id) values (?, ?)")) {
            insert.setLong(1, epoch);
            insert.setString(2, module);
            insert.executeUpdate();
        }
    }

    private static void insert(Connection connection, List<StoredEvent> events) throws SQLException {
        String sql = "insert into event (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (StoredEvent event : events) {
                insert.setLong(1, event.position());
                insert.setString(2, event.module());
                insert.setLong(3, event.epoch());
                insert.setLong(4, event.sequence());
                insert.setObject(5, event.connectId(), Types.SMALLINT);
                insert.setString(6, event.type());
                insert.setObject(7, event.time().atOffset(ZoneOffset.UTC));
                insert.setBytes(8, event.json());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static StoredEvent event(ResultSet row) throws SQLException {
        int connectId = row.getInt(5);
        Integer connection = row.wasNull() ? null : connectId;
        return new StoredEvent(row.getLong(1), row.getString(2), row.getLong(3), row.getLong(4), connection,
                row.getString(6), row.getObject(7, OffsetDateTime.class).toInstant(), row.getBytes(8));
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void rollback(Connection connection, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException alsoFailed) {
            cause.addSuppressed(alsoFailed);
        }
    }

    /** A reader's filter as a condition. */
    private record FilterSql(String sql, List<String> parameters) {

        static FilterSql of(EventFilter filter) {
            StringBuilder sql = new StringBuilder();
            List<String> parameters = new ArrayList<>();
            if (!filter.modules().isEmpty()) {
                sql.append(" and module_id in (").append(marks(filter.modules().size())).append(")");
                parameters.addAll(filter.modules());
            }
            if (!filter.types().isEmpty()) {
                sql.append(" and (event_type in (").append(marks(filter.types().size())).append(")");
                parameters.addAll(filter.types());
                for (String type : filter.types()) {
                    // a last part has no dot: what has one is a full type
                    if (type.indexOf('.') < 0) {
                        sql.append(" or event_type like ? escape '!'");
                        parameters.add("%." + type.replaceAll("[!%_]", "!$0"));
                    }
                }
                sql.append(")");
            }
            return new FilterSql(sql.toString(), parameters);
        }

        private static String marks(int count) {
            return String.join(", ", Collections.nCopies(count, "?"));
        }
    }
}
