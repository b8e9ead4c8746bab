package org.modemfleet.command;

import java.util.ArrayList;
import java.util.List;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtExchange;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.SettledByUrc;
import org.modemfleet.session.ModuleSession.Turn;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.Settling;

/** A turn on the line that keeps what went over it. */
final class TurnLog {

    private final Turn turn;
    private final List<AtExchange> exchanges = new ArrayList<>();

    TurnLog(Turn turn) {
        this.turn = turn;
    }

    <R> AtOutcome<R> send(AtCommand<R> command) throws SessionException {
        AtOutcome<R> outcome = turn.send(command);
        exchanges.add(outcome.exchange());
        return outcome;
    }

    <R, C extends AtCommand<R> & SettledByUrc<R>> Settling<R> sendSettled(C command) throws SessionException {
        Settling<R> settling = turn.sendSettled(command);
        exchanges.add(settling.at().exchange());
        return settling;
    }

    long queuedMs() {
        return turn.queued().toMillis();
    }

    /** Whether nothing was sent. */
    boolean isEmpty() {
        return exchanges.isEmpty();
    }

    AtTranscript transcript() {
        return AtTranscript.of(exchanges);
    }
}
