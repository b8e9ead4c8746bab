package org.modemfleet.fleet;

import org.jspecify.annotations.Nullable;

/** What the steps of a ladder do to a module. The methods that answer may block, and answer null when it was done, else why not. */
interface RecoveryTarget {

    /** Whether bytes can be sent to it, whatever it does with them. */
    boolean isLineOpen();

    void resynchronize(String why);

    /** Returns at once. */
    void reopen();

    /** Returns at once. */
    void reconnect(int connectId);

    @Nullable String radio();

    @Nullable String reboot();
}
