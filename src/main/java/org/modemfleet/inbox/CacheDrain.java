package org.modemfleet.inbox;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventLogException;
import org.modemfleet.events.EventTypes;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.FleetListener;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QueryCache;
import org.modemfleet.onemo.ReadCache;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Empties the modules' caches before they are full, and tells when what was announced and what was read do not add up. A connection is
 * looked at when a message is announced, when its module becomes ready, and now and then, as an announcement may be lost on the line.
 */
@Component
public class CacheDrain implements FleetListener, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CacheDrain.class);
    private static final Duration POLL = Duration.ofSeconds(60);
    private static final Duration CATCH_UP = Duration.ofSeconds(2);
    /** Payload bytes that one MQTTREAD is to bring: a longer answer would keep the line from others. */
    private static final int BYTES_AT_ONCE = 2_048;

    private final Fleet fleet;
    private final InboxProjection projection;
    private final CacheStore store;
    private final EventLog events;
    private final InstantSource clock;
    private final Map<CacheKey, Drain> policies = new ConcurrentHashMap<>();
    private final Map<String, ModuleSession> ready = new ConcurrentHashMap<>();
    /** Connections that are being looked at; true: once more afterwards. */
    private final Map<CacheKey, Boolean> looking = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService poller;

    CacheDrain(Fleet fleet, InboxProjection projection, CacheStore store, EventLog events, InstantSource clock) {
        this.fleet = fleet;
        this.projection = projection;
        this.store = store;
        this.events = events;
        this.clock = clock;
        projection.onAnnounced(this::announced);
        fleet.addListener(this);
    }

    /** How a connection's cache is emptied, and what became of its messages. */
    public record State(Drain drain, CacheBalance balance) {}

    /** @throws FleetException.UnknownModule if there is no such module */
    public State state(String moduleId, int connectId) {
        fleet.requireModule(moduleId);
        CacheKey key = new CacheKey(moduleId, connectId);
        projection.awaitCaughtUp(CATCH_UP);
        return new State(drain(key), store.account(key).map(CacheAccount::balance).orElse(CacheBalance.NOTHING));
    }

    /** @throws FleetException.UnknownModule if there is no such module */
    public State change(String moduleId, int connectId, Drain drain) {
        fleet.requireModule(moduleId);
        CacheKey key = new CacheKey(moduleId, connectId);
        store.policy(key, drain);
        policies.put(key, drain);
        look(key);
        return state(moduleId, connectId);
    }

    private Drain drain(CacheKey key) {
        return policies.getOrDefault(key, Drain.AUTO);
    }

    @Override
    public void start() {
        store.policies().forEach(policy -> policies.put(policy.key(), policy.drain()));
        poller = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("cache-poll").daemon().factory());
        poller.scheduleWithFixedDelay(this::poll, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        if (poller != null) {
            poller.shutdown();
            poller = null;
        }
    }

    @Override
    public boolean isRunning() {
        return poller != null;
    }

    @Override
    public int getPhase() {
        return InboxProjection.PHASE;
    }

    @Override
    public void ready(ModuleSession session) {
        ModelProfile profile = session.profile();
        if (profile != null && profile.hasCache()) {
            ready.put(session.moduleId(), session);
            for (int id = profile.connectIds().min(); id <= profile.connectIds().max(); id++) {
                look(new CacheKey(session.moduleId(), id));
            }
        }
    }

    @Override
    public void lost(String moduleId) {
        ready.remove(moduleId);
    }

    @Override
    public void deleting(String moduleId, boolean purge) throws FleetException {
        ready.remove(moduleId);
        policies.keySet().removeIf(key -> key.moduleId().equals(moduleId));
        store.purge(moduleId);
    }

    private void announced(CacheKey key) {
        if (drain(key) == Drain.AUTO && ready.containsKey(key.moduleId())) {
            look(key);
        }
    }

    private void poll() {
        ready.values().forEach(session -> session.connections().forEach(connection ->
                look(new CacheKey(session.moduleId(), connection.connectId()))));
    }

    /** One looks at a connection at a time; who comes meanwhile is served by one more look. */
    private void look(CacheKey key) {
        if (looking.merge(key, false, (_, _) -> true).equals(false)) {
            Thread.ofVirtual().name("drain-" + key.moduleId() + "-" + key.connectId()).start(() -> {
                do {
                    empty(key);
                } while (!looking.remove(key, false) && looking.replace(key, true, false));
            });
        }
    }

    private void empty(CacheKey key) {
        try {
            ModuleSession session = fleet.session(key.moduleId());
            boolean goesOn = true;
            while (goesOn) {
                projection.awaitCaughtUp(CATCH_UP);
                long arrived = store.account(key).map(CacheAccount::arrived).orElse(0L);
                QueryCache.Fill fill = session.serviceTurn(turn -> fillThenRead(turn, key));
                if (fill != null && fill.storeMsgs() == 0) {
                    balance(key, arrived);
                }
                goesOn = fill != null && fill.storeMsgs() > 0 && drain(key) == Drain.AUTO;
            }
        } catch (SessionException | FleetException | EventLogException | DataAccessException later) {
            // The module's next ready, or the next poll, looks again.
            LOG.debug("module {} connection {} is not drained now: {}", key.moduleId(), key.connectId(), later.getMessage());
        }
    }

    /** Null if the module did not tell how full its cache is, or did not give what it holds. */
    private QueryCache.@Nullable Fill fillThenRead(ModuleSession.Turn turn, CacheKey key) throws SessionException {
        ConnectId connection = new ConnectId(key.connectId());
        if (!(turn.send(new QueryCache(connection)) instanceof AtOutcome.Done<QueryCache.Fill> asked)) {
            return null;
        }
        QueryCache.Fill fill = asked.value();
        if (fill.storeMsgs() == 0 || drain(key) == Drain.MANUAL) {
            return fill;
        }
        long average = Math.max(1, fill.totalLen() / fill.storeMsgs());
        int count = (int) Math.clamp(BYTES_AT_ONCE / average, 1, fill.storeMsgs());
        return turn.send(new ReadCache(connection, count)) instanceof AtOutcome.Done<?> ? fill : null;
    }

    /**
     * The cache was empty.
     *
     * @param arrived what had come before it was asked; what was announced since may be in it again
     */
    private void balance(CacheKey key, long arrived) {
        projection.awaitCaughtUp(CATCH_UP);
        CacheAccount account = store.account(key).orElse(null);
        if (account == null) {
            return;
        }
        long missing = Math.max(0, account.pending() - (account.arrived() - arrived));
        long unannounced = Math.max(0, -account.pending());
        if (missing > 0 || unannounced > 0) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("connectId", key.connectId());
            data.put("missing", missing);
            data.put("unannounced", unannounced);
            events.append(new EventDraft(key.moduleId(), EventDraft.CURRENT, key.connectId(), EventTypes.CACHE_UNACCOUNTED,
                    clock.instant(), data)).join();
        }
    }
}
