package org.modemfleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.modemfleet.RecordedFiles.Content;
import org.modemfleet.RecordedFiles.Write;

/** Plays a kill before each single write of a session, and in the middle of it: no commit that had returned may be missing afterwards. */
class H2CrashRecoveryTest {

    private static final long SEED = Long.getLong("modemfleet.seed", 20_261_125L);
    private static final int COMMITS = Boolean.getBoolean("modemfleet.endurance") ? 2_000 : 200;
    private static final int PAGE = 4096;
    /** Space is used again at once, so that a short session shows what takes hours in a long one. */
    private static final String OPTIONS = ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_ON_EXIT=FALSE;FILE_LOCK=NO;TRACE_LEVEL_FILE=0";

    private final Random random = new Random(SEED);
    private int lostWithoutRecovery;
    private int recovered;

    @BeforeAll
    static void recordedFiles() {
        RecordedFiles.register();
    }

    @Test
    void noKillLosesACommitThatHadReturned() throws Exception {
        System.out.println("H2CrashRecoveryTest seed " + SEED);
        Content file = new Content();
        for (int round = 0; round < 2; round++) {
            Content replayed = file.copy();
            List<Write> writes = session(file.copy());
            int goOnFrom = writes.size() - 1 - random.nextInt(20);
            for (Write next : writes) {
                if (next.acknowledged() > 0) {
                    check(replayed.copy(), next.acknowledged());
                    check(torn(replayed, next), next.acknowledged());
                }
                if (writes.get(goOnFrom) == next) {
                    file = replayed.copy();
                    recover(file);
                }
                replayed.apply(next);
            }
        }
        System.out.printf("H2CrashRecoveryTest: H2 alone would have lost commits at %d points; %d recovered%n", lostWithoutRecovery, recovered);
        assertThat(lostWithoutRecovery).as("points that would lose commits, or this test proves nothing").isPositive();
        assertThat(recovered).isGreaterThanOrEqualTo(lostWithoutRecovery);
    }

    @Test
    void aFileThatIsNotThereStaysAbsent() throws Exception {
        assertThat(H2CrashRecovery.recover("recorded:/absent.mv.db")).isFalse();
        RecordedFiles.remove("absent.mv.db");
    }

    @Test
    void aFileThatWasClosedStaysAsItIs() throws Exception {
        Content file = new Content();
        session(file);
        int before = file.writes().size();
        assertThat(recover(file)).isFalse();
        assertThat(file.writes()).hasSize(before);
    }

    /** One row for each commit, and one that is changed by each; ends in order. */
    private List<Write> session(Content file) throws SQLException {
        String url = "jdbc:h2:" + RecordedFiles.put("session.mv.db", file).replace(".mv.db", "") + OPTIONS;
        try (Connection connection = DriverManager.getConnection(url, "sa", ""); Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists event (id bigint primary key, json varbinary(2000))");
            statement.execute("create table if not exists state (id int primary key, text varchar)");
            AtomicLong done = new AtomicLong(newest(connection));
            RecordedFiles.count("session.mv.db", done::get);
            connection.setAutoCommit(false);
            try (PreparedStatement event = connection.prepareStatement("insert into event values (?, ?)");
                    PreparedStatement state = connection.prepareStatement("merge into state values (1, ?)")) {
                for (int commit = 0; commit < COMMITS; commit++) {
                    event.setLong(1, done.get() + 1);
                    event.setBytes(2, new byte[random.nextInt(600)]);
                    event.executeUpdate();
                    state.setString(1, "x".repeat(random.nextInt(3_000)));
                    state.executeUpdate();
                    connection.commit();
                    done.incrementAndGet();
                }
            }
        } finally {
            RecordedFiles.remove("session.mv.db");
        }
        return file.writes();
    }

    /** The kernel may end a killed process's write between two pages. */
    private Content torn(Content before, Write write) {
        Content torn = before.copy();
        if (write.bytes() != null && write.bytes().length > PAGE) {
            int pages = 1 + random.nextInt(write.bytes().length / PAGE);
            torn.apply(new Write(write.position(), Arrays.copyOf(write.bytes(), Math.min(pages * PAGE, write.bytes().length)), 0));
        }
        return torn;
    }

    private void check(Content killed, long acknowledged) throws Exception {
        lostWithoutRecovery += rows(killed.copy()) < acknowledged ? 1 : 0;
        recovered += recover(killed) ? 1 : 0;
        assertThat(rows(killed)).as("commits in the file").isBetween(acknowledged, acknowledged + 1);
    }

    private static boolean recover(Content file) throws Exception {
        try {
            return H2CrashRecovery.recover(RecordedFiles.put("recover.mv.db", file));
        } finally {
            RecordedFiles.remove("recover.mv.db");
        }
    }

    /** How many rows there are; checks that none is missing in between. */
    private static long rows(Content file) throws SQLException {
        String url = "jdbc:h2:" + RecordedFiles.put("check.mv.db", file).replace(".mv.db", "") + OPTIONS;
        try (Connection connection = DriverManager.getConnection(url, "sa", ""); Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from event")) {
            count.next();
            assertThat(count.getLong(1)).isEqualTo(newest(connection));
            return count.getLong(1);
        } finally {
            RecordedFiles.remove("check.mv.db");
        }
    }

    private static long newest(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("select coalesce(max(id), 0) from event")) {
            newest.next();
            return newest.getLong(1);
        }
    }
}
