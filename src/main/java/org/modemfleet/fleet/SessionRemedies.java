package org.modemfleet.fleet;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.onemo.RawCommand;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.SessionState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a ladder does to the session that its module has at that moment, and over it to the module. */
final class SessionRemedies implements RecoveryTarget {

    private static final Duration BETWEEN_BLIND_COMMANDS = Duration.ofSeconds(5);
    private static final int CONNECTED = 2;
    private static final String NO_LINE = "nothing can be sent";
    private static final RawCommand RADIO_OFF = new RawCommand("AT+CFUN=0", null, Duration.ofSeconds(15));
    private static final RawCommand RADIO_ON = new RawCommand("AT+CFUN=1", null, Duration.ofSeconds(15));
    private static final RawCommand REBOOT = new RawCommand("AT+MREBOOT", null, Duration.ofSeconds(5));
    private static final Logger log = LoggerFactory.getLogger(SessionRemedies.class);

    private final String moduleId;
    private final Supplier<SessionOpener.@Nullable Openable> current;
    private final Runnable openAnew;
    private final ModuleListeners listeners;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param current the session as it is now; null while there is none. Neither it nor the next one blocks
     * @param openAnew has the link of a session that is not ready opened again at once
     */
    SessionRemedies(String moduleId, Supplier<SessionOpener.@Nullable Openable> current, Runnable openAnew, ModuleListeners listeners) {
        this.moduleId = moduleId;
        this.current = current;
        this.openAnew = openAnew;
        this.listeners = listeners;
    }

    @Override
    public @Nullable String hindrance(RecoveryStep step) {
        SessionOpener.Openable now = current.get();
        if (step.endsConnections() && now != null && now.session().state() == SessionState.READY) {
            for (ConnectionView connection : now.session().connections()) {
                if (connection.state() == CONNECTED) {
                    return "connection " + connection.connectId() + " is up, and would be lost";
                }
            }
        }
        if (!step.needsLine()) {
            return null;
        }
        if (now == null || !now.isLinkOpen()) {
            return "the line is not open";
        }
        return step == RecoveryStep.RESYNCHRONIZE || now.isIdentified() ? null : "nobody has said who is at the other end of the line";
    }

    @Override
    public void resynchronize(String why) {
        SessionOpener.Openable now = current.get();
        if (now != null) {
            now.resynchronize(why);
        }
    }

    @Override
    public void reopen() {
        SessionOpener.Openable now = current.get();
        if (now != null && now.session().state() != SessionState.READY) {
            openAnew.run();
        }
    }

    @Override
    public void reconnect(int connectId) {
        listeners.reconnect(connectId);
    }

    @Override
    public @Nullable String radio() {
        return send(RADIO_OFF, RADIO_ON);
    }

    @Override
    public @Nullable String reboot() {
        return send(REBOOT);
    }

    /** In step if the session is ready, else as it comes. */
    private @Nullable String send(RawCommand... commands) {
        SessionOpener.Openable now = current.get();
        if (now == null) {
            return NO_LINE;
        }
        if (now.session().state() == SessionState.READY) {
            try {
                return now.session().serviceTurn(turn -> sendInStep(turn, commands));
            } catch (SessionException lost) {
                log.debug("module {}: {}", moduleId, lost.getMessage());
            }
        }
        for (int i = 0; i < commands.length; i++) {
            if (i > 0) {
                // One that comes while another is executed could abort it (V.250 5.6.1).
                pauseForModule();
            }
            if (!now.shout(commands[i])) {
                return NO_LINE;
            }
        }
        return null;
    }

    private static @Nullable String sendInStep(ModuleSession.Turn turn, RawCommand... commands) throws SessionException {
        String problem = null;
        for (RawCommand command : commands) {
            switch (turn.send(command)) {
                case AtOutcome.Refused<?> refused -> problem = command.shown() + " is refused: " + refused.result().wire();
                case AtOutcome.Indeterminate<?> _ -> problem = command.shown() + " has no final result";
                case AtOutcome.Done<?> _ -> { }
            }
        }
        return problem;
    }

    private void pauseForModule() {
        try {
            closed.await(BETWEEN_BLIND_COMMANDS.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException ends) {
            Thread.currentThread().interrupt();
        }
    }

    /** The module is being detached: nothing waits any more. */
    void close() {
        closed.countDown();
    }
}
