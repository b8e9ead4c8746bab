package org.modemfleet.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.MqttCommand;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Component;

/** Finds what a command is for, checks it by the model's profile, and asks what changes nothing. */
@Component
class Targets {

    private final Fleet fleet;

    Targets(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * @throws org.modemfleet.fleet.FleetException if there is no such module, or its model is not known yet
     * @throws CommandException.Unsupported if its model does not have the connection
     */
    Target of(String module, ConnectId connection) {
        ModelProfile profile = Rehearsal.isUnderWay() ? Rehearsal.profile() : fleet.profile(module);
        if (!profile.connectIds().contains(connection.value())) {
            throw new CommandException.Unsupported(module, connection.value(),
                    profile.model() + " has the connect_ids " + profile.connectIds());
        }
        return new Target(module, connection, profile, fleet);
    }

    /** Checks a command before anything is sent. */
    static void require(Target target, MqttCommand<?> command) {
        Check check = new Check();
        command.check(target.profile(), check);
        require(target, check);
    }

    /**
     * @throws CommandException.Unsupported if the model lacks what is needed
     * @throws CommandException.Invalid if a value is outside the manual or the profile
     */
    static void require(Target target, Check check) {
        require(target.module(), target.connectId(), check);
    }

    /** The same for a command that may be about no connection. */
    static void require(String module, @Nullable Integer connectId, Check check) {
        if (!check.unsupported().isEmpty()) {
            throw new CommandException.Unsupported(module, connectId, check.unsupported().getFirst().detail());
        }
        if (!check.invalid().isEmpty()) {
            throw new CommandException.Invalid(module, connectId, violations(check));
        }
    }

    private static List<CommandException.Violation> violations(Check check) {
        return check.invalid().stream()
                .map(wrong -> new CommandException.Violation(wrong.field(), wrong.value(), wrong.allowed())).toList();
    }

    /** What a query said. */
    record Answer<R>(R value, AtTranscript at) {}

    /**
     * Asks in a turn of its own; queries are not in the history.
     *
     * @throws SessionException if it could not be sent
     * @throws CommandException.Refused if the module refused it
     * @throws CommandException.NoResponse if the module did not answer
     */
    <R> Answer<R> ask(Target target, MqttCommand<R> query) throws SessionException {
        require(target, query);
        AtOutcome<R> outcome = target.session().send(query);
        AtTranscript at = AtTranscript.of(List.of(outcome.exchange()));
        return new Answer<>(NotDone.require(target, outcome, at), at);
    }
}
