package org.modemfleet.session;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.AtChannel;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.IdentityCommands;
import org.modemfleet.onemo.LineCommands;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.onemo.RadioCommands;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.onemo.profile.ModelProfiles;

/**
 * Brings a session in step with a module that may have been running all the while: echo off, numbered errors, who it
 * is, its radio, and of each connection its state and input format. Only the first two must be answered, and the IMEI
 * where one is expected: to another module nothing else is sent.
 */
final class Synchronizer {

    /** A line with noise garbles an answer now and then. */
    private static final int TRIES = 3;

    private final Attachment attachment;
    private final Facts facts;
    private final InstantSource clock;
    private final AtChannel.Turn line;

    Synchronizer(Attachment attachment, Facts facts, InstantSource clock, AtChannel.Turn line) {
        this.attachment = attachment;
        this.facts = facts;
        this.clock = clock;
        this.line = line;
    }

    /**
     * @param expectedImei null if any module will do
     * @return whether the module answers, and is the one expected
     * @throws SessionException.Unavailable if the line is gone meanwhile
     */
    boolean run(@Nullable String expectedImei) throws SessionException {
        if (!isAnswered(new LineCommands.Echo(false)) || !isAnswered(new LineCommands.SetErrorFormat(1))) {
            return false;
        }
        ImeiCheck.Finding imei = new ImeiCheck(attachment, line).run(expectedImei);
        facts.identityMismatch(expectedImei, imei);
        if (!imei.passes()) {
            return false;
        }
        facts.identity(identity(imei.imei()));
        facts.radio(radio());
        ModelProfile told = told();
        if (facts.profile() == null && told != null) {
            facts.profile(told);
        }
        ModelProfile profile = told != null ? told : facts.profile();
        if (profile != null) {
            for (ConnectId connection : connections(profile)) {
                ask(new QueryState(connection));
                ask(new QuerySetting(connection, MqttKey.ENCODING));
            }
        }
        return true;
    }

    private ModuleIdentity identity(@Nullable String imei) throws SessionException {
        String card = ask(new IdentityCommands.CardIdentity());
        return new ModuleIdentity(ask(new IdentityCommands.Manufacturer()), model(),
                ask(new IdentityCommands.Revision()), imei,
                ask(new IdentityCommands.SubscriberIdentity()),
                card != null ? card : ask(new IdentityCommands.CardIdentityOfModule()));
    }

    /** A name that is no model's is believed the second time. */
    private @Nullable String model() throws SessionException {
        String before = null;
        for (int i = 0; i < TRIES; i++) {
            AtOutcome<String> outcome = attachment.send(line, new IdentityCommands.Model());
            if (outcome instanceof AtOutcome.Refused<String>) {
                return null;
            }
            String model = outcome instanceof AtOutcome.Done<String> done ? done.value() : null;
            if (model != null && (model.equals(before) || ModelProfiles.standard().answeredBy(model).isPresent())) {
                return model;
            }
            before = model;
        }
        return null;
    }

    private RadioStatus radio() throws SessionException {
        RadioCommands.SignalQuality.Signal signal = ask(new RadioCommands.SignalQuality());
        RadioCommands.Registration.Status registration = ask(new RadioCommands.Registration());
        return new RadioStatus(signal == null ? null : signal.rssi(), signal == null ? null : signal.ber(),
                registration == null ? null : registration.stat(), registration == null ? null : registration.cell(),
                clock.instant());
    }

    private @Nullable ModelProfile told() {
        String model = facts.identity().model();
        return model == null ? null : ModelProfiles.standard().answeredBy(model).orElse(null);
    }

    private static List<ConnectId> connections(ModelProfile profile) {
        List<ConnectId> ids = new ArrayList<>();
        for (int id = profile.connectIds().min(); id <= profile.connectIds().max(); id++) {
            ids.add(new ConnectId(id));
        }
        return ids;
    }

    private boolean isAnswered(AtCommand<?> command) throws SessionException {
        return !(attachment.send(line, command) instanceof AtOutcome.Indeterminate<?>);
    }

    /** Null where the module refuses or answers otherwise. */
    private <R> @Nullable R ask(AtCommand<R> command) throws SessionException {
        return attachment.send(line, command) instanceof AtOutcome.Done<R> done ? done.value() : null;
    }
}
