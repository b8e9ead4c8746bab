package org.modemfleet.command;

import java.util.List;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.WantedSubscription;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QuerySubscriptions;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;
import org.springframework.stereotype.Service;

/**
 * Subscribes, unsubscribes, lists (manual 3.3, 3.4). Each method throws {@link CommandException} as its leaves say,
 * {@link SessionException} if the module cannot take a command now, and {@link org.modemfleet.fleet.FleetException} for
 * a module that is unknown or disabled.
 */
@Service
public class TopicCommands {

    /** What SUBACK says of a topic that the server refused (MQTT 3.1.1, 3.9.3). */
    private static final int REFUSED = 128;

    private final Targets targets;
    private final SettledCommandRunner runner;
    private final DesiredState desired;

    TopicCommands(Targets targets, SettledCommandRunner runner, DesiredState desired) {
        this.targets = targets;
        this.runner = runner;
        this.desired = desired;
    }

    /** MQTTSUB; settled by suback, one per topic where the model answers so, or timeout. */
    public CommandResult subscribe(String module, ConnectId connection, List<Subscribe.Filter> topics,
            CommandOptions options) throws SessionException {
        Target target = targets.of(module, connection);
        Subscribe command = new Subscribe(connection, topics);
        Targets.require(target, command);
        List<WantedSubscription> wanted = topics.stream().map(filter -> new WantedSubscription(filter.topic(), filter.qos())).toList();
        return runner.run(target, options, new Job(CommandKind.SUBSCRIBE, new Intent.Subscribe(wanted, options.desired())) {
            @Override
            public Settling<List<Integer>> send(TurnLog turn) throws SessionException {
                return turn.sendSettled(command);
            }

            @Override
            public void taken(List<Integer> mids) {
                if (options.desired()) {
                    desired.subscribed(module, connection, wanted);
                }
            }

            @Override
            public void settled(Settlement.Settled how) {
                List<String> refused = how.results().stream()
                        .filter(result -> Integer.valueOf(REFUSED).equals(result.code()))
                        .map(Settlement.TopicResult::topic).toList();
                if (options.desired() && !refused.isEmpty()) {
                    desired.unsubscribed(module, connection, refused);
                }
            }
        });
    }

    /** MQTTUNSUB; settled by unsuback, one per topic where the model answers so, or timeout. */
    public CommandResult unsubscribe(String module, ConnectId connection, List<String> topics, CommandOptions options)
            throws SessionException {
        Target target = targets.of(module, connection);
        Unsubscribe command = new Unsubscribe(connection, topics);
        Targets.require(target, command);
        return runner.run(target, options, new Job(CommandKind.UNSUBSCRIBE, new Intent.Unsubscribe(topics, options.desired())) {
            @Override
            public Settling<List<Integer>> send(TurnLog turn) throws SessionException {
                return turn.sendSettled(command);
            }

            @Override
            public void taken(List<Integer> mids) {
                if (options.desired()) {
                    desired.unsubscribed(module, connection, topics);
                }
            }
        });
    }

    /** MQTTSUB with the connect_id alone: what the server granted, in order of subscription. */
    public List<QuerySubscriptions.Subscription> subscriptions(String module, ConnectId connection)
            throws SessionException {
        return targets.ask(targets.of(module, connection), new QuerySubscriptions(connection)).value();
    }

    private abstract static class Job implements SettledCommandRunner.Job<List<Integer>> {
        private final CommandKind kind;
        private final Intent intent;

        Job(CommandKind kind, Intent intent) {
            this.kind = kind;
            this.intent = intent;
        }

        @Override
        public Intent intent() {
            return intent;
        }

        @Override
        public CommandKind kind() {
            return kind;
        }

        @Override
        public SettledCommandRunner.Numbers numbers(List<Integer> mids) {
            return new SettledCommandRunner.Numbers(mids.getFirst(), null);
        }
    }
}
