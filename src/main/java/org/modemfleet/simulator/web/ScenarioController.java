package org.modemfleet.simulator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.simulator.SimulatedModule;
import org.modemfleet.simulator.SimulatorException;
import org.modemfleet.simulator.fault.Fault;
import org.modemfleet.simulator.scenario.Scenario;
import org.modemfleet.simulator.scenario.ScenarioRun;
import org.modemfleet.simulator.scenario.Scenarios;
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
import org.springframework.web.server.ServerWebInputException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/modules/{m}/simulator/scenarios}. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/simulator/scenarios", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Simulator")
class ScenarioController {

    private final SimulatedPath simulated;
    private final Scenarios scenarios;
    private final JsonMapper json;

    ScenarioController(SimulatedPath simulated, Scenarios scenarios, JsonMapper json) {
        this.simulated = simulated;
        this.scenarios = scenarios;
        this.json = json;
    }

    /** All of them: {@code next} is always null. */
    record ScenarioList(List<ScenarioRun.Progress> items, @Nullable String next) {}

    @PostMapping(consumes = {"application/yaml", MediaType.APPLICATION_JSON_VALUE})
    @Operation(operationId = "startScenario", summary = "Play a timetable of faults and inbound messages",
            description = "YAML or JSON. Times are simulated ones, by the clock of the module in the path.",
            requestBody = @io.swagger.v3.oas.annotations.parameters.RequestBody(required = true, content = {
                @Content(mediaType = "application/yaml", schema = @Schema(implementation = ScenarioBody.class)),
                @Content(mediaType = "application/json", schema = @Schema(implementation = ScenarioBody.class))}))
    @ApiResponse(responseCode = "201", description = "It is under way")
    @ApiResponse(responseCode = "400", description = "`bad-request`")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`")
    ResponseEntity<ScenarioRun.Progress> start(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @RequestBody String text) {
        SimulatedModule module = simulated.module(m);
        ScenarioBody body = body(load(m, text));
        List<Fault.Violation> errors = new ArrayList<>();
        Scenario scenario = body.scenario(simulated::isThere, errors);
        if (!errors.isEmpty()) {
            throw new SimulatorException.Invalid(m, errors);
        }
        ScenarioRun.Progress begun = scenarios.start(module, scenario);
        return ResponseEntity.created(URI.create("/api/v1/modules/" + m + "/simulator/scenarios/" + begun.id())).body(begun);
    }

    /** A field that is not right is told as that of a JSON body would be. */
    private ScenarioBody body(Object loaded) {
        try {
            return json.convertValue(loaded, ScenarioBody.class);
        } catch (JacksonException wrong) {
            throw new ServerWebInputException("the scenario cannot be read", null, wrong);
        }
    }

    private static Object load(String module, String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object loaded = new Yaml(new SafeConstructor(options)).load(text);
            if (loaded == null) {
                throw new SimulatorException.Malformed(module, "there is no scenario in it");
            }
            return loaded;
        } catch (YAMLException e) {
            throw new SimulatorException.Malformed(module, "malformed YAML: " + e.getMessage());
        }
    }

    @GetMapping
    @Operation(operationId = "listScenarios", summary = "List the scenarios that were given to the module")
    @ApiResponse(responseCode = "200", description = "Oldest first; of those that have ended, the latest")
    ScenarioList list(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m) {
        return new ScenarioList(scenarios.list(simulated.module(m).id()), null);
    }

    @GetMapping("/{s}")
    @Operation(operationId = "getScenario", summary = "Show how far a scenario has come")
    @ApiResponse(responseCode = "200", description = "Its progress")
    ScenarioRun.Progress get(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @PathVariable @Parameter(description = "The scenario's id.", example = "s1") String s) {
        return scenarios.find(simulated.module(m).id(), s).orElseThrow(() -> new SimulatorException.Unknown(m, "scenario", s));
    }

    @DeleteMapping("/{s}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "stopScenario", summary = "Stop a scenario, or forget one that is over",
            description = "What has not happened yet does not happen; active faults stay. A stopped one is still shown, until it is deleted again.")
    @ApiResponse(responseCode = "204", description = "It is over, or gone")
    void stop(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m,
            @PathVariable @Parameter(description = "The scenario's id.", example = "s1") String s) {
        if (!scenarios.stop(simulated.module(m).id(), s)) {
            throw new SimulatorException.Unknown(m, "scenario", s);
        }
    }
}
