package org.modemfleet.command;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.desired.CommandJournal;
import org.modemfleet.onemo.CmeError;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.Disconnect;
import org.modemfleet.onemo.MqttCommand;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.SetSetting;
import org.modemfleet.onemo.Settlement;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.Settling;
import org.springframework.stereotype.Component;

/**
 * The reconciler's commands in the history, one for each line. Nobody asks the module what became of them, for the reconciler itself looks
 * again; but what is asked about an operator's command may be told of them instead.
 */
@Component
class ReconcilerCommands implements CommandJournal {

    private static final String NO_URC = "the URC did not come that settles the command";

    private final CommandHistory history;

    ReconcilerCommands(CommandHistory history) {
        this.history = history;
    }

    @Override
    public Entry begin(ModuleSession session, AtCommand<?> command) {
        Integer connectId = command instanceof MqttCommand<?> mqtt ? mqtt.connectId().value() : null;
        return new Recorded(history.beginRunning(session.moduleId(), connectId, kind(command), Origin.RECONCILER, session.epoch()));
    }

    @Override
    public boolean isUnsettled(String module, ConnectId connection) {
        return history.isUnsettled(module, connection);
    }

    private static CommandKind kind(AtCommand<?> command) {
        return switch (command) {
            case Connect _ -> CommandKind.CONNECT;
            case Disconnect _ -> CommandKind.DISCONNECT;
            case Subscribe _ -> CommandKind.SUBSCRIBE;
            case Unsubscribe _ -> CommandKind.UNSUBSCRIBE;
            case SetSetting _ -> CommandKind.CONFIGURE;
            default -> CommandKind.TLS;
        };
    }

    private final class Recorded implements Entry {

        private final String id;
        private AtTranscript at = AtTranscript.of(List.of());

        Recorded(String id) {
            this.id = id;
        }

        @Override
        public void notSent(String why) {
            history.progress(id, CommandProgress.notSent(why));
        }

        @Override
        public void answered(AtOutcome<?> outcome, boolean settledLater) {
            at = AtTranscript.of(List.of(outcome.exchange()));
            history.progress(id, switch (outcome) {
                case AtOutcome.Done<?> _ when settledLater -> progress(CommandState.PENDING, Outcome.PENDING, null, null);
                case AtOutcome.Done<?> _ -> CommandProgress.done(at);
                case AtOutcome.Refused<?> refused -> {
                    OptionalInt cme = CmeError.codeOf(refused.result());
                    yield progress(CommandState.REFUSED, null, cme.isPresent() ? cme.getAsInt() : null,
                            refused.result().wire() + ": " + CmeError.meaningOf(refused.result()));
                }
                case AtOutcome.Indeterminate<?> unknown -> indeterminate(NotDone.why(unknown));
            });
        }

        @Override
        public void settled(Settling.Result result) {
            Settlement.Settled how = result.outcome();
            at = at.withUrcs(result.urcs());
            history.progress(id, how.outcome() == Outcome.INDETERMINATE
                    ? indeterminate(SettledCommandRunner.EPOCH_ENDED)
                    : new CommandProgress(CommandState.DONE, how.outcome(), null, null, how.connState(), how.results(), null, null, at));
        }

        @Override
        public void overdue() {
            history.progress(id, indeterminate(NO_URC));
        }

        private CommandProgress indeterminate(String why) {
            return progress(CommandState.INDETERMINATE, Outcome.INDETERMINATE, null, why);
        }

        private CommandProgress progress(CommandState state, @Nullable Outcome outcome, @Nullable Integer cme, @Nullable String detail) {
            return new CommandProgress(state, outcome, null, null, null, List.of(), cme, detail, at);
        }
    }
}
