package org.modemfleet.command;

import org.jspecify.annotations.Nullable;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Component;

/** Runs commands that their final results settle in one turn, with their history. */
@Component
class RecordedTurn {

    private final CommandHistory history;

    RecordedTurn(CommandHistory history) {
        this.history = history;
    }

    /** What is done in the turn; throws {@link CommandException} when a command was not done. */
    interface Work<T> {
        T run(TurnLog turn, String commandId) throws SessionException;
    }

    private record Did<T>(@Nullable T value, @Nullable CommandException failure, AtTranscript at) {}

    /**
     * @throws SessionException if nothing could be sent, or not all
     * @throws CommandException what the work threw
     */
    <T> T run(ModuleSession session, String module, @Nullable Integer connectId, CommandKind kind, Work<T> work)
            throws SessionException {
        String id = history.begin(module, connectId, kind);
        Did<T> did;
        try {
            did = session.turn(turn -> {
                history.running(id, session.epoch());
                TurnLog log = new TurnLog(turn);
                try {
                    return new Did<>(work.run(log, id), null, log.transcript());
                } catch (CommandException notDone) {
                    return new Did<>(null, notDone, log.transcript());
                }
            });
        } catch (SessionException notSent) {
            history.progress(id, CommandProgress.notSent(String.valueOf(notSent.getMessage())));
            throw notSent;
        }
        if (did.failure() != null) {
            history.progress(id, CommandProgress.notDone(did.failure(), did.at()));
            throw did.failure();
        }
        history.progress(id, CommandProgress.done(did.at()));
        return did.value();
    }
}
