package org.modemfleet.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:keys;DB_CLOSE_DELAY=-1")
@Transactional(propagation = Propagation.NOT_SUPPORTED)
class IdempotencyKeysTest {

    private static final Answer ANSWER = new Answer(200, Map.of("Content-Type", "application/json"), new byte[] {'{', '}', 0, (byte) 0xFF});

    @Autowired
    private JdbcClient database;

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private IdempotencyKeys keys;

    @BeforeEach
    void empty() {
        database.sql("delete from idempotency_key").update();
        keys = nextRun();
    }

    private IdempotencyKeys nextRun() {
        InstantSource clock = () -> now;
        return new IdempotencyKeys(database, clock);
    }

    private String first(String key) {
        Claim claim = keys.claim("t", key, "f");
        assertThat(claim).isInstanceOf(Claim.First.class);
        return ((Claim.First) claim).id();
    }

    @Test
    void theAnswerIsKeptByteForByteForTheSameTokenAndRequest() {
        String id = first("k");
        assertThat(keys.claim("t", "k", "f")).isEqualTo(new Claim.InUse());
        keys.answered(id, ANSWER);
        keys.left(id);

        assertThat(keys.claim("t", "k", "f")).isInstanceOfSatisfying(Claim.Answered.class, again -> {
            assertThat(again.answer().status()).isEqualTo(200);
            assertThat(again.answer().headers()).isEqualTo(ANSWER.headers());
            assertThat(again.answer().body()).isEqualTo(ANSWER.body());
        });
        assertThat(keys.claim("t", "k", "other")).isEqualTo(new Claim.Reused());
        assertThat(keys.claim("another token", "k", "other")).isInstanceOf(Claim.First.class);
    }

    @Test
    void whatARestartCutOffIsNeitherNewNorUnderWay() {
        String id = first("k");

        assertThat(nextRun().claim("t", "k", "f")).isEqualTo(new Claim.CutOff(id));
        assertThat(nextRun().claim("t", "k", "other")).isEqualTo(new Claim.Reused());
    }

    @Test
    void aKeyThatWasReleasedIsNew() {
        keys.release(first("k"));

        first("k");
    }

    @Test
    void aKeyLivesForADay() {
        keys.answered(first("k"), ANSWER);
        now = now.plus(IdempotencyKeys.LIFETIME);
        assertThat(keys.claim("t", "k", "f")).isInstanceOf(Claim.Answered.class);

        now = now.plusSeconds(1);
        first("k");

        now = now.plus(IdempotencyKeys.LIFETIME).plusSeconds(1);
        first("other");
        assertThat(database.sql("select count(*) from idempotency_key").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void ofManyAtOnceOneIsFirst() throws InterruptedException {
        Set<String> firsts = ConcurrentHashMap.newKeySet();
        Thread[] threads = new Thread[16];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = Thread.ofVirtual().start(() -> {
                if (keys.claim("t", "k", "f") instanceof Claim.First(String id)) {
                    firsts.add(id);
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(firsts).hasSize(1);
    }
}
