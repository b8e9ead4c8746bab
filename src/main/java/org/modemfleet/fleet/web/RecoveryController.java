package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.Recoveries;
import org.modemfleet.fleet.RecoveryHook;
import org.modemfleet.fleet.RecoveryRequest;
import org.modemfleet.fleet.RecoverySettings;
import org.modemfleet.fleet.RecoveryView;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/modules/{m}/recovery}: how a module is brought back. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/recovery", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Recovery", description = "How a module is brought back that does not become ready, or whose desired MQTT connection fails again "
        + "and again: step by step, each with time to help. A step that interrupts the module (all but resynchronize and reopen) takes a "
        + "token; without one the ladder stops. Each step is an event `org.modemfleet.recovery.…`.")
class RecoveryController {

    private static final String RESET = "reset";

    private final Recoveries recoveries;

    RecoveryController(Recoveries recoveries) {
        this.recoveries = recoveries;
    }

    @Schema(name = "RecoveryStep")
    record Step(
            @Schema(description = "resynchronize: the line is probed anew; reopen: the link; reconnect: AT+MQTTDISC, AT+MQTTCONN; "
                    + "radio: AT+CFUN=0, AT+CFUN=1; reboot: AT+MREBOOT; hook: something outside",
                    allowableValues = {"resynchronize", "reopen", "reconnect", "radio", "reboot", "hook"},
                    requiredMode = Schema.RequiredMode.REQUIRED, example = "reboot")
            @Nullable String step,
            @Schema(description = "How often, 1-10", example = "1") @Nullable Integer attempts,
            @Schema(description = "How long each may take to help, 1-3600", example = "180") @Nullable Integer waitSeconds) {

        static Step of(RecoverySettings.Rung rung) {
            return new Step(rung.step().json(), rung.attempts(), seconds(rung.time()));
        }
    }

    @Schema(name = "RecoveryHook", description = "Either url or command")
    record Hook(
            @Schema(description = "http or https; status 2xx is done, redirects are not followed. Shown with its user and the values of its "
                    + "query as `***`, and taken so for what is stored", example = "http://relay.local/cm?cmnd=Power%20TOGGLE")
            @Nullable String url,
            @Schema(description = "Of the request. POST sends `{\"module\",\"reason\"}`", allowableValues = {"GET", "POST"},
                    defaultValue = "POST", example = "GET")
            @Nullable String method,
            @Schema(description = "A program and its arguments, run without a shell; exit status 0 is done. Needs "
                    + "`modemfleet.recovery.allow-commands`. It gets MODEMFLEET_MODULE and MODEMFLEET_REASON",
                    example = "[\"/usr/local/bin/relay\",\"cycle\",\"3\"]")
            @Nullable List<@Nullable String> command,
            @Schema(description = "1-120", defaultValue = "10", example = "10") @Nullable Integer timeoutSeconds) {

        static @Nullable Hook of(@Nullable RecoveryHook hook) {
            return switch (hook) {
                case null -> null;
                case RecoveryHook.Url url -> new Hook(url.masked(), url.method(), null, seconds(url.timeout()));
                case RecoveryHook.Command command -> new Hook(null, null, List.copyOf(command.argv()), seconds(command.timeout()));
            };
        }

        /** Without what may be secret. */
        @Override
        public String toString() {
            return "Hook";
        }
    }

    @Schema(name = "RecoverySettings", description = "What is left out takes its default")
    record Settings(
            @Schema(description = "In their order, each at most once; none: nothing is done. Default: all but hook, and hook if there is one")
            @Nullable List<@Nullable Step> steps,
            @Schema(description = "A trouble must have lasted so long before the first step, 1-3600", defaultValue = "30", example = "30")
            @Nullable Integer patienceSeconds,
            @Schema(description = "No ladder begins so soon after a step that interrupted the module, 0-86400", defaultValue = "600",
                    example = "600")
            @Nullable Integer coolDownSeconds,
            @Schema(description = "As many such steps may follow each other, 1-1000", defaultValue = "10", example = "10")
            @Nullable Integer bucketSize,
            @Schema(description = "After so long another one may, 1-604800", defaultValue = "1800", example = "1800")
            @Nullable Integer refillSeconds,
            @Nullable Hook hook) {

        static Settings of(RecoverySettings settings) {
            return new Settings(settings.ladder().stream().<@Nullable Step>map(Step::of).toList(), seconds(settings.patience()),
                    seconds(settings.coolDown()), settings.bucketSize(), seconds(settings.refill()), Hook.of(settings.hook()));
        }

        RecoveryRequest request() {
            return new RecoveryRequest(steps == null ? null : steps.stream().<RecoveryRequest.@Nullable Step>map(given -> given == null ? null
                    : new RecoveryRequest.Step(given.step(), given.attempts(), given.waitSeconds())).toList(), patienceSeconds,
                    coolDownSeconds, bucketSize, refillSeconds, hook == null ? null
                    : new RecoveryRequest.Hook(hook.url(), hook.method(), hook.command(), hook.timeoutSeconds()));
        }
    }

    @Schema(name = "Recovery")
    record View(Settings settings,
            @Schema(description = "climbing: a step was taken and has its time; coolingDown: none is taken before `until`; givenUp: none is "
                    + "taken until the trouble ends by itself or somebody resets it",
                    allowableValues = {"idle", "climbing", "coolingDown", "givenUp"}, example = "climbing")
            String state,
            @Schema(description = "module: it does not become ready; connection: a desired MQTT connection fails", example = "module",
                    allowableValues = {"module", "connection"})
            @Nullable String trouble,
            @Schema(description = "The last one taken", example = "reopen") @Nullable String step,
            @Schema(description = "Of this step", example = "2") @Nullable Integer attempt,
            @Schema(description = "When the state began", example = "2026-11-22T06:56:20Z") Instant since,
            @Schema(description = "Why", example = "nothing answers") String reason,
            @Schema(description = "While cooling down") @Nullable Instant until,
            @Schema(description = "As many steps that interrupt the module may be taken now", example = "9") int tokens) {

        static View of(RecoveryView view) {
            return new View(Settings.of(view.settings()), view.phase().json(), view.trouble() == null ? null : view.trouble().json(),
                    view.step() == null ? null : view.step().json(), view.attempt(), view.since(), view.reason(), view.until(), view.tokens());
        }
    }

    @Schema(name = "RecoveryAction")
    record Action(@Schema(allowableValues = RESET, requiredMode = Schema.RequiredMode.REQUIRED, example = RESET) @Nullable String action) {}

    private static int seconds(Duration time) {
        return (int) time.toSeconds();
    }

    @GetMapping
    @Operation(operationId = "getRecovery", summary = "Show how a module is brought back, and where that stands")
    @ApiResponse(responseCode = "200", description = "The settings and the state of its ladder")
    View get(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m) {
        return View.of(recoveries.view(m));
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "putRecovery", summary = "Say how a module is brought back",
            description = "A ladder that is being climbed begins anew; one that was given up stays so.")
    @ApiResponse(responseCode = "200", description = "As it is now")
    @ApiResponse(responseCode = "403", description = "`forbidden`: no program may be run")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`")
    View put(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m, @RequestBody Settings body) {
        return View.of(recoveries.change(m, body.request()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "resetRecovery", summary = "Begin anew",
            description = "With a full bucket, and with the first step at once if there is trouble.")
    @ApiResponse(responseCode = "200", description = "As it is now")
    @ApiResponse(responseCode = "422", description = "`invalid-parameter`")
    View reset(@PathVariable @Parameter(description = "The module's id.", example = "sim-1") String m, @RequestBody Action body) {
        if (!RESET.equals(body.action())) {
            throw new FleetException.Invalid(m, List.of(new FleetException.Violation("action", body.action(), RESET)));
        }
        return View.of(recoveries.reset(m));
    }
}
