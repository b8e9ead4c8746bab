package org.modemfleet.session;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.at.AtOutcome;
import org.modemfleet.channel.Lane;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.profile.ModelProfile;

/**
 * One live module, wherever it is attached. Every URC and every MQTTREAD row goes to the event log, whoever asked.
 * The methods that talk to the module block; call them on virtual threads, never inside a transaction.
 */
public interface ModuleSession {

    String moduleId();

    SessionState state();

    /** Grows whenever the line's continuity was broken. */
    long epoch();

    /** As configured, or as the module told; null until known. */
    @Nullable ModelProfile profile();

    ModuleIdentity identity();

    /** Why the session is lost, if that is because another module was found; null otherwise. */
    default @Nullable IdentityMismatch identityMismatch() {
        return null;
    }

    /** Why the session is lost: what a turn is refused with. Null while it is not. */
    default SessionException.@Nullable Unavailable loss() {
        return null;
    }

    @Nullable RadioStatus radio();

    /** The connections that were used in this epoch, by connect_id. */
    List<ConnectionView> connections();

    /** {@code <input_format>} in force: 0 text, 1 hex, 2 escaped. */
    int inputFormat(ConnectId connection);

    /**
     * Has the module's line for a sequence of commands that nothing interrupts. Waits for its turn, also while the
     * session synchronizes.
     *
     * @throws SessionException.Unavailable while it is opening, lost or closed, or if it becomes so while waiting
     * @throws SessionException.Busy if the lane is full
     */
    <T> T turn(Lane lane, TurnBody<T> body) throws SessionException;

    /** A turn in the user lane, which is where every room above waits. */
    default <T> T turn(TurnBody<T> body) throws SessionException {
        return turn(Lane.USER, body);
    }

    /** A turn in the service lane, for what keeps the module as it is wanted: it goes before users, but never twice in a row. */
    default <T> T serviceTurn(TurnBody<T> body) throws SessionException {
        return turn(Lane.SERVICE, body);
    }

    /** One command in a turn of its own in the user lane. */
    default <R> AtOutcome<R> send(AtCommand<R> command) throws SessionException {
        return send(Lane.USER, command);
    }

    /** One command in a turn of its own. */
    default <R> AtOutcome<R> send(Lane lane, AtCommand<R> command) throws SessionException {
        return turn(lane, turn -> turn.send(command));
    }

    /** Brings the session in step anew: echo, error format, identity, encodings. Returns at once. */
    void synchronizeAnew(String cause);

    @FunctionalInterface
    interface TurnBody<T> {
        T run(Turn turn) throws SessionException;
    }

    /** The line is ours. */
    interface Turn {

        /** How long the turn was waited for. */
        Duration queued();

        /** Sends and waits for the final result. */
        <R> AtOutcome<R> send(AtCommand<R> command) throws SessionException;

        /**
         * Sends a command that URCs settle (connect, subscribe, unsubscribe, publish, disconnect) and waits for the
         * final result only. A command that was not done settles at once: refused as it was, else indeterminate.
         */
        <R, C extends AtCommand<R> & org.modemfleet.onemo.SettledByUrc<R>> Settling<R> sendSettled(C command)
                throws SessionException;
    }
}
