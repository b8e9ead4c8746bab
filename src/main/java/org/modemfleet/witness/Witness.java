package org.modemfleet.witness;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.command.TlsCommands;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.DesiredTls;
import org.modemfleet.desired.StoredSecret;
import org.modemfleet.events.EventLog;
import org.modemfleet.events.EventTypes;
import org.modemfleet.events.StoredEvent;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Publication;
import org.modemfleet.onemo.PublishCommand;
import org.modemfleet.onemo.PublishPlan;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;
import org.modemfleet.witness.ProbeReport.Inward;
import org.modemfleet.witness.ProbeReport.Outward;
import org.modemfleet.witness.ProbeReport.Verdict;
import org.springframework.stereotype.Service;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends one message from the module to its broker and one back, and watches both ends. What it sends and subscribes to
 * is neither desired state nor anybody's message.
 */
@Service
public class Witness {

    private static final int CONNECTED = 2;
    private static final String TOPIC = "modemfleet/probe/";

    private final Fleet fleet;
    private final DesiredState desired;
    private final DesiredTls desiredTls;
    private final TlsCommands contexts;
    private final EventLog events;
    private final JsonMapper json;
    private final InstantSource clock;

    Witness(Fleet fleet, DesiredState desired, DesiredTls desiredTls, TlsCommands contexts, EventLog events, JsonMapper json,
            InstantSource clock) {
        this.fleet = fleet;
        this.desired = desired;
        this.desiredTls = desiredTls;
        this.contexts = contexts;
        this.events = events;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Probes a connection in both directions; blocks for at most a few time-outs.
     *
     * @throws WitnessException.NotConnected if the module's connection is not connected
     * @throws WitnessException.Invalid if a value cannot be taken, or no broker is known
     * @throws SessionException if the module takes no commands now
     */
    public ProbeReport probe(String module, ConnectId connection, ProbeRequest request) throws SessionException {
        ModuleSession session = fleet.session(module);
        Probe probe = prepare(session, connection, request);
        if (!(session.send(new QueryState(connection)) instanceof AtOutcome.Done<ConnectionState> state)
                || state.value().state() != CONNECTED) {
            throw new WitnessException.NotConnected(module, connection.value());
        }
        ConnectionParameters broker = broker(module, connection, request);
        MqttClientSslConfig tls;
        try {
            SslId sslId = request.tls() ? sslId(session, connection) : null;
            tls = sslId == null ? null : BrokerTls.of(context(module, sslId));
        } catch (TlsUnknown | IOException | GeneralSecurityException unknown) {
            return ProbeReport.blind(probe.topic, Verdict.TLS_UNKNOWN, String.valueOf(unknown.getMessage()));
        }
        try (BrokerClient client = BrokerClient.connect(broker.host(), broker.port(), broker.user(), broker.password(), tls,
                request.timeout())) {
            return new ProbeReport(probe.topic, probe.outward(client), probe.inward(client), null);
        } catch (BrokerClient.Unreachable unreachable) {
            return ProbeReport.blind(probe.topic, Verdict.BROKER_UNREACHABLE, String.valueOf(unreachable.getMessage()));
        }
    }

    /** Nobody has told us what the module's SSL context holds. */
    private static final class TlsUnknown extends Exception {
        private TlsUnknown(String why) {
            super(why);
        }
    }

    /** What the module says: the setting cannot have changed since it connected. Null if it uses no TLS. */
    private @Nullable SslId sslId(ModuleSession session, ConnectId connection) throws SessionException, TlsUnknown {
        if (!fleet.profile(session.moduleId()).hasKey(MqttKey.SSL.key())) {
            return null;
        }
        if (!(session.send(new QuerySetting(connection, MqttKey.SSL)) instanceof AtOutcome.Done<MqttSetting> told)) {
            throw new TlsUnknown("the module does not tell whether connection " + connection.value() + " uses TLS");
        }
        return told.value().number("sslEnable").orElse(0) == 0 ? null : new SslId(told.value().number("sslId").orElse(0));
    }

    /** As it was set through us; or else, of one that checks nobody, as the module says. */
    private SslContext context(String module, SslId sslId) throws SessionException, TlsUnknown {
        TlsCommands.Report report = contexts.report(module, sslId);
        SslContext wanted = report.desired();
        if (wanted != null) {
            return switch (desiredTls.key(module, sslId)) {
                case StoredSecret.None _ -> wanted;
                case StoredSecret.Known(String key) ->
                    new SslContext(wanted.ca(), wanted.cert(), key, wanted.auth(), wanted.ignoreVerify());
                case StoredSecret.Unreadable _ ->
                    throw new TlsUnknown("the key of SSL context " + sslId.value() + " was sealed with a key that is lost");
            };
        }
        TlsCommands.Reported reported = report.reported();
        if (reported == null || !Integer.valueOf(0).equals(reported.auth())) {
            throw new TlsUnknown("SSL context " + sslId.value() + " was not set through this service");
        }
        return new SslContext(null, null, null, 0, 1);
    }

    private Probe prepare(ModuleSession session, ConnectId connection, ProbeRequest request) {
        ModelProfile profile = fleet.profile(session.moduleId());
        String id = UUID.randomUUID().toString();
        String topic = (request.topicPrefix() == null ? "" : request.topicPrefix() + "/") + TOPIC + id;
        Check check = new Check();
        new Subscribe(connection, List.of(new Subscribe.Filter(topic, request.qos()))).check(profile, check);
        PublishPlan plan = PublishPlan.of(new Publication(connection, topic + "/outward", request.qos(), 0, 0),
                id.getBytes(StandardCharsets.US_ASCII), InputFormat.of(session.inputFormat(connection)), profile, check)
                .orElse(null);
        check.invalid().stream().findFirst().ifPresent(invalid -> {
            throw new WitnessException.Invalid(session.moduleId(), connection.value(), invalid.field(),
                    invalid.value(), invalid.allowed());
        });
        check.unsupported().stream().findFirst().ifPresent(lacking -> {
            throw new WitnessException.Invalid(session.moduleId(), connection.value(), lacking.feature(), null,
                    lacking.detail());
        });
        return new Probe(session, connection, request, topic, id.getBytes(StandardCharsets.US_ASCII), plan.command());
    }

    private ConnectionParameters broker(String module, ConnectId connection, ProbeRequest request) {
        ConnectionParameters told = desired.view(module, connection).connection();
        String host = request.host() != null ? request.host() : told == null ? null : told.host();
        if (host == null) {
            throw new WitnessException.Invalid(module, connection.value(), "host", null,
                    "the broker's host, for the module was not connected through this service");
        }
        Integer port = request.port() != null ? request.port() : told == null ? Integer.valueOf(1883) : told.port();
        boolean own = request.user() != null || told == null;
        return new ConnectionParameters(host, port, null, own ? request.user() : told.user(),
                own ? request.password() : storedPassword(module, connection));
    }

    private @Nullable String storedPassword(String module, ConnectId connection) {
        return desired.password(module, connection) instanceof StoredSecret.Known known ? known.secret() : null;
    }

    /** One probe under way. */
    private final class Probe {
        private final ModuleSession session;
        private final ConnectId connection;
        private final ProbeRequest request;
        private final String topic;
        private final byte[] payload;
        private final PublishCommand publish;

        private Probe(ModuleSession session, ConnectId connection, ProbeRequest request, String topic, byte[] payload,
                PublishCommand publish) {
            this.session = session;
            this.connection = connection;
            this.request = request;
            this.topic = topic;
            this.payload = payload;
            this.publish = publish;
        }

        private Outward outward(BrokerClient client) throws SessionException, BrokerClient.Unreachable {
            CompletableFuture<Instant> arrival = client.awaitMessage(topic + "/outward", request.qos())
                    .thenApply(_ -> clock.instant());
            Duration[] queued = new Duration[1];
            Settling<?> settling = session.turn(turn -> {
                queued[0] = turn.queued();
                return turn.sendSettled(publish);
            });
            if (!(settling.at() instanceof AtOutcome.Done<?>)) {
                return Outward.not(settling.at() instanceof AtOutcome.Refused<?> ? Verdict.REFUSED : Verdict.NO_RESPONSE);
            }
            Instant sent = settling.at().exchange().sentAt();
            Instant arrived = within(arrival);
            Instant acknowledged = within(settling.settled()
                    .thenApply(result -> result.outcome().outcome() == Outcome.TIMEOUT ? null : clock.instant()));
            return new Outward(arrived == null ? Verdict.NOT_DELIVERED : Verdict.DELIVERED, queued[0].toMillis(),
                    settling.at().exchange().elapsed().toMillis(),
                    request.qos() == 0 ? null : between(sent, acknowledged), between(sent, arrived));
        }

        private Inward inward(BrokerClient client) throws SessionException, BrokerClient.Unreachable {
            try (UrcWatch watch = new UrcWatch(events, clock)) {
                Settling<?> settling = session.turn(turn -> turn.sendSettled(
                        new Subscribe(connection, List.of(new Subscribe.Filter(topic, request.qos())))));
                if (!(settling.at() instanceof AtOutcome.Done<?>)) {
                    return Inward.not(settling.at() instanceof AtOutcome.Refused<?> ? Verdict.REFUSED
                            : Verdict.NO_RESPONSE);
                }
                Settling.Result subscribed = within(settling.settled());
                if (subscribed == null || subscribed.outcome().outcome() != Outcome.ACKNOWLEDGED) {
                    return Inward.not(Verdict.REFUSED);
                }
                Instant sent = clock.instant();
                client.publish(topic, request.qos(), payload);
                return watch.await(this::bringsThePayload, request.timeout())
                        .map(seen -> new Inward(Verdict.DELIVERED, between(sent, seen.event().time()),
                                between(sent, seen.committed())))
                        .orElseGet(() -> Inward.not(Verdict.NOT_DELIVERED));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return Inward.not(Verdict.NOT_DELIVERED);
            } finally {
                Settling<?> left = session.turn(turn -> turn.sendSettled(new Unsubscribe(connection, List.of(topic))));
                within(left.settled());
            }
        }

        /** In cached mode the URC tells no topic: a message of the same length has come. */
        private boolean bringsThePayload(StoredEvent event) {
            if (!event.module().equals(session.moduleId()) || event.connectId() == null
                    || event.connectId() != connection.value()) {
                return false;
            }
            JsonNode data = json.readTree(event.json()).path("data");
            return switch (event.type()) {
                case EventTypes.URC_PREFIX + "publish" -> data.path("topic").asString().equals(topic);
                case EventTypes.URC_PREFIX + "pubnmi" -> data.path("dataLen").asInt() == payload.length;
                default -> false;
            };
        }

        /** Null if it does not come in time. */
        private <T> @Nullable T within(CompletableFuture<T> future) {
            try {
                return future.get(request.timeout().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException late) {
                return null;
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }

    private static @Nullable Long between(Instant from, @Nullable Instant to) {
        return to == null ? null : Math.max(0, Duration.between(from, to).toMillis());
    }
}
