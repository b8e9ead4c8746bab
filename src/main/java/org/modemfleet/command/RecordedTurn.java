package org.modemfleet.command;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.springframework.stereotype.Component;

/** Runs commands that their final results settle in one turn, with their history. */
@Component
class RecordedTurn {

    private final CommandHistory history;
    private final Settler settler;

    RecordedTurn(CommandHistory history, Settler settler) {
        this.history = history;
        this.settler = settler;
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
        return run(session, module, connectId, kind, null, work);
    }

    /** @param intent what the module may be asked about if nobody knows how it ended */
    <T> T run(ModuleSession session, String module, @Nullable Integer connectId, CommandKind kind, @Nullable Intent intent, Work<T> work)
            throws SessionException {
        String id = history.begin(module, connectId, kind, intent);
        Did<T> did;
        AtomicReference<@Nullable TurnLog> begun = new AtomicReference<>();
        try {
            did = session.turn(turn -> {
                history.running(id, session.epoch());
                TurnLog log = new TurnLog(turn);
                begun.set(log);
                try {
                    return new Did<>(work.run(log, id), null, log.transcript());
                } catch (CommandException notDone) {
                    return new Did<>(null, notDone, log.transcript());
                }
            });
        } catch (SessionException notSent) {
            TurnLog log = begun.get();
            if (log == null || log.isEmpty()) {
                history.progress(id, CommandProgress.notSent(String.valueOf(notSent.getMessage())));
            } else {
                history.progress(id, CommandProgress.partlySent(String.valueOf(notSent.getMessage()), log.transcript()));
                settler.indeterminate(module);
            }
            throw notSent;
        }
        if (did.failure() != null) {
            history.progress(id, CommandProgress.notDone(did.failure(), did.at()));
            throw settler.follow(id, did.failure());
        }
        history.progress(id, CommandProgress.done(did.at()));
        return did.value();
    }
}
