package org.modemfleet.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.desired.ConnectionParameters;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.GivenText;
import org.modemfleet.desired.StoredSecret;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.ConnectionState;
import org.modemfleet.onemo.Disconnect;
import org.modemfleet.onemo.NoRows;
import org.modemfleet.onemo.QueryState;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;
import org.springframework.stereotype.Service;

/**
 * Connects, disconnects, tells the state (manual 3.2, 3.7, 3.8). Each method throws {@link CommandException} as its
 * leaves say, {@link SessionException} if the module cannot take a command now, and
 * {@link org.modemfleet.fleet.FleetException} for a module that is unknown or disabled.
 */
@Service
public class ConnectionCommands {

    private final Targets targets;
    private final SettledCommandRunner runner;
    private final DesiredState desired;

    ConnectionCommands(Targets targets, SettledCommandRunner runner, DesiredState desired) {
        this.targets = targets;
        this.runner = runner;
        this.desired = desired;
    }

    /**
     * Where to and as whom.
     *
     * @param port null: 1883
     * @param clientId null or empty: the module takes its IMEI
     */
    public record Parameters(String host, @Nullable Integer port, @Nullable String clientId, @Nullable String user,
            GivenText password) {}

    /** MQTTCONN; settled by the first conn URC that is not "reconnecting". */
    public CommandResult connect(String module, ConnectId connection, Parameters to, CommandOptions options)
            throws SessionException {
        Target target = targets.of(module, connection);
        String password = password(target, to);
        Connect command = new Connect(connection, to.host(), to.port(), to.clientId(), to.user(), password);
        Targets.require(target, command);
        ConnectionParameters wanted = new ConnectionParameters(to.host(),
                to.port() == null ? Connect.DEFAULT_PORT : to.port(), to.clientId(), to.user(), password);
        return runner.run(target, options, new Job(CommandKind.CONNECT, new Intent.Connect(wanted, options.desired())) {
            @Override
            public Settling<NoRows> send(TurnLog turn) throws SessionException {
                return turn.sendSettled(command);
            }

            @Override
            public void taken(NoRows rows) {
                if (options.desired()) {
                    desired.connectionApplied(module, connection, wanted);
                }
            }
        });
    }

    /** MQTTDISC; settled by the conn URC with state 2. */
    public CommandResult disconnect(String module, ConnectId connection, CommandOptions options)
            throws SessionException {
        Target target = targets.of(module, connection);
        Disconnect command = new Disconnect(connection);
        Targets.require(target, command);
        return runner.run(target, options, new Job(CommandKind.DISCONNECT, new Intent.Disconnect(options.desired())) {
            @Override
            public Settling<NoRows> send(TurnLog turn) throws SessionException {
                return turn.sendSettled(command);
            }

            @Override
            public void taken(NoRows rows) {
                if (options.desired()) {
                    desired.disconnectApplied(module, connection);
                }
            }
        });
    }

    /** MQTTSTATE. */
    public ConnectionState state(String module, ConnectId connection) throws SessionException {
        return targets.ask(targets.of(module, connection), new QueryState(connection)).value();
    }

    private @Nullable String password(Target target, Parameters to) {
        return switch (to.password()) {
            case GivenText.None _ -> null;
            case GivenText.Given(String password) -> password;
            case GivenText.Keep _ when !isKnown(target, to) -> null;
            case GivenText.Keep _ -> switch (desired.password(target.module(), target.connection())) {
                case StoredSecret.None _ -> null;
                case StoredSecret.Known(String password) -> password;
                case StoredSecret.Unreadable _ -> throw new CommandException.Invalid(target.module(),
                        target.connectId(), List.of(new CommandException.Violation("password", "***",
                                "the password itself, or null: the stored one was sealed with a key that is lost")));
            };
        };
    }

    private boolean isKnown(Target target, Parameters to) {
        ConnectionParameters stored = desired.view(target.module(), target.connection()).connection();
        return stored != null && stored.isFor(to.host(), to.user());
    }

    private abstract static class Job implements SettledCommandRunner.Job<NoRows> {
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
        public SettledCommandRunner.Numbers numbers(NoRows rows) {
            return SettledCommandRunner.Numbers.NONE;
        }
    }
}
