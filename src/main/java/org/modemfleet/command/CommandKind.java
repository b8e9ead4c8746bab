package org.modemfleet.command;

import java.util.Locale;

/** What an operator asked for; in JSON the name in lower case. Queries, which change nothing, are not in the history. */
public enum CommandKind {
    CONFIGURE, CONNECT, DISCONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBLISH, READ, TLS, RAW;

    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
