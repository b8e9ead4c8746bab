package org.modemfleet.events;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event log on a database of its own, for tests without Spring:
 * {@code try (EventLogFixture events = EventLogFixture.inMemory()) { events.log().append(…) }}.
 */
public final class EventLogFixture implements AutoCloseable {

    private final DataSource dataSource;
    private final JdbcEventLog log;

    private EventLogFixture(DataSource dataSource) {
        this.dataSource = dataSource;
        this.log = new JdbcEventLog(new EventStore(dataSource), new EventEncoder(JsonMapper.builder().build()),
                InstantSource.system());
    }

    /** On a fresh H2 database in memory. */
    public static EventLogFixture inMemory() {
        return on(migrated(h2()));
    }

    static EventLogFixture on(DataSource migrated) {
        EventLogFixture fixture = new EventLogFixture(migrated);
        fixture.log.start();
        return fixture;
    }

    /** A fresh H2 database in memory, which lives as long as the JVM, or until it is dropped. */
    static DataSource h2() {
        return new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
    }

    static DataSource migrated(DataSource dataSource) {
        Flyway.configure().dataSource(dataSource).target("1").load().migrate();
        return dataSource;
    }

    public EventLog log() {
        return log;
    }

    JdbcEventLog jdbcLog() {
        return log;
    }

    DataSource dataSource() {
        return dataSource;
    }

    void execute(String sql) {
        try (Connection connection = dataSource.getConnection(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        log.stop();
    }
}
