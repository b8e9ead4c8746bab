package org.modemfleet.desired.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.modemfleet.desired.DesiredException;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.DesiredView;
import org.modemfleet.desired.Plan;
import org.modemfleet.desired.ReconcileResult;
import org.modemfleet.desired.Reconciler;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.SessionException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/** {@code …/desired}, {@code …/plan}, {@code …/reconcile}: what is wanted of a connection. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Desired state", description = "What is wanted of a connection: whatever the endpoints of single commands have set, or all of it at "
        + "once. A module that has restarted, or lost its connection, is made so again by itself, unless `restore` is `manual`.")
@ApiResponse(responseCode = "404", description = "`not-found`: no such module, or a connect_id that no model has")
@ApiResponse(responseCode = "422", description = "`invalid-parameter` with `errors`, `unsupported-by-model`; nothing was stored or sent")
class DesiredController {

    static final String DEFAULT_WAIT = "10";
    private static final int LONGEST_WAIT = 300;

    private final DesiredState desired;
    private final Reconciler reconciler;
    private final Fleet fleet;

    DesiredController(DesiredState desired, Reconciler reconciler, Fleet fleet) {
        this.desired = desired;
        this.reconciler = reconciler;
        this.fleet = fleet;
    }

    @Schema(name = "Plan")
    record PlanAnswer(@Schema(example = "0") int connectId, @Schema(description = "Of what is wanted", example = "7") long version,
            @Schema(description = "The AT lines that would be sent, in order") List<Step> steps,
            @Schema(description = "What would be interrupted", example = "[]") List<String> interrupts,
            DesiredResource.Differences drift) {

        @Schema(name = "PlanStep")
        record Step(@Schema(description = "With secrets as `***`", example = "AT+MQTTCFG=\"keepalive\",0,60") String at,
                @Schema(example = "it is reported otherwise") String why) {}

        static PlanAnswer of(int connectId, Plan plan) {
            return new PlanAnswer(connectId, plan.version(), plan.steps().stream().map(step -> new Step(step.line(), step.why())).toList(),
                    plan.interrupts(), DesiredResource.Differences.of(plan.drift()));
        }
    }

    @Schema(name = "ReconcileResult")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ResultAnswer(@Schema(example = "0") int connectId,
            @Schema(allowableValues = {"in-sync", "drifted", "connecting", "refused", "failed", "interrupted", "pending"}, example = "in-sync")
            String outcome,
            @Schema(description = "Of what was wanted", example = "7") @Nullable Long version,
            @Schema(description = "The lines that were sent to change something", example = "[\"AT+MQTTCFG=\\\"keepalive\\\",0,60\"]")
            @Nullable List<String> sent,
            @Schema(description = "Why it is not in sync") @Nullable String reason, DesiredResource.@Nullable Differences drift) {

        static ResultAnswer of(int connectId, ReconcileResult result) {
            return new ResultAnswer(connectId, result.outcome().json(), result.version(), result.sent(), result.reason(),
                    DesiredResource.Differences.of(result.drift()));
        }
    }

    @GetMapping("/desired")
    @Operation(operationId = "getDesired", summary = "What is wanted of a connection", description = "From the database; nothing is asked of the module.")
    @ApiResponse(responseCode = "200", description = "What is wanted, and how far it is so; the ETag is the version")
    ResponseEntity<DesiredResource> get(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) {
        fleet.requireModule(m);
        ConnectId connection = connectId(m, c);
        return shown(m, connection, desired.view(m, connection));
    }

    @PutMapping(path = "/desired", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "putDesired", summary = "Say all that is wanted of a connection",
            description = "Replaces it whole. Nothing is sent to the module: `plan` shows what would be, `reconcile` does it, and the next restart of the "
                    + "module, unless `restore` is `manual`.")
    @ApiResponse(responseCode = "200", description = "Stored; the ETag is the new version")
    @ApiResponse(responseCode = "412", description = "`precondition-failed`: `If-Match` names another version than the stored one")
    ResponseEntity<DesiredResource> put(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = "The ETag of the state that is to be replaced (RFC 9110 13.1.1)", example = "\"7\"")
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody DesiredRequest body) {
        ConnectId connection = connectId(m, c);
        return shown(m, connection, desired.replace(m, connection, fleet.profile(m), body.document(m, connection.value()), version(ifMatch)));
    }

    @PostMapping("/plan")
    @Operation(operationId = "planDesired", summary = "What reconciling would do",
            description = "Asks the module what it is, and shows the AT lines that would be sent and what they would interrupt. Nothing is changed.")
    @ApiResponse(responseCode = "200", description = "The plan")
    @ApiResponse(responseCode = "503", description = "`module-unavailable`: it cannot be asked now")
    PlanAnswer plan(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) throws SessionException {
        ConnectId connection = connectId(m, c);
        return PlanAnswer.of(connection.value(), reconciler.plan(m, connection));
    }

    @PostMapping("/reconcile")
    @Operation(operationId = "reconcileDesired", summary = "Make a connection what is wanted of it",
            description = "Also where that interrupts it. A refusal by the module or the server ends it, and is told as `refused` with its reason.")
    @ApiResponse(responseCode = "200", description = "It has ended")
    @ApiResponse(responseCode = "202", description = "`pending`: it goes on; `GET …/desired` tells how it ends")
    @ApiResponse(responseCode = "503", description = "`module-unavailable`: it cannot be asked now")
    ResponseEntity<ResultAnswer> reconcile(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = "How many seconds to wait for the end, 0-300") @RequestParam(defaultValue = DEFAULT_WAIT) int wait)
            throws SessionException {
        ConnectId connection = connectId(m, c);
        if (wait < 0 || wait > LONGEST_WAIT) {
            throw DesiredRequest.invalid(m, connection.value(), "wait", wait, "0-" + LONGEST_WAIT + " seconds");
        }
        CompletableFuture<ReconcileResult> end = new CompletableFuture<>();
        Thread.ofVirtual().name("reconcile-" + m).start(() -> complete(end, m, connection));
        try {
            return ResponseEntity.ok(ResultAnswer.of(connection.value(), end.get(wait, TimeUnit.SECONDS)));
        } catch (TimeoutException stillUnderWay) {
            return pending(m, connection);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return pending(m, connection);
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case SessionException away -> throw away;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private void complete(CompletableFuture<ReconcileResult> end, String module, ConnectId connection) {
        try {
            end.complete(reconciler.reconcile(module, connection));
        } catch (SessionException | RuntimeException failure) {
            end.completeExceptionally(failure);
        }
    }

    private static ResponseEntity<ResultAnswer> pending(String module, ConnectId connection) {
        URI desired = URI.create("/api/v1/modules/" + UriUtils.encodePathSegment(module, StandardCharsets.UTF_8) + "/mqtt/" + connection
                + "/desired");
        return ResponseEntity.accepted().location(desired).body(new ResultAnswer(connection.value(), "pending", null, null, null, null));
    }

    private ResponseEntity<DesiredResource> shown(String module, ConnectId connection, DesiredView view) {
        return ResponseEntity.ok().eTag(Long.toString(view.version())).body(DesiredResource.of(connection.value(), view,
                reconciler.usualRestore(), reconciler.state(module, connection)));
    }

    /** What stands between the quotes; weak tags match nothing (RFC 9110 13.1.1). */
    private static @Nullable String version(@Nullable String ifMatch) {
        String given = ifMatch == null ? null : ifMatch.strip();
        return given != null && given.length() > 2 && given.startsWith("\"") && given.endsWith("\"") ? given.substring(1, given.length() - 1) : given;
    }

    private static ConnectId connectId(String module, String text) {
        if (text.length() == 1 && text.charAt(0) >= '0' && text.charAt(0) <= '5') {
            return new ConnectId(text.charAt(0) - '0');
        }
        throw new DesiredException.UnknownConnection(module, text);
    }
}
