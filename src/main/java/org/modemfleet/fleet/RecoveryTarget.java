package org.modemfleet.fleet;

import org.jspecify.annotations.Nullable;

/** What the steps of a ladder do to a module. {@link #radio} and {@link #reboot} may block, and answer null when it was done, else why not. */
interface RecoveryTarget {

    /** Why the step cannot be taken now; null if it can. Does not block. */
    @Nullable String hindrance(RecoveryStep step);

    void resynchronize(String why);

    /** Returns at once. */
    void reopen();

    /** Returns at once. */
    void reconnect(int connectId);

    @Nullable String radio();

    @Nullable String reboot();
}
