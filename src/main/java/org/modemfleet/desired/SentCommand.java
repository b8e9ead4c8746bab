package org.modemfleet.desired;

import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.Connect;
import org.modemfleet.onemo.Disconnect;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.onemo.Unsubscribe;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;

/**
 * A command that was sent to make a module what is wanted of it.
 *
 * @param settling null where no URC belongs to it
 */
record SentCommand(AtCommand<?> command, AtOutcome<?> outcome, @Nullable Settling<?> settling, CommandJournal.Entry entry) {

    /** Sends it, and has it kept. */
    static SentCommand send(AtCommand<?> command, ModuleSession session, Turn turn, CommandJournal journal) throws SessionException {
        CommandJournal.Entry entry = journal.begin(session, command);
        try {
            Settling<?> settling = switch (command) {
                case Connect connect -> turn.sendSettled(connect);
                case Disconnect disconnect -> turn.sendSettled(disconnect);
                case Subscribe subscribe -> turn.sendSettled(subscribe);
                case Unsubscribe unsubscribe -> turn.sendSettled(unsubscribe);
                default -> null;
            };
            AtOutcome<?> outcome = settling == null ? turn.send(command) : settling.at();
            entry.answered(outcome, settling != null);
            return new SentCommand(command, outcome, settling, entry);
        } catch (SessionException unsent) {
            entry.notSent(String.valueOf(unsent.getMessage()));
            throw unsent;
        }
    }
}
