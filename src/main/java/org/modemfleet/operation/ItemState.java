package org.modemfleet.operation;

import java.util.Locale;

/** How far a module's part of an operation is. */
public enum ItemState {
    /** Not begun. */
    WAITING,
    /** The command was carried out as wanted; a URC may still be due. */
    DONE,
    /** It was not: refused, unavailable, another outcome than the wanted one. */
    FAILED,
    /** Nobody knows. */
    INDETERMINATE;

    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
