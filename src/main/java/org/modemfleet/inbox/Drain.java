package org.modemfleet.inbox;

/** How a module's cache is emptied. */
public enum Drain {
    /** By us, as soon as a message is announced, and now and then. */
    AUTO,
    /** By whoever reads it. */
    MANUAL
}
