package org.modemfleet.problem;

import jakarta.validation.constraints.Max;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.AtTranscript;
import org.modemfleet.command.CommandException;
import org.modemfleet.events.EventLogException;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.ModuleState;
import org.modemfleet.inbox.InboxException;
import org.modemfleet.link.LinkException;
import org.modemfleet.session.SessionException;
import org.modemfleet.session.SessionState;
import org.modemfleet.witness.WitnessException;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Fails as it is told to, beside the service's own controllers; only where a test imports it. */
@TestComponent
@RestController
@RequestMapping("/api/v1/modules/m1/mqtt/{c}/failing")
class FailingController {

    private static final AtTranscript AT =
            new AtTranscript(List.of("AT+MQTTCONN=0,\"h\",1883,\"\",\"u\",\"***\""), List.of("+CME ERROR: 604"),
            List.of(), 12);

    /** Every field type that strict reading is about. */
    record Body(int number, @Nullable Integer optional, @Nullable String text, @Nullable Boolean flag,
            @Nullable List<Item> items,
            @Nullable Map<String, Object> any) {

        record Item(String topic, int qos) {}
    }

    static final Map<String, Supplier<Throwable>> FAILURES = Map.ofEntries(
            Map.entry("link-bad", () -> new LinkException.BadAddress("tcp:x", "expected host:port")),
            Map.entry("link-unreachable", () -> new LinkException.Unreachable("tcp:x:1", "connection refused", null)),
            Map.entry("link-in-use", () -> new LinkException.InUse("serial:/dev/ttyUSB2", "minicom (pid 77)")),
            Map.entry("session-unavailable", () -> new SessionException.Unavailable("m1", SessionState.LOST,
            "unplugged")),
            Map.entry("session-busy", () -> new SessionException.Busy("m1")),
            Map.entry("log-cursor", () -> new EventLogException.BadCursor("xyz")),
            Map.entry("log-closed", EventLogException.Closed::new),
            Map.entry("log-storage", () -> new EventLogException.StorageUnavailable(new IllegalStateException("away"))),
            Map.entry("fleet-unknown", () -> new FleetException.UnknownModule("m1")),
            Map.entry("fleet-model", () -> new FleetException.UnknownModel("EC200")),
            Map.entry("fleet-disabled", () -> new FleetException.Disabled("m1")),
            Map.entry("fleet-model-unknown", () -> new FleetException.ModelUnknown("m1", ModuleState.LOST)),
            Map.entry("fleet-mismatch", () -> new FleetException.ModelMismatch("m1", "ML307R", "ML307G-DL")),
            Map.entry("fleet-exists", () -> new FleetException.ModuleExists("m1")),
            Map.entry("fleet-port", () -> new FleetException.PortInUse("m1", "tcp:a:1", "module m2")),
            Map.entry("fleet-messages", () -> new FleetException.HasMessages("m1", 5)),
            Map.entry("fleet-invalid", () -> new FleetException.Invalid("m1",
            List.of(new FleetException.Violation("id", "X", "a-z")))),
            Map.entry("fleet-cursor", () -> new FleetException.BadCursor("xyz")),
            Map.entry("command-invalid", () -> new CommandException.Invalid("m1", 0,
                    List.of(new CommandException.Violation("keepaliveTime", 59, "0 or 60 to 65535")))),
            Map.entry("command-malformed", () -> new CommandException.Malformed("m1", 0, "keepaliveTime",
            "expected an integer")),
            Map.entry("command-unsupported", () -> new CommandException.Unsupported("m1", 3,
            "MN316A has the connect_ids 0-2")),
            Map.entry("command-refused", () -> new CommandException.Refused("m1", 0, 604, "already connected",
            "+CME ERROR: 604", AT,
                    Map.of("applied", List.of("keepalive")))),
            Map.entry("command-bare-error", () -> new CommandException.Refused("m1", 0, null, "unknown command",
            "ERROR", AT, Map.of())),
            Map.entry("command-no-response", () -> new CommandException.NoResponse("m1", 0,
            "no final result within 5 s", AT, Map.of())),
            Map.entry("command-connection", () -> new CommandException.UnknownConnection("m1", "6")),
            Map.entry("command-key", () -> new CommandException.UnknownKey("m1", 0, "colour")),
            Map.entry("command-command", () -> new CommandException.UnknownCommand("m1", "17")),
            Map.entry("command-cursor", () -> new CommandException.BadCursor("m1", "xyz")),
            Map.entry("inbox-connection", () -> new InboxException.UnknownConnection("m1", 6)),
            Map.entry("inbox-filter", () -> new InboxException.BadFilter("m1", "a#b")),
            Map.entry("inbox-cursor", () -> new InboxException.BadCursor("m1", "xyz")),
            Map.entry("witness-connection", () -> new WitnessException.UnknownConnection("m1", 6)),
            Map.entry("witness-not-connected", () -> new WitnessException.NotConnected("m1", 0)),
            Map.entry("witness-invalid", () -> new WitnessException.Invalid("m1", 0, "qos", 3, "0 to 2")),
            Map.entry("database-away", () -> new DataAccessResourceFailureException("away")),
            Map.entry("database-no-transaction", () -> new CannotCreateTransactionException("away")),
            Map.entry("wrapped", () -> new IllegalStateException(new EventLogException.Closed())),
            Map.entry("our-error", () -> new IllegalStateException("secret of the house")),
            Map.entry("our-statement", () -> new DataIntegrityViolationException("secret of the house")));

    @GetMapping("/{failure}")
    void fail(@PathVariable int c, @PathVariable String failure) throws Throwable {
        throw FAILURES.get(failure).get();
    }

    @GetMapping("/{failure}/later")
    reactor.core.publisher.Mono<String> failLater(@PathVariable int c, @PathVariable String failure) {
        return reactor.core.publisher.Mono.error(FAILURES.get(failure).get());
    }

    @PostMapping(path = "/read", consumes = "application/json", produces = "application/json")
    Body read(@RequestBody Body body) {
        return body;
    }

    @GetMapping("/query")
    Map<String, Object> query(@RequestParam List<String> topic, @RequestParam(defaultValue = "1") @Max(10) int limit,
            @RequestParam String needed) {
        return Map.of("topic", topic, "limit", limit, "needed", needed);
    }
}
