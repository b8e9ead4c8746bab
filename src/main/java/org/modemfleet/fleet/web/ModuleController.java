package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.ModuleRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/modules}: which modules there are. */
@RestController
@RequestMapping(path = "/api/v1/modules", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Modules", description = "Which modules there are, where they are attached and how they are.")
class ModuleController {

    private final ModuleRegistry fleet;

    ModuleController(ModuleRegistry fleet) {
        this.fleet = fleet;
    }

    @GetMapping
    @Operation(operationId = "listModules", summary = "List the modules",
            description = "By id, with what is known of each; waits for no module. Filters are combined.",
            parameters = @Parameter(name = "label", in = ParameterIn.QUERY, example = "site=a",
                    description = "`site=a`, or `site` for any value; repeated, all must hold.",
                    array = @ArraySchema(schema = @Schema(type = "string"))))
    @ApiResponse(responseCode = "200", description = "A page of modules")
    ModuleList list(
            @Parameter(description = "At most so many, 1 to 1000.")
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.")
            @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "A model or series, configured or answered.", example = "ML307R")
            @RequestParam(required = false) @Nullable String model,
            @Parameter(description = "A state; repeated, any of them.", example = "ready")
            @RequestParam(defaultValue = "") List<String> state,
            // Not a List: a label may hold a comma, at which that would be split.
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) {
        ModuleFilter filter = new ModuleFilter(query.getOrDefault("label", List.of()), model, state);
        List<ModuleResource> items = fleet.list(ModuleList.idOf(after)).filter(filter::shows).limit(limit + 1L)
                .map(ModuleResource::of).toList();
        return ModuleList.page(items, limit);
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "createModule", summary = "Enter a module",
            description = "Stored, then attached in the background: where nothing answers, the module is `lost` and "
                    + "tried again.")
    @ApiResponse(responseCode = "201", description = "Entered",
            headers = @Header(name = "Location", description = "The module", schema =
            @Schema(type = "string", example = "/api/v1/modules/well-7")))
    @ApiResponse(responseCode = "409", description = "`module-exists`, `port-in-use`")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`")
    ResponseEntity<ModuleResource> create(@RequestBody ModuleCreation body) {
        ModuleResource created = ModuleResource.of(fleet.create(body.module()));
        return ResponseEntity.created(URI.create("/api/v1/modules/" + created.id())).body(created);
    }

    @GetMapping("/{m}")
    @Operation(operationId = "getModule", summary = "Show a module",
            description = "What is known of it; waits for nothing.")
    @ApiResponse(responseCode = "200", description = "The module")
    ModuleResource get(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m) {
        return ModuleResource.of(fleet.get(m));
    }

    @PatchMapping(path = "/{m}", consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    @Operation(operationId = "changeModule", summary = "Change a module",
            description = "A JSON merge patch (RFC 7396). Another `link`, `model` or `imei`, and `enabled`, close the module's line; "
                    + "a new epoch of its events begins when it is open again.")
    @ApiResponse(responseCode = "200", description = "The module as it is now")
    ModuleResource change(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @RequestBody ModulePatch body) {
        return ModuleResource.of(fleet.change(m, body.change()));
    }

    @DeleteMapping("/{m}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteModule", summary = "Delete a module",
            description = "Closes its line and deletes what is stored of it; its events stay in the log.")
    @ApiResponse(responseCode = "204", description = "Deleted")
    void delete(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "Delete its stored messages too; else they stand in the way (409).")
            @RequestParam(defaultValue = "false") boolean purge) {
        fleet.delete(m, purge);
    }
}
