package org.modemfleet.desired;

import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.Settling;

/** Keeps what the {@link Reconciler} sends to change a module, beside what operators send: each may hide what became of the other. */
public interface CommandJournal {

    /** To be called in the turn in which the command is sent, before its first byte. If this fails, nothing is sent. */
    Entry begin(ModuleSession session, AtCommand<?> command);

    /** Whether it is still to be found out what a command of an operator did to this connection: what is wanted of it is not known before. */
    boolean isUnsettled(String module, ConnectId connection);

    /** Is told how the command goes on. */
    interface Entry {

        /** Nothing was sent. @param why in words */
        void notSent(String why);

        /** @param settledLater whether, if it was done, a URC is still to tell how it ended */
        void answered(AtOutcome<?> outcome, boolean settledLater);

        /** By URCs, or by the end of the module's epoch. */
        void settled(Settling.Result how);

        /** The URC did not come, and is not waited for any more. */
        void overdue();
    }
}
