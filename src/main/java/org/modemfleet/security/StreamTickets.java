package org.modemfleet.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One-time tickets with which a browser, which cannot send a token there, opens a stream. Kept in memory, as hashes. */
public final class StreamTickets {

    /** How long a ticket is good. */
    public static final Duration LIFETIME = Duration.ofSeconds(60);

    /** More than this many open tickets, and the oldest go. */
    private static final int MAX_OPEN = 10_000;

    private final InstantSource clock;
    private final Map<String, Open> open = new LinkedHashMap<>();

    StreamTickets(InstantSource clock) {
        this.clock = clock;
    }

    /** @param owner in whose name the stream will be opened */
    public synchronized Ticket issue(String owner) {
        Instant now = clock.instant();
        // Oldest first, and all live equally long.
        open.values().removeIf(ticket -> !now.isBefore(ticket.expiresAt()));
        if (open.size() >= MAX_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        String ticket = Secrets.make();
        Instant expiresAt = now.plus(LIFETIME);
        open.put(key(ticket), new Open(owner, expiresAt));
        return new Ticket(ticket, expiresAt);
    }

    /** Whose ticket it is; it is used up by this. Empty if it is none, was used, or has expired. */
    synchronized Optional<String> redeem(String ticket) {
        return Optional.ofNullable(open.remove(key(ticket)))
                .filter(found -> clock.instant().isBefore(found.expiresAt()))
                .map(Open::owner);
    }

    private static String key(String ticket) {
        return Base64.getEncoder().encodeToString(Secrets.hash(ticket));
    }

    /** A ticket as its owner gets it. */
    public record Ticket(String ticket, Instant expiresAt) {

        /** Keeps the ticket out of logs. */
        @Override
        public String toString() {
            return "Ticket[expiresAt=" + expiresAt + "]";
        }
    }

    private record Open(String owner, Instant expiresAt) {}
}
