package org.modemfleet.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.modemfleet.security.StreamTickets.Ticket;

class StreamTicketsTest {

    private Instant now;
    private StreamTickets tickets;

    @BeforeEach
    void begin() {
        now = Instant.parse("2026-11-22T06:56:20Z");
        tickets = new StreamTickets(() -> now);
    }

    @Test
    void isGoodOnce() {
        Ticket ticket = tickets.issue("admin");
        assertThat(tickets.redeem(ticket.ticket())).contains("admin");
        assertThat(tickets.redeem(ticket.ticket())).isEmpty();
        assertThat(tickets.redeem("")).isEmpty();
        assertThat(ticket.toString()).doesNotContain(ticket.ticket());
    }

    @Test
    void isGoodForSixtySeconds() {
        Ticket first = tickets.issue("admin");
        assertThat(first.expiresAt()).isEqualTo("2026-11-22T06:57:20Z");
        Ticket second = tickets.issue("admin");
        now = now.plusMillis(59_999);
        assertThat(tickets.redeem(first.ticket())).isPresent();
        now = now.plusMillis(1);
        assertThat(tickets.redeem(second.ticket())).isEmpty();
    }

    @Test
    void neverHoldsMoreThanSoMany() {
        List<Ticket> many = Stream.generate(() -> tickets.issue("admin")).limit(10_001).toList();
        assertThat(tickets.redeem(many.getFirst().ticket())).as("the oldest went").isEmpty();
        assertThat(tickets.redeem(many.get(1).ticket())).isPresent();
        assertThat(tickets.redeem(many.getLast().ticket())).isPresent();
        Set<String> texts = new HashSet<>(many.stream().map(Ticket::ticket).toList());
        assertThat(texts).hasSize(many.size());
    }
}
