package org.modemfleet;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    private static final Logger LOG = LoggerFactory.getLogger(LocalDatabase.class);
    /** H2: "Database may be already in use". */
    private static final int DATABASE_ALREADY_OPEN = 90020;

    /**
     * async: an interrupted thread inside a write would close an ordinary file for everyone. WRITE_DELAY=0: a commit is
     * in the file when it returns. RETENTION_TIME: freed space is used again after 10 s; at once, H2 can spoil its own file
     * (its issues 2752, 4083), later would bloat it.
     * DB_CLOSE_ON_EXIT=FALSE: Spring closes the pool, not a hook that runs at the same time.
     */
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;RETENTION_TIME=10000;DB_CLOSE_ON_EXIT=FALSE";

    @Bean
    JdbcConnectionDetails databaseLocation(DataSourceProperties spring, ModemFleetProperties settings) {
        tryOut(settings.dataDirectory());
        Location location;
        if (spring.getUrl() == null) {
            Path file = settings.dataDirectory().resolve("modem-fleet");
            location = new Location("jdbc:h2:async:" + file + H2_OPTIONS, "sa", "", "modemfleet.data-dir");
            recover(file + ".mv.db", location);
        } else {
            location = new Location(spring.getUrl(), spring.determineUsername(), spring.determinePassword(), "spring.datasource.url");
        }
        tryOut(location);
        return location;
    }

    /** H2 would print pages before it tells that its directory cannot be. */
    private static void tryOut(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.delete(Files.createTempFile(directory, "tried-out", null));
        } catch (IOException | UnsupportedOperationException e) {
            String why = switch (e) {
                case FileAlreadyExistsException file -> file.getFile() + " is no directory";
                case FileSystemException told when told.getReason() != null -> told.getReason();
                default -> "it cannot be made or written to";
            };
            throw new StartException("the directory " + directory + " cannot be used (" + why + "); see modemfleet.data-dir", e);
        }
    }

    private static void recover(String file, Location location) {
        try {
            if (H2CrashRecovery.recover(file)) {
                LOG.warn("The database was killed in the middle of a commit; every commit before is there");
            }
        } catch (IOException | RuntimeException e) {
            throw new StartException("the database " + location.shown() + " cannot be recovered (" + e.getMessage() + "); see "
                    + location.setting(), e);
        }
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
