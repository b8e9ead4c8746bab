package org.modemfleet.simulator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.SimulatorException;
import org.modemfleet.simulator.fault.Fault;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/modules/{m}/simulator/faults}. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/simulator/faults", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Simulator", description = "What goes wrong with simulated modules, and what they saw.")
class FaultController {

    private final SimulatedPath simulated;

    FaultController(SimulatedPath simulated) {
        this.simulated = simulated;
    }

    /** All of them: {@code next} is always null. */
    record FaultList(List<FaultItem> items, @Nullable String next) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "injectFault", summary = "Let something go wrong",
            description = "Active from now on, for a time, so many times, or until it is ended. power-cycle, reboot and tcp-reset happen once.")
    @ApiResponse(responseCode = "201", description = "It is active, or has happened")
    @ApiResponse(responseCode = "404", description = "`not-simulated`")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`")
    ResponseEntity<FaultItem> inject(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @RequestBody FaultBody body) {
        List<Fault.Violation> errors = new ArrayList<>();
        Fault fault = body.fault("", errors);
        if (fault == null) {
            simulated.module(m);
            throw new SimulatorException.Invalid(m, errors);
        }
        FaultItem begun = FaultItem.of(simulated.module(m).inject(fault).join());
        return ResponseEntity.created(URI.create("/api/v1/modules/" + m + "/simulator/faults/" + begun.id())).body(begun);
    }

    @GetMapping
    @Operation(operationId = "listFaults", summary = "List the active faults")
    @ApiResponse(responseCode = "200", description = "In the order in which they were injected")
    FaultList list(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m) {
        return new FaultList(simulated.module(m).faults().join().stream().map(FaultItem::of).toList(), null);
    }

    @DeleteMapping("/{f}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "endFault", summary = "End a fault")
    @ApiResponse(responseCode = "204", description = "It is over")
    void end(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @PathVariable @Parameter(description = "The fault's id.", example = "f1") String f) {
        if (!simulated.module(m).endFault(f).join()) {
            throw new SimulatorException.Unknown(m, "fault", f);
        }
    }
}
