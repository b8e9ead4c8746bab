package org.modemfleet.security.web;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.modemfleet.security.StreamTickets;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Events")
class TicketController {

    private final StreamTickets tickets;

    TicketController(StreamTickets tickets) {
        this.tickets = tickets;
    }

    @PostMapping("/api/v1/events/tickets")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(operationId = "createTicket", summary = "A one-time ticket for a stream",
            description = "Good once, within 60 s, as `?ticket=` of the WebSocket or of the server-sent events, where a browser cannot "
                    + "send a token.")
    TicketResponse create(@Parameter(hidden = true) Principal caller) {
        StreamTickets.Ticket made = tickets.issue(caller.getName());
        return new TicketResponse(made.ticket(), made.expiresAt().truncatedTo(ChronoUnit.MILLIS));
    }

    @Schema(name = "Ticket")
    record TicketResponse(
            @Schema(requiredMode = REQUIRED, description = "43 characters of base64url.",
                    example = "0iCLRWrj1Ndj8HMTrPPNTHiAHrFZBPyvqCTVlnCtMkA") String ticket,
            @Schema(requiredMode = REQUIRED, example = "2026-11-22T06:57:20.123Z") Instant expiresAt) {

        /** Keeps the ticket out of logs. */
        @Override
        public String toString() {
            return "Ticket[expiresAt=" + expiresAt + "]";
        }
    }
}
