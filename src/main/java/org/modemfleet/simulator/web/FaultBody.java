package org.modemfleet.simulator.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.fault.FaultType;

@Schema(name = "FaultRequest", description = "Which fields a type takes, the README tells; times are simulated ones")
record FaultBody(
        @Schema(example = "lost-final", requiredMode = Schema.RequiredMode.REQUIRED) @Nullable String type,
        @Schema(description = "How long it is active, 1-86400000; until it is ended if left out", example = "30000")
        @Nullable Long durationMs,
        @Schema(description = "How often it strikes, 1-1000000; without limit if left out", example = "1") @Nullable Integer count,
        @Schema(description = "What its chances come from, so that a run can be repeated; chosen if left out", example = "7")
        @Nullable Long seed,
        @Schema(description = "1-600000; 1000 if left out, 5 between pieces", example = "2000") @Nullable Integer delayMs,
        @Schema(description = "For each byte, more than 0, at most 1; 0.01 if left out", example = "0.01") @Nullable Double probability,
        @Schema(description = "out as printed, in as typed, both; out if left out", example = "out") @Nullable String direction,
        @Schema(description = "command-error: a CME error; connack-refused: 1-5", example = "605") @Nullable Integer code,
        @Schema(description = "The command that it strikes", example = "+MQTTPUB") @Nullable String command,
        @Schema(description = "The packet that it strikes", example = "PUBACK") @Nullable String ack,
        @Schema(description = "Size of a piece, 1-8192; 1 if left out", example = "8") @Nullable Integer bytes) {

    /** Adds to {@code errors} what is wrong, and is null then. */
    @Nullable Fault fault(String path, List<Fault.Violation> errors) {
        FaultType known = type == null ? null : FaultType.of(type).orElse(null);
        if (known == null) {
            errors.add(new Fault.Violation(path + "type", type,
                    String.join(", ", Arrays.stream(FaultType.values()).map(FaultType::code).toList())));
            return null;
        }
        Fault fault = new Fault(known, durationMs, count, seed, delayMs, probability, direction, code, command, ack, bytes);
        List<Fault.Violation> wrong = new ArrayList<>(fault.violations());
        wrong.forEach(error -> errors.add(new Fault.Violation(path + error.field(), error.value(), error.allowed())));
        return wrong.isEmpty() ? fault : null;
    }
}
