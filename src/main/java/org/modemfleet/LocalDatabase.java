package org.modemfleet;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where the database is: {@code spring.datasource.url}, or else an H2 file in the data directory. It is tried once before a pool opens, so
 * that a database in use or out of reach is told in one line.
 */
@Configuration(proxyBeanMethods = false)
class LocalDatabase {

    /** H2: "Database may be already in use". */
    private static final int DATABASE_ALREADY_OPEN = 90020;

    /**
     * async: an interrupted thread inside a write would close an ordinary file for everyone. WRITE_DELAY=0: a commit is
     * in the file when it returns. RETENTION_TIME: freed space is not used again for 10 s; with 0, a start after a kill
     * sometimes finds no whole version of the last moments and falls back to an old one. Longer would bloat the file.
     * DB_CLOSE_ON_EXIT=FALSE: Spring closes the pool, not a hook that runs at the same time.
     */
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE";

    @Bean
    JdbcConnectionDetails databaseLocation(DataSourceProperties spring, ModemFleetProperties settings) {
        Location location = spring.getUrl() == null
                ? new Location("jdbc:h2:async:" + settings.dataDirectory().resolve("modem-fleet") + H2_OPTIONS,
                        "sa", "", "modemfleet.data-dir")
                : new Location(spring.getUrl(), spring.determineUsername(), spring.determinePassword(), "spring.datasource.url");
        tryOut(location);
        return location;
    }

    private static void tryOut(Location location) {
        try {
            DriverManager.getConnection(location.jdbcUrl(), location.username(), location.password()).close();
        } catch (SQLException e) {
            String what = e.getErrorCode() == DATABASE_ALREADY_OPEN
                    ? "is in use by another process (another modem-fleet?); stop that one or set another " + location.setting()
                    : "cannot be opened (" + e.getMessage() + "); see " + location.setting();
            throw new StartException("the database " + location.shown() + " " + what, e);
        }
    }

    private record Location(String jdbcUrl, @Nullable String username, @Nullable String password, String setting)
            implements JdbcConnectionDetails {

        @Override
        public String getJdbcUrl() {
            return jdbcUrl;
        }

        @Override
        public @Nullable String getUsername() {
            return username;
        }

        @Override
        public @Nullable String getPassword() {
            return password;
        }

        /** Without options, among which a password may be. */
        String shown() {
            return jdbcUrl.replaceFirst("[;?].*", "");
        }

        @Override
        public String toString() {
            return shown();
        }
    }
}
