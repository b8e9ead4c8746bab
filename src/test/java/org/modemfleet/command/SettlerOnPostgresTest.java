package org.modemfleet.command;

import org.junit.jupiter.api.AfterAll;
import org.modemfleet.testsupport.Postgres;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@DirtiesContext
class SettlerOnPostgresTest extends SettlerTest {

    private static Postgres server;

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry registry) {
        server = Postgres.start();
        String url = server.newDatabase();
        registry.add("spring.datasource.url", () -> url);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }
}
