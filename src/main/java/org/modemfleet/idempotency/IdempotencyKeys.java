package org.modemfleet.idempotency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The keys and their answers in the database. Blocks: not for an event loop. */
@Component
class IdempotencyKeys {

    static final Duration LIFETIME = Duration.ofHours(24);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofMinutes(10);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcClient database;
    private final InstantSource clock;
    /** The requests of this process that are under way; a row without answer that is not here was cut off. */
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicReference<Instant> cleaned = new AtomicReference<>(Instant.EPOCH);

    IdempotencyKeys(JdbcClient database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    private record Row(String id, String fingerprint, @Nullable Integer status, @Nullable String headers, byte @Nullable [] body) {

        Answer answer(int status) {
            return new Answer(status, headers == null ? Map.of() : JSON.readValue(headers, HEADERS), body == null ? new byte[0] : body);
        }
    }

    /** A first claim is in the database when this returns; end it with {@link #answered} or {@link #release}, and with {@link #left}. */
    Claim claim(String tokenHash, String key, String fingerprint) {
        clean();
        String id = UUID.randomUUID().toString();
        underWay.add(id);
        try {
            database.sql("insert into idempotency_key (id, token_hash, key_text, fingerprint, started_at) values (?, ?, ?, ?, ?)")
                    .params(id, tokenHash, key, fingerprint, clock.instant().atOffset(ZoneOffset.UTC)).update();
            return new Claim.First(id);
        } catch (DuplicateKeyException known) {
            underWay.remove(id);
            if (forget("started_at < ? and token_hash = ? and key_text = ?", oldest(), tokenHash, key) > 0) {
                return claim(tokenHash, key, fingerprint);
            }
            // One that was released just now may be taken by whoever asks again.
            return find(tokenHash, key).<Claim>map(row -> known(row, fingerprint)).orElseGet(Claim.InUse::new);
        } catch (RuntimeException notClaimed) {
            underWay.remove(id);
            throw notClaimed;
        }
    }

    private Claim known(Row row, String fingerprint) {
        if (!row.fingerprint().equals(fingerprint)) {
            return new Claim.Reused();
        }
        if (row.status() != null) {
            return new Claim.Answered(row.answer(row.status()));
        }
        return underWay.contains(row.id()) ? new Claim.InUse() : new Claim.CutOff(row.id());
    }

    private Optional<Row> find(String tokenHash, String key) {
        return database.sql("select id, fingerprint, status, headers, body from idempotency_key where token_hash = ? and key_text = ?")
                .params(tokenHash, key).query((row, _) -> new Row(row.getString(1), row.getString(2), row.getObject(3, Integer.class),
                        row.getString(4), row.getBytes(5))).optional();
    }

    /** Before the client is told. */
    void answered(String id, Answer answer) {
        database.sql("update idempotency_key set status = ?, headers = ?, body = ? where id = ?")
                .params(answer.status(), JSON.writeValueAsString(answer.headers()), answer.body(), id).update();
    }

    /** Nothing was done: the key is free again. */
    void release(String id) {
        database.sql("delete from idempotency_key where id = ?").params(id).update();
    }

    /** The request is over, answered or not. In memory only. */
    void left(String id) {
        underWay.remove(id);
    }

    /** A request takes minutes at most: one that old is not under way. */
    private void clean() {
        Instant now = clock.instant();
        Instant last = cleaned.get();
        if (now.isAfter(last.plus(BETWEEN_CLEANINGS)) && cleaned.compareAndSet(last, now)) {
            forget("started_at < ?", oldest());
        }
    }

    private OffsetDateTime oldest() {
        return clock.instant().minus(LIFETIME).atOffset(ZoneOffset.UTC);
    }

    private int forget(String which, Object... values) {
        return database.sql("delete from idempotency_key where " + which).params(values).update();
    }
}
