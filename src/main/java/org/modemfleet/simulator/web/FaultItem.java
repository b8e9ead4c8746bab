package org.modemfleet.simulator.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.fault.FaultView;

@Schema(name = "Fault", description = "With what was chosen where a field was left out; fields that a type does not take are absent")
@JsonInclude(JsonInclude.Include.NON_NULL)
record FaultItem(String id, String type, @Nullable Long durationMs, @Nullable Integer count, @Nullable Long seed,
        @Nullable Integer delayMs, @Nullable Double probability, @Nullable String direction, @Nullable Integer code,
        @Nullable String command, @Nullable String ack, @Nullable Integer bytes,
        @Schema(description = "How often it has struck") int struck,
        @Schema(description = "How often it still will") @Nullable Integer remainingCount,
        @Schema(description = "How long it still is active, in simulated time") @Nullable Long remainingMs) {

    static FaultItem of(FaultView view) {
        Fault fault = view.fault();
        return new FaultItem(view.id(), fault.type().code(), fault.durationMs(), fault.count(), fault.seed(), fault.delayMs(),
                fault.probability(), fault.direction(), fault.code(), fault.command(), fault.ack(), fault.bytes(), view.struck(),
                view.remainingCount(), view.remainingMs());
    }
}
