package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.ModuleRegistry;
import org.modemfleet.onemo.profile.ModelProfile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/models}: what each model can do. */
@RestController
@RequestMapping(path = "/api/v1/models", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Models", description = "What each model can do, as requests are checked and modules are simulated.")
class ModelController {

    private final ModuleRegistry fleet;

    ModelController(ModuleRegistry fleet) {
        this.fleet = fleet;
    }

    /** All of them: {@code next} is always null. */
    record ModelList(List<ModelProfile> items, @Nullable String next) {}

    @GetMapping
    @Operation(operationId = "listModels", summary = "List the models",
            description = "The capability profile of every sub-model.")
    @ApiResponse(responseCode = "200", description = "All profiles")
    ModelList list() {
        return new ModelList(fleet.models(), null);
    }

    @GetMapping("/{model}")
    @Operation(operationId = "getModel", summary = "Show a model",
            description = "A series name stands for its first sub-model.")
    @ApiResponse(responseCode = "200", description = "The profile")
    ModelProfile get(
            @Parameter(description = "A sub-model or a series.", example = "ML307R-DC") @PathVariable String model) {
        return fleet.model(model);
    }
}
