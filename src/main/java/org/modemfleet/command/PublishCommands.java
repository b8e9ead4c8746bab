package org.modemfleet.command;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.Check;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.InputFormat;
import org.modemfleet.onemo.MqttKey;
import org.modemfleet.onemo.MqttSetting;
import org.modemfleet.onemo.NoRows;
import org.modemfleet.onemo.Publication;
import org.modemfleet.onemo.PublishCommand;
import org.modemfleet.onemo.PublishPlan;
import org.modemfleet.onemo.QuerySetting;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;

/**
 * Publishes (manual 3.5). Throws {@link CommandException} as its leaves say, {@link SessionException} if the module
 * cannot take a command now, and {@link org.modemfleet.fleet.FleetException} for a module that is unknown or disabled.
 */
@Service
public class PublishCommands {

    private static final Logger LOG = LoggerFactory.getLogger(PublishCommands.class);

    private final Targets targets;
    private final SettledCommandRunner runner;
    private final CommandHistory history;

    PublishCommands(Targets targets, SettledCommandRunner runner, CommandHistory history) {
        this.history = history;
        this.targets = targets;
        this.runner = runner;
    }

    /**
     * MQTTPUB; settled at once (QoS 0), by puback, by pubcomp, or by timeout.
     *
     * <p>The input format in force is used, else data mode. Where only another input format can carry the payload, it
     * is switched, published and restored in one turn.
     */
    public CommandResult publish(String module, ConnectId connection, Publication publication, byte[] payload,
            CommandOptions options) throws SessionException {
        Target target = targets.of(module, connection);
        plan(target, publication, payload);
        return runner.run(target, options, new SettledCommandRunner.Job<PublishCommand.Published>() {
            @Override
            public CommandKind kind() {
                return CommandKind.PUBLISH;
            }

            @Override
            public @Nullable Intent intent() {
                return publication.qos() == 0 ? null
                        : new Intent.Publish(publication.topic(), publication.qos(), publication.retain(), payload);
            }

            @Override
            public Settling<PublishCommand.Published> send(TurnLog turn) throws SessionException {
                // Planned anew: a turn before this one may have changed the format.
                PublishPlan plan = plan(target, publication, payload);
                InputFormat other = plan.switchTo();
                return other == null ? turn.sendSettled(plan.command())
                        : switched(target, turn, plan.command(), other);
            }

            @Override
            public void taken(PublishCommand.Published rows) {
                // A message is no desired state.
            }

            @Override
            public SettledCommandRunner.Numbers numbers(PublishCommand.Published rows) {
                return new SettledCommandRunner.Numbers(rows.mid(), rows.length());
            }
        });
    }

    /**
     * Sends a message at QoS 1 or 2 again, with {@code dup} 1, that was not acknowledged as far as is known. It gets another packet
     * identifier, for the module gives those: a receiver may see the message twice.
     *
     * @param commandId of the publish in the history
     * @throws CommandException.Invalid if that is none that can be sent again
     */
    public CommandResult resend(String module, ConnectId connection, String commandId, CommandOptions options) throws SessionException {
        Intent.Publish message = history.unacknowledged(module, connection, commandId)
                .orElseThrow(() -> new CommandException.Invalid(module, connection.value(), List.of(new CommandException.Violation("resend",
                        commandId, "a publish of this connection at QoS 1 or 2 whose outcome is indeterminate or timeout"))));
        return publish(module, connection, new Publication(connection, message.topic(), message.qos(), message.retain(), 1),
                message.payload(), options);
    }

    private static PublishPlan plan(Target target, Publication publication, byte[] payload) {
        Check check = new Check();
        InputFormat inForce = target.inputFormat();
        PublishPlan plan = PublishPlan.of(publication, payload, inForce, target.profile(), check).orElse(null);
        Targets.require(target, check);
        if (plan == null) {
            throw new IllegalStateException("no plan and nothing wrong with it");
        }
        return plan;
    }

    private static Settling<PublishCommand.Published> switched(Target target, TurnLog turn, PublishCommand command,
            InputFormat other) throws SessionException {
        MqttSetting before = NotDone.require(target,
                turn.send(new QuerySetting(target.connection(), MqttKey.ENCODING)), turn.transcript());
        try {
            NotDone.require(target, turn.send(encoding(target, before, other)), turn.transcript());
            return turn.sendSettled(command);
        } finally {
            // Also after a failure: if the switch itself had no answer, it may have been done.
            restore(target, turn, before);
        }
    }

    private static void restore(Target target, TurnLog turn, MqttSetting before) {
        InputFormat inputFormat = before.number("inputFormat").map(InputFormat::of).orElse(InputFormat.TEXT);
        try {
            AtOutcome<NoRows> restored = turn.send(encoding(target, before, inputFormat));
            if (!(restored instanceof AtOutcome.Done)) {
                LOG.warn("module {} connection {}: the encoding could not be restored to {}", target.module(),
                        target.connection(), before.toParameters());
            }
        } catch (SessionException lost) {
            LOG.warn("module {} connection {}: the encoding could not be restored to {}: {}", target.module(),
                    target.connection(), before.toParameters(), lost.getMessage());
        }
    }

    /** The output format stays as it is: the module would set what is left out to its default. */
    private static SetSetting encoding(Target target, MqttSetting before, InputFormat inputFormat) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("inputFormat", inputFormat.value());
        fields.put("outputFormat", before.number("outputFormat").orElse(0));
        return new SetSetting(target.connection(), new MqttSetting(MqttKey.ENCODING, fields), inputFormat);
    }
}
