package org.modemfleet.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtDecodingException;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtLine;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.channel.ChannelException;
import org.modemfleet.channel.ChannelListener;
import org.modemfleet.channel.ChannelState;
import org.modemfleet.events.EventDraft;
import org.modemfleet.events.StoredEvent;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.CachedMessage;
import org.modemfleet.onemo.CmeError;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.ModuleUrc;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.OnemoLineGrammar;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.PublishCommand;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.SettledByUrc;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.UnknownUrc;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.onemo.Urc;
import org.modemfleet.onemo.UrcParser;
import org.modemfleet.onemo.profile.ModelProfile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One opening of the link: what comes from the module goes to the log in its epoch, and from there to the commands
 * that it settles.
 */
final class Attachment implements ChannelListener {

    /** A command that restarts the module may take so long to do it. */
    static final Duration RESET = Duration.ofSeconds(30);

    /** A conn URC is printed at once, or behind the answer that is being printed. */
    static final Duration EXPLANATION = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(Attachment.class);
    private static final String MODULE_RESET = "module-reset";
    private static final String READY_LINE = "+MATREADY";

    private final LiveSession session;
    private final SessionServices services;
    private final Facts facts;
    private final SessionEvents drafts;
    private final UrcParser parser = new UrcParser();
    private final SettlementDesk desk = new SettlementDesk();
    /** Bytes may come before the epoch is in the log; they wait for it. */
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final AtChannel channel;
    private final Heartbeat heartbeat;
    /** Nothing is appended to an epoch once the next one begins. */
    private final ReentrantLock epochs = new ReentrantLock();
    private volatile boolean identified;
    private final AtomicInteger echoes = new AtomicInteger();
    private final AtomicInteger echoesAgain = new AtomicInteger();

    Attachment(LiveSession session, SessionServices services, Facts facts) {
        this.session = session;
        this.services = services;
        this.facts = facts;
        this.drafts = new SessionEvents(session.moduleId());
        ModelProfile profile = facts.profile();
        this.channel = new AtChannel(session.moduleId(),
                profile == null ? new OnemoLineGrammar() : new OnemoLineGrammar(profile), this, services.channels(),
                services.transcripts().of(session.moduleId()));
        this.heartbeat = new Heartbeat(services.channels(), session::heartbeat, () -> session.askForLife(this));
    }

    /**
     * Opens the link and begins an epoch.
     *
     * @param sameModule whether the module behind it is the one that was identified before
     */
    void open(LinkAddress address, String reason, boolean sameModule) throws LinkException {
        channel.open(listener -> services.links().open(session.moduleId(), address, listener), facts.dataModeLeft().left());
        try {
            beginEpoch(reason, null);
            identified = sameModule;
            begun.complete(null);
            heartbeat.start();
        } catch (RuntimeException unbegun) {
            // Without an epoch nothing can be told: whoever waits for it ends, and the port is free again.
            begun.completeExceptionally(unbegun);
            channel.close();
            throw unbegun;
        }
    }

    private void beginEpoch(String reason, @Nullable String cause) {
        identified = false;
        epochs.lock();
        try {
            long epoch = services.events().beginEpoch(session.moduleId(), reason, cause);
            facts.beginEpoch(epoch);
            desk.begin(epoch);
        } finally {
            epochs.unlock();
        }
    }

    /**
     * The module has restarted and did not say so. What waits for a URC ends as indeterminate.
     *
     * @param cause by what it was found out
     */
    void beginEpochAfterReset(String cause) {
        beginEpoch(MODULE_RESET, cause);
    }

    /** Whether the module at this end of the link is the one expected, as far as it has told since it last booted. */
    boolean isIdentified() {
        return identified;
    }

    void identified(boolean passes) {
        identified = passes;
    }

    void tellMismatch(IdentityMismatch mismatch) {
        append(epoch -> drafts.identityMismatch(epoch, mismatch, services.clock().instant()));
    }

    /** In the epoch that is current now. */
    private CompletableFuture<StoredEvent> append(LongFunction<EventDraft> draft) {
        epochs.lock();
        try {
            return services.events().append(draft.apply(facts.epoch()));
        } finally {
            epochs.unlock();
        }
    }

    void restartHeartbeat() {
        heartbeat.start();
    }

    /** How many commands were repeated although the module had ceased to repeat them. */
    int echoesAgain() {
        return echoesAgain.get();
    }

    AtChannel channel() {
        return channel;
    }

    void close() {
        heartbeat.stop();
        channel.close();
        desk.begin(0);
    }

    // What comes unasked, on the link's reading thread

    @Override
    public void unsolicited(AtLine line, boolean known) {
        begun.join();
        heartbeat.heard();
        Instant at = services.clock().instant();
        Urc urc = parser.parse(line);
        if (urc instanceof ModuleUrc.Ready) {
            beginEpoch(MODULE_RESET, READY_LINE);
            channel.moduleReset(READY_LINE);
            session.moduleReset(this, "module reset");
        }
        append(epoch -> drafts.urc(epoch, urc, line, at)).thenAccept(event -> {
            if (urc instanceof MqttUrc mqtt) {
                committed(event.epoch(), mqtt, line, at);
            }
        });
        if (urc instanceof MqttUrc.Drop drop) {
            append(epoch -> drafts.lostInCache(epoch, drop, at));
        }
    }

    /** On the log's writing thread, in order. */
    private void committed(long epoch, MqttUrc urc, AtLine line, Instant at) {
        if (urc instanceof MqttUrc.Conn conn && epoch == facts.epoch()) {
            facts.connections().told(conn.connectId(), ConnectionTable.stateOf(conn.state()), at);
            session.connectionTold(this, conn.connectId(), conn.state());
        }
        desk.committed(epoch, urc, line);
    }

    @Override
    public void late(AtCommand<?> command, AtExchange exchange) {
        begun.join();
        heartbeat.heard();
        commitCachedMessages(exchange);
        append(epoch -> drafts.late(epoch, exchange, services.clock().instant()));
    }

    @Override
    public void echoed() {
        echoes.incrementAndGet();
    }

    @Override
    public void stateChanged(ChannelState from, ChannelState to, String cause) {
        session.channelChanged(this, to, cause);
    }

    @Override
    public void closed(@Nullable IOException cause) {
        session.linkLost(this, cause == null ? "the far end hung up" : cause.getMessage());
    }

    // What is asked

    <R> AtOutcome<R> send(AtChannel.Turn line, AtCommand<R> command) throws SessionException {
        AtOutcome<R> outcome;
        int echoesBefore = echoes.get();
        facts.dataModeLeft().mayBegin(command);
        tellDataMode(command);
        try {
            outcome = line.send(command);
        } catch (ChannelException unsent) {
            throw session.unavailable(unsent.getMessage());
        }
        facts.dataModeLeft().ended(command, outcome);
        tellDataMode(command);
        commitCachedMessages(outcome.exchange());
        boolean touchesLine = command instanceof RawCommand raw && raw.touchesLine();
        if (touchesLine) {
            facts.signs().forgetLine();
        }
        if (!(outcome instanceof AtOutcome.Indeterminate<R>)) {
            heartbeat.heard();
            watchEcho(command, echoes.get() != echoesBefore);
        }
        if (outcome instanceof AtOutcome.Done<R> done) {
            learn(command, done.value());
        } else {
            askInputFormat(line, command, outcome);
        }
        if (command instanceof RawCommand raw && (touchesLine || raw.touchesEncoding())) {
            line.expectReset(RESET);
            session.synchronizeAnew("after " + raw.shown());
        }
        return outcome;
    }

    private void tellDataMode(AtCommand<?> command) {
        if (command.dataMode().isPresent()) {
            services.links().mayTakeData(session.moduleId(), services.clock().instant().plus(facts.dataModeLeft().left()));
        }
    }

    <R, C extends AtCommand<R> & SettledByUrc<R>> Settling<R> sendSettled(AtChannel.Turn line, C command)
            throws SessionException {
        SettlementDesk.Recording recording = desk.record(command.connectId());
        try {
            AtOutcome<R> outcome = send(line, command);
            if (outcome instanceof AtOutcome.Done<R> done) {
                List<AtLine> before = outcome.exchange().foreign();
                return new Settling<>(outcome, recording.settle(command.settlement(done.value()),
                        (urc, in) -> command.mayPrecedeResult(urc) || before.stream().noneMatch(early -> early == in)));
            }
            return new Settling<>(outcome, CompletableFuture.completedFuture(
                    new Settling.Result(Settlement.Settled.of(Outcome.INDETERMINATE), List.of())));
        } finally {
            recording.close();
        }
    }

    private void watchEcho(AtCommand<?> command, boolean echoed) {
        if (facts.signs().echoIsOnAgain(command, echoed)) {
            echoesAgain.incrementAndGet();
            session.suspectReset(this);
        }
    }

    /** MQTTREAD empties the module's cache: its rows are in the log before anybody gets an answer. */
    private void commitCachedMessages(AtExchange exchange) {
        List<CompletableFuture<StoredEvent>> appends = exchange.rows().stream()
                .filter(row -> row.kind() == AtLine.Kind.COUNTED && row.header().startsWith("+MQTTREAD:"))
                .map(row -> append(epoch -> cachedMessage(epoch, row)))
                .toList();
        appends.forEach(CompletableFuture::join);
    }

    private EventDraft cachedMessage(long epoch, AtLine row) {
        Instant at = services.clock().instant();
        try {
            return drafts.read(epoch, CachedMessage.parse(row), row, at);
        } catch (AtDecodingException strange) {
            return drafts.urc(epoch, new UnknownUrc(), row, at);
        }
    }

    private void learn(AtCommand<?> command, Object value) {
        Instant now = services.clock().instant();
        switch (command) {
            case Connect connect -> {
                facts.signs().connects(connect.connectId());
                facts.connections().addressed(connect.connectId(), connect.host(), connect.clientId(), now);
            }
            case QueryState query -> {
                if (facts.connections().asked(query.connectId(), ((ConnectionState) value).state(), now)) {
                    awaitExplanation(query.connectId(), facts.epoch());
                }
            }
            case PublishCommand publish -> mids(publish.connectId(), List.of(((PublishCommand.Published) value).mid()));
            case Subscribe subscribe -> mids(subscribe.connectId(), (List<?>) value);
            case Unsubscribe unsubscribe -> mids(unsubscribe.connectId(), (List<?>) value);
            case SetSetting set when set.setting().key() == MqttKey.ENCODING -> inputFormat(set.connectId(), set.setting());
            case QuerySetting query when query.key() == MqttKey.ENCODING -> inputFormat(query.connectId(), (MqttSetting) value);
            default -> { }
        }
    }

    private void inputFormat(ConnectId connection, MqttSetting encoding) {
        facts.inputFormat(connection, encoding.number("inputFormat").orElse(0));
    }

    /** A set may have been carried out, and a payload may have been refused for its format: only the module knows. */
    private void askInputFormat(AtChannel.Turn line, AtCommand<?> command, AtOutcome<?> outcome) {
        boolean invalid = outcome instanceof AtOutcome.Refused<?> refused
                && CmeError.of(refused.result()).filter(CmeError.INVALID_PARAMETER::equals).isPresent();
        ConnectId doubtful = switch (command) {
            case SetSetting set when set.setting().key() == MqttKey.ENCODING || invalid && set.setting().key() == MqttKey.WILLPAYLOAD ->
                    set.connectId();
            case PublishCommand publish when invalid -> publish.connectId();
            default -> null;
        };
        if (doubtful != null) {
            try {
                send(line, new QuerySetting(doubtful, MqttKey.ENCODING));
            } catch (SessionException gone) {
                LOG.debug("module {}: the line is gone; on the next one its formats are asked for: {}", session.moduleId(), gone.getMessage());
            }
        }
    }

    private void mids(ConnectId connection, List<?> mids) {
        for (Object mid : mids) {
            String back = facts.signs().mid(connection, (int) mid);
            if (back != null) {
                session.resetFound(this, facts.epoch(), back);
            }
        }
    }

    /** A connection was up and is not: its conn URC may be on its way, or the module has restarted. */
    private void awaitExplanation(ConnectId connection, long epoch) {
        services.channels().scheduler().schedule(() -> {
            if (facts.connections().isVanished(connection)) {
                session.resetFound(this, epoch, "MQTTSTATE of connection " + connection.value() + " is 3, and no conn URC told why");
            }
        }, EXPLANATION.toMillis(), TimeUnit.MILLISECONDS);
    }
}
