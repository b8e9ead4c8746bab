package org.modemfleet.operation.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.operation.ItemState;
import org.modemfleet.operation.ModuleResult;
import org.modemfleet.operation.OperationException;
import org.modemfleet.operation.OperationPlan;
import org.modemfleet.operation.OperationView;
import org.modemfleet.operation.Operations;
import org.modemfleet.operation.Selection;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code /bulk} and {@code /operations}. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Many modules", description = "One command to many modules, with rate, canaries and a stop after failures. What was begun "
        + "before a restart of the service is not done again; the rest can be retried. Operations are kept for 30 days.")
class OperationController implements CutOffRequests {

    private static final double DEFAULT_RATE = 10;
    private static final int DEFAULT_CONCURRENCY = 16;

    private final Operations operations;

    OperationController(Operations operations) {
        this.operations = operations;
    }

    @Schema(name = "BulkCommand", description = "The request that one module would get, as at its own endpoint")
    record Command(
            @Schema(description = "POST, PUT, PATCH or DELETE", requiredMode = Schema.RequiredMode.REQUIRED, example = "POST")
            @Nullable String method,
            @Schema(description = "Behind `/modules/{m}`, with its query: `/mqtt/{c}/connection`, `…/subscriptions`, `…/messages`, "
                    + "`…/config`, `…/config/{key}`, `…/cache/read`, `/tls/{sslId}`, `/at`", requiredMode = Schema.RequiredMode.REQUIRED,
                    example = "/mqtt/0/messages?wait=5")
            @Nullable String path,
            @Schema(description = "As there. Kept encrypted, never shown", type = "object", nullable = true,
                    example = "{\"topic\":\"world\",\"qos\":1,\"payload\":\"3242\"}")
            @Nullable JsonNode body) {

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Command[" + method + " " + path + "]";
        }
    }

    @Schema(name = "ModuleSelection", description = "All that is given must hold; at least one of them is")
    record Modules(@Schema(example = "[\"sim-1\",\"sim-2\"]") @Nullable List<String> ids,
            @Schema(description = "All of these labels", example = "{\"site\":\"a\"}") @Nullable Map<String, String> labels,
            @Schema(description = "A model or a series", example = "ML307R") @Nullable String model) {}

    @Schema(name = "BulkRequest")
    record Request(@Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Command command,
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @Nullable Modules modules,
            @Schema(description = "Commands begun per second at most, 0.01-1000", defaultValue = "10", example = "10") @Nullable Double rate,
            @Schema(description = "Commands under way at once at most, 1-256", defaultValue = "16", example = "16")
            @Nullable Integer concurrency,
            @Schema(description = "The first so many must all be done before the others are begun", defaultValue = "0", example = "1")
            @Nullable Integer canary,
            @Schema(description = "No others are begun after so many that were not done", example = "3")
            @Nullable Integer stopAfterFailures) {}

    @Schema(name = "RetryRequest")
    record Retry(@Schema(description = "Also to those of which nobody knows: they may get the command twice", defaultValue = "false")
            @Nullable Boolean includeIndeterminate) {}

    @Schema(name = "OperationCounts")
    record Counts(int total, int waiting, int done, int failed, int indeterminate) {}

    @Schema(name = "Operation")
    record Shown(@Schema(example = "0000019aa8e2d4c009c1f300") String id, @Schema(example = "POST") String method,
            @Schema(example = "/mqtt/0/messages?wait=5") String path, double rate, int concurrency, int canary,
            @Nullable Integer stopAfterFailures,
            @Schema(allowableValues = {"running", "done", "stopped", "cancelled", "interrupted"}, example = "running") String state,
            @Schema(description = "Why not all were begun") @Nullable String reason, Counts counts, Instant createdAt,
            @Nullable Instant endedAt) {

        static Shown of(OperationView view) {
            OperationView.Counts c = view.counts();
            return new Shown(view.id(), view.method(), view.path(), view.rate(), view.concurrency(), view.canary(),
                    view.stopAfterFailures(), view.state().json(), view.reason(),
                    new Counts(c.total(), c.waiting(), c.done(), c.failed(), c.indeterminate()), view.createdAt(), view.endedAt());
        }
    }

    @Schema(name = "OperationList")
    record Page(List<Shown> items, @Schema(description = "Give it as `after` for the rest") @Nullable String next) {}

    @Schema(name = "OperationModule", description = "What became of one module, as its own endpoint would have answered")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(@Schema(example = "sim-1") String module,
            @Schema(allowableValues = {"waiting", "done", "failed", "indeterminate"}, example = "done") String state,
            @Schema(description = "Grows with every retry", example = "1") int attempt,
            @Schema(description = "The HTTP status", example = "200") @Nullable Integer status,
            @Schema(example = "acknowledged") @Nullable String outcome,
            @Schema(description = "In the module's history", example = "0000019aa8e2d4000009c1f3") @Nullable String commandId,
            @Schema(description = "The last part of the problem's type", example = "not-connected") @Nullable String problem,
            @Nullable String detail, @Nullable Instant endedAt) {

        static Item of(OperationView.Item item) {
            ModuleResult result = item.result() == null ? new ModuleResult(0, null, null, null, null) : item.result();
            return new Item(item.module(), item.state().json(), item.attempt(), item.result() == null ? null : result.status(),
                    result.outcome(), result.commandId(), result.problem(), result.detail(), item.endedAt());
        }
    }

    @Schema(name = "OperationModuleList")
    record Items(List<Item> items, @Schema(description = "Give it as `after` for the rest") @Nullable String next) {}

    @PostMapping(path = "/bulk", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "beginOperation", summary = "Give one command to many modules",
            description = "Checked as at the command's own endpoint; what depends on the model is told per module. Each end is an event "
                    + "`org.modemfleet.operation.progress`.")
    @ApiResponse(responseCode = "202", description = "Begun; `Location` is where it stands")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`: no such command, no such module; nothing was begun")
    ResponseEntity<Shown> begin(
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) {
        Command command = require("command", body.command(), "method, path and body");
        Modules modules = require("modules", body.modules(), "ids, labels or model");
        String method = require("command.method", command.method(), "POST, PUT, PATCH or DELETE");
        String path = require("command.path", command.path(), "a path behind /modules/{m}");
        JsonNode given = command.body() == null || command.body().isNull() ? null : command.body();
        OperationPlan limits = new OperationPlan(method, path, given == null ? null : given.toString(), List.of(),
                body.rate() == null ? DEFAULT_RATE : body.rate(), body.concurrency() == null ? DEFAULT_CONCURRENCY : body.concurrency(),
                body.canary() == null ? 0 : body.canary(), body.stopAfterFailures());
        Selection selection = new Selection(modules.ids(), modules.labels() == null ? Map.of() : modules.labels(), modules.model());
        return accepted(operations.begin(origin, selection, given, limits));
    }

    @GetMapping("/operations")
    @Operation(operationId = "listOperations", summary = "List operations", description = "Newest first.")
    @ApiResponse(responseCode = "200", description = "A page of operations")
    Page list(@Parameter(description = "At most so many, 1 to 1000.") @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @RequestParam(required = false) @Nullable String after) {
        if (after != null && !after.matches("[0-9a-f]{24}")) {
            throw new OperationException.BadCursor(after);
        }
        List<OperationView> found = operations.list(after, limit + 1);
        List<Shown> shown = found.stream().limit(limit).map(Shown::of).toList();
        return new Page(shown, found.size() > limit ? shown.getLast().id() : null);
    }

    @GetMapping("/operations/{id}")
    @Operation(operationId = "getOperation", summary = "Show how far an operation is")
    @ApiResponse(responseCode = "200", description = "Its state and counts")
    @ApiResponse(responseCode = "404", description = "`not-found`")
    Shown get(@Parameter(description = "The operation's id.") @PathVariable String id) {
        return Shown.of(operations.get(id));
    }

    @GetMapping("/operations/{id}/modules")
    @Operation(operationId = "listOperationModules", summary = "Show what became of each module", description = "In the order of their turns.")
    @ApiResponse(responseCode = "200", description = "A page of modules")
    @ApiResponse(responseCode = "404", description = "`not-found`")
    Items items(@Parameter(description = "The operation's id.") @PathVariable String id,
            @Parameter(description = "At most so many, 1 to 1000.") @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit,
            @Parameter(description = "The `next` of the page before.") @RequestParam(required = false) @Nullable String after,
            @Parameter(description = "Only those in this state: waiting, done, failed or indeterminate.")
            @RequestParam(required = false) @Nullable String state) {
        List<OperationView.Item> found = operations.items(id, number(after), state == null ? null : state(state), limit + 1);
        List<OperationView.Item> page = found.stream().limit(limit).toList();
        return new Items(page.stream().map(Item::of).toList(), found.size() > limit ? Integer.toString(page.getLast().number()) : null);
    }

    @PostMapping("/operations/{id}/retry")
    @Operation(operationId = "retryOperation", summary = "Give the command again to the modules that failed",
            description = "And to those that have not had their turn. Modules of which nobody knew are looked up in the command history "
                    + "first; those of which still nobody knows get it only with `includeIndeterminate`.")
    @ApiResponse(responseCode = "202", description = "Begun again")
    @ApiResponse(responseCode = "404", description = "`not-found`")
    @ApiResponse(responseCode = "409", description = "`wrong-operation-state`: it is running, or nothing is left to be done")
    ResponseEntity<Shown> retry(@Parameter(description = "The operation's id.") @PathVariable String id,
            @RequestBody(required = false) @Nullable Retry body) {
        return accepted(operations.retry(id, body != null && Boolean.TRUE.equals(body.includeIndeterminate())));
    }

    @DeleteMapping("/operations/{id}")
    @Operation(operationId = "cancelOperation", summary = "Cancel an operation", description = "No others are begun; what is under way ends.")
    @ApiResponse(responseCode = "200", description = "Cancelled")
    @ApiResponse(responseCode = "404", description = "`not-found`")
    @ApiResponse(responseCode = "409", description = "`wrong-operation-state`: it has ended")
    Shown cancel(@Parameter(description = "The operation's id.") @PathVariable String id) {
        return Shown.of(operations.cancel(id));
    }

    @Override
    public Optional<ResponseEntity<?>> recall(String origin) {
        return operations.begunFor(origin).map(OperationController::accepted);
    }

    private static ResponseEntity<Shown> accepted(OperationView operation) {
        return ResponseEntity.accepted().location(URI.create("/api/v1/operations/" + operation.id())).body(Shown.of(operation));
    }

    private static <T> T require(String field, @Nullable T value, String allowed) {
        if (value == null) {
            throw new OperationException.Invalid(field, null, allowed);
        }
        return value;
    }

    private static int number(@Nullable String after) {
        if (after == null) {
            return -1;
        }
        if (!after.matches("[0-9]{1,9}")) {
            throw new OperationException.BadCursor(after);
        }
        return Integer.parseInt(after);
    }

    private static ItemState state(String name) {
        return Arrays.stream(ItemState.values()).filter(state -> state.json().equals(name)).findFirst()
                .orElseThrow(() -> new OperationException.Invalid("state", name, "waiting, done, failed or indeterminate"));
    }
}
