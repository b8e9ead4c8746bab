package org.modemfleet.events;

import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.modemfleet.testsupport.Postgres;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class EventLogOnPostgresTest extends EventLogContract {

    private static Postgres server;

    @BeforeAll
    static void start() {
        server = Postgres.start();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    DataSource newDatabase() {
        return new DriverManagerDataSource(server.newDatabase());
    }
}
