package org.modemfleet.session;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.ModuleUrc;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttUrc;
import org.modemfleet.onemo.OnemoLineGrammar;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.SettledByUrc;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.UnknownUrc;
import org.modemfleet.onemo.Urc;
import org.modemfleet.onemo.UrcParser;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * One opening of the link: what comes from the module goes to the log in its epoch, and from there to the commands
 * that it settles.
 */
final class Attachment implements ChannelListener {

    /** A raw command that restarts the module may take so long to do it. */
    private static final Duration RESET = Duration.ofSeconds(30);

    private final LiveSession session;
    private final SessionServices services;
    private final Facts facts;
    private final SessionEvents drafts;
    private final UrcParser parser = new UrcParser();
    private final SettlementDesk desk = new SettlementDesk();
    /** Bytes may come before the epoch is in the log; they wait for it. */
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final AtChannel channel;

    Attachment(LiveSession session, SessionServices services, Facts facts) {
        this.session = session;
        this.services = services;
        this.facts = facts;
        this.drafts = new SessionEvents(session.moduleId());
        ModelProfile profile = facts.profile();
        this.channel = new AtChannel(session.moduleId(),
                profile == null ? new OnemoLineGrammar() : new OnemoLineGrammar(profile), this, services.channels(),
                services.transcripts().of(session.moduleId()));
    }

    /** Opens the link and begins an epoch. */
    void open(LinkAddress address, String reason) throws LinkException {
        channel.open(listener -> services.links().open(session.moduleId(), address, listener), facts.dataModeLeft().left());
        try {
            beginEpoch(reason);
            begun.complete(null);
        } catch (RuntimeException unbegun) {
            // Without an epoch nothing can be told: whoever waits for it ends, and the port is free again.
            begun.completeExceptionally(unbegun);
            channel.close();
            throw unbegun;
        }
    }

    private void beginEpoch(String reason) {
        long epoch = services.events().beginEpoch(session.moduleId(), reason);
        facts.beginEpoch(epoch);
        desk.begin(epoch);
    }

    AtChannel channel() {
        return channel;
    }

    void close() {
        channel.close();
        desk.begin(0);
    }

    // What comes unasked, on the link's reading thread

    @Override
    public void unsolicited(AtLine line, boolean known) {
        begun.join();
        Instant at = services.clock().instant();
        Urc urc = parser.parse(line);
        if (urc instanceof ModuleUrc.Ready) {
            beginEpoch("module-reset");
            channel.moduleReset("+MATREADY");
            session.moduleReset(this);
        }
        long epoch = facts.epoch();
        services.events().append(drafts.urc(epoch, urc, line, at)).thenAccept(_ -> {
            if (urc instanceof MqttUrc mqtt) {
                committed(epoch, mqtt, line, at);
            }
        });
        if (urc instanceof MqttUrc.Drop drop) {
            services.events().append(drafts.lostInCache(epoch, drop, at));
        }
    }

    /** On the log's writing thread, in order. */
    private void committed(long epoch, MqttUrc urc, AtLine line, Instant at) {
        if (urc instanceof MqttUrc.Conn conn && epoch == facts.epoch()) {
            facts.connections().state(conn.connectId(), ConnectionTable.stateOf(conn.state()), at);
        }
        desk.committed(epoch, urc, line);
    }

    @Override
    public void late(AtCommand<?> command, AtExchange exchange) {
        begun.join();
        commitCachedMessages(exchange);
        services.events().append(drafts.late(facts.epoch(), exchange, services.clock().instant()));
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
        facts.dataModeLeft().mayBegin(command);
        try {
            outcome = line.send(command);
        } catch (ChannelException unsent) {
            throw session.unavailable(unsent.getMessage());
        }
        facts.dataModeLeft().ended(command, outcome);
        commitCachedMessages(outcome.exchange());
        if (outcome instanceof AtOutcome.Done<R> done) {
            learn(command, done.value());
        }
        if (command instanceof RawCommand raw && (raw.touchesLine() || raw.touchesEncoding())) {
            line.expectReset(RESET);
            session.synchronizeAnew("after " + raw.shown());
        }
        return outcome;
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

    /** MQTTREAD empties the module's cache: its rows are in the log before anybody gets an answer. */
    private void commitCachedMessages(AtExchange exchange) {
        List<CompletableFuture<StoredEvent>> appends = exchange.rows().stream()
                .filter(row -> row.kind() == AtLine.Kind.COUNTED && row.header().startsWith("+MQTTREAD:"))
                .map(this::cachedMessage)
                .map(services.events()::append)
                .toList();
        appends.forEach(CompletableFuture::join);
    }

    private EventDraft cachedMessage(AtLine row) {
        Instant at = services.clock().instant();
        try {
            return drafts.read(facts.epoch(), CachedMessage.parse(row), row, at);
        } catch (AtDecodingException strange) {
            return drafts.urc(facts.epoch(), new UnknownUrc(), row, at);
        }
    }

    private void learn(AtCommand<?> command, Object value) {
        Instant now = services.clock().instant();
        switch (command) {
            case Connect connect ->
                    facts.connections().addressed(connect.connectId(), connect.host(), connect.clientId(), now);
            case QueryState query ->
                    facts.connections().state(query.connectId(), ((ConnectionState) value).state(), now);
            case SetSetting set when set.setting().key() == MqttKey.ENCODING ->
                    facts.inputFormat(set.connectId(), set.setting().number("inputFormat").orElse(0));
            default -> { }
        }
    }
}
