package org.modemfleet.channel;

/** Who waits for the line. */
public enum Lane {
    /** Resynchronise, drain, reconcile: goes before users, at most every second turn. */
    SERVICE,
    USER
}
