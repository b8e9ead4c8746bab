package org.modemfleet.desired;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;

/**
 * All that is wanted of one connection, secrets included.
 *
 * @param password of the connection
 * @param sslId the SSL context that it uses; null if it uses none, or one that was not set through us
 * @param ssl with its private key; null if there is none, or its key cannot be read any more
 */
record Goal(ConnectId connection, DesiredView view, StoredSecret password, @Nullable SslId sslId, @Nullable SslContext ssl) {

    boolean wantsConnection() {
        return view.wanted() == DesiredView.Wanted.CONNECTED && view.connection() != null;
    }

    /** Why it cannot be reached at all; empty if it can. */
    Optional<String> impossible() {
        if (wantsConnection() && password instanceof StoredSecret.Unreadable) {
            return Optional.of("the stored password was sealed with a key that is lost: connect with it once more");
        }
        return sslId != null && ssl == null
                ? Optional.of("the private key of SSL context " + sslId + " was sealed with a key that is lost: PUT it once more")
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "Goal[" + connection + ", version " + view.version() + "]";
    }
}
