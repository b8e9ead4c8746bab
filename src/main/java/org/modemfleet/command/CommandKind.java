package org.modemfleet.command;

import java.util.Locale;
import java.util.Set;

/** What was asked for; in JSON the name in lower case. Queries, which change nothing, are not in the history. */
public enum CommandKind {
    CONFIGURE, CONNECT, DISCONNECT, SUBSCRIBE, UNSUBSCRIBE, PUBLISH, READ, TLS, RAW;

    /** Those that a query can tell of afterwards. */
    static final Set<CommandKind> TELLABLE = Set.of(CONFIGURE, CONNECT, DISCONNECT, SUBSCRIBE, UNSUBSCRIBE);

    /** Commands on the same connection that change what a query would be asked about this one. A new session empties the list of topics. */
    Set<CommandKind> disturbedBy() {
        return switch (this) {
            case CONFIGURE -> Set.of(CONFIGURE);
            case CONNECT, DISCONNECT -> Set.of(CONNECT, DISCONNECT);
            case SUBSCRIBE, UNSUBSCRIBE -> Set.of(CONNECT, DISCONNECT, SUBSCRIBE, UNSUBSCRIBE);
            case PUBLISH, READ, TLS, RAW -> Set.of();
        };
    }

    public String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
