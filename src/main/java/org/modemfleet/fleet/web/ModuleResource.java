package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.ModuleView;
import org.modemfleet.session.ConnectionView;
import org.modemfleet.session.ModuleIdentity;
import org.modemfleet.session.RadioStatus;
import org.modemfleet.session.SessionException;

/** A module as every answer shows it. */
@Schema(name = "Module", description = "A module: as it was entered, and what is known of it without asking it.")
record ModuleResource(
        @Schema(example = "sim-1") String id,
        @Schema(example = "Simulated ML307R") String name,
        @Schema(description = "The configured model, else the one that the module answered; null until known.",
                example = "ML307R")
        @Nullable String model,
        @Schema(example = "sim:ML307R") String link,
        @Schema(description = "The serial port that the link has open; null without one.") @Nullable OpenPort port,
        @Schema(description = "The IMEI that the module has to answer before it gets a command: that of the first one that was attached. "
                + "null until then.", example = "862000000000009")
        @Nullable String imei,
        @Schema(example = "{\"site\":\"a\"}") Map<String, String> labels,
        boolean enabled,
        @Schema(description = "`ready` takes commands at once; while `synchronizing` and `resynchronizing` they queue; "
                + "else they are answered with 503.",
                allowableValues = {"opening", "synchronizing", "ready", "resynchronizing", "lost", "disabled"},
                example = "ready")
        String state,
        @Schema(description = "Why the module is lost or cannot be attached; null otherwise.")
        @Nullable Trouble problem,
        @Schema(description = "null until the module told.") @Nullable Identity identity,
        @Schema(description = "null until the module told.") @Nullable Radio radio,
        @Schema(description = "The MQTT connections that were used since the line was last interrupted.")
        List<Connection> connections) {

    /** Where a serial link leads now. */
    @Schema(name = "ModulePort", description = "Where a serial link leads now.")
    record OpenPort(
            @Schema(example = "/dev/ttyUSB2") String path,
            @Schema(description = "In bit/s: as set, or as found (`baud=auto`).", example = "115200") @Nullable Integer baud) {}

    /** What a command is refused with while it lasts. */
    @Schema(name = "ModuleProblem", description = "What a command is refused with while it lasts: `module-unavailable` is 503, the others are 409.")
    record Trouble(
            @Schema(allowableValues = {"port-in-use", "identity-mismatch", "module-unavailable"}, example = "port-in-use") String code,
            @Schema(example = "link serial:/dev/ttyUSB2 is held by picocom (pid 1234)") String detail) {}

    /** {@code AT+CGMI}, {@code AT+CGMM}, {@code AT+CGMR}, {@code AT+CGSN}, {@code AT+CIMI}, {@code AT+ICCID}. */
    @Schema(name = "ModuleIdentity", description = "Who the module says it is; null where it did not say.")
    record Identity(
            @Schema(description = "AT+CGMI", example = "CMCC") @Nullable String manufacturer,
            @Schema(description = "AT+CGMM", example = "ML307R-DC") @Nullable String model,
            @Schema(description = "AT+CGMR", example = "ML307R-DC-MBRH0S01") @Nullable String revision,
            @Schema(description = "AT+CGSN", example = "862000000000009") @Nullable String imei,
            @Schema(description = "AT+CIMI", example = "460000000000001") @Nullable String imsi,
            @Schema(description = "AT+ICCID", example = "89860000000000000001") @Nullable String iccid) {}

    /** {@code AT+CSQ} and {@code AT+CEREG?}. */
    @Schema(name = "ModuleRadio", description = "What AT+CSQ and AT+CEREG? last said.")
    record Radio(
            @Schema(description = "0 to 31; 99 unknown", example = "22") @Nullable Integer rssi,
            @Schema(description = "0 to 7; 99 unknown", example = "99") @Nullable Integer ber,
            @Schema(description = "0 not registered, 1 home, 2 searching, 3 denied, 4 unknown, 5 roaming",
                    example = "1")
            @Nullable Integer registration,
            @Schema(description = "The cell identity in hex.", example = "0D7A2B01") @Nullable String cell) {}

    /** One MQTT client of the module. */
    @Schema(name = "ModuleConnection", description = "One MQTT client of the module.")
    record Connection(
            @Schema(description = "`<connect_id>`", minimum = "0", maximum = "5", example = "0") int connectId,
            @Schema(description = "As MQTTSTATE counts: 1 connecting or reconnecting, 2 connected, 3 disconnected.",
                    example = "2")
            int state,
            @Schema(description = "As last sent by MQTTCONN; null if not by us.", example = "127.0.0.1")
            @Nullable String host,
            @Schema(description = "Likewise.", example = "well-7") @Nullable String clientId,
            @Schema(description = "When the state began.", example = "2026-11-22T06:56:20Z") Instant since) {}

    static ModuleResource of(ModuleView view) {
        return new ModuleResource(view.spec().id(), view.spec().name(), view.model(), view.spec().link(),
                view.place() == null ? null : new OpenPort(view.place().path(), view.place().baud()),
                view.spec().imei(), view.spec().labels(), view.spec().enabled(), view.state().json(), of(view.problem()), of(view.identity()), of(view.radio()),
                view.connections().stream().map(ModuleResource::of).toList());
    }

    private static @Nullable Trouble of(@Nullable Exception problem) {
        return switch (problem) {
            case null -> null;
            case SessionException.Unavailable lost -> new Trouble("module-unavailable", String.valueOf(lost.getMessage()));
            case FleetException.IdentityMismatch other -> new Trouble("identity-mismatch", String.valueOf(other.getMessage()));
            default -> new Trouble("port-in-use", String.valueOf(problem.getMessage()));
        };
    }

    private static @Nullable Identity of(@Nullable ModuleIdentity told) {
        return told == null ? null
                : new Identity(told.manufacturer(), told.model(), told.revision(), told.imei(), told.imsi(),
                        told.iccid());
    }

    private static @Nullable Radio of(@Nullable RadioStatus told) {
        return told == null ? null : new Radio(told.rssi(), told.ber(), told.registration(), told.cell());
    }

    private static Connection of(ConnectionView known) {
        return new Connection(known.connectId(), known.state(), known.host(), known.clientId(), known.since());
    }
}
