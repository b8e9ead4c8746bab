package org.modemfleet.onemo;

/** What the answer of a command says that is answered with a final result alone. */
public enum NoRows {
    NO_ROWS
}
