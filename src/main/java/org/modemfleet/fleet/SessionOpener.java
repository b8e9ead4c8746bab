package org.modemfleet.fleet;

import org.jspecify.annotations.Nullable;
import org.modemfleet.at.AtCommand;
import org.modemfleet.link.LinkAddress;
import org.modemfleet.link.LinkException;
import org.modemfleet.onemo.profile.ModelProfile;
import org.modemfleet.session.ModuleSession;
import org.modemfleet.session.SessionListener;
import org.modemfleet.session.SessionState;

/** Where a module's sessions come from. */
@FunctionalInterface
interface SessionOpener {

    /** Makes a session that is not yet open; does not block. */
    Openable make(String moduleId, LinkAddress address, @Nullable ModelProfile configured, SessionListener listener);

    /** The module was deleted: what is kept of its sessions may go. */
    default void forget(String moduleId) {}

    /** A session and the two ends of its life. */
    interface Openable {

        ModuleSession session();

        /**
         * Opens the link, also again after it was lost, and synchronizes. Blocks until the session is ready or lost.
         *
         * @throws LinkException if the link cannot be opened; the session is then lost
         */
        void open() throws LinkException;

        /** Whether bytes can be sent, whatever the module does with them. */
        default boolean isLinkOpen() {
            return session().state() == SessionState.READY;
        }

        /** Whether it is known who is at the other end of the line. */
        default boolean isIdentified() {
            return true;
        }

        /** Has the line probed anew. Returns at once. */
        default void resynchronize(String why) {}

        /**
         * Sends a command to a module that does not answer, and waits for nothing.
         *
         * @return false if nothing could be sent
         */
        default boolean shout(AtCommand<?> command) {
            return false;
        }

        /** For good; idempotent. */
        void close();
    }
}
