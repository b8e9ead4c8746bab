package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modemfleet.command.CapabilityCommands;
import org.modemfleet.onemo.TestConfig;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /modules/{m}/mqtt/capabilities}. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/capabilities", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Settings")
@CommandProblems
class CapabilitiesController {

    private final CapabilityCommands commands;

    CapabilitiesController(CapabilityCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "KeyCapability")
    record KeyCapability(@Schema(example = "0-5") String connectIds,
            @Schema(description = "Per parameter, as the module prints them", example = "[\"0,60-65535\"]")
            List<String> values) {

        static KeyCapability of(TestConfig.KeyCapability key) {
            return new KeyCapability(key.connectIds(), key.values());
        }
    }

    /** @param config by key, in the module's order */
    @Schema(name = "Capabilities")
    record Answer(@Schema(description = "What each key of MQTTCFG takes, by key") Map<String, KeyCapability> config,
            @Schema(description = "The parameters of MQTTCONN",
                    example = "[\"<connect_id>\",\"<host>\",\"<port>\",\"<clientID>\",\"<user>\",\"<passwd>\"]")
            List<String> connection, AtAnswer at) {}

    @GetMapping
    @Operation(operationId = "getCapabilities", summary = "Ask a module what it takes",
            description = "In the module's own words; what the service checks by is at `/models/{model}`.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command",
                    value = "AT+MQTTCFG=?, AT+MQTTCONN=?")))
    @ApiResponse(responseCode = "200", description = "The answers of both test commands")
    Answer get(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m)
            throws SessionException {
        CapabilityCommands.Capabilities capabilities = commands.of(m);
        Map<String, KeyCapability> config = new LinkedHashMap<>();
        capabilities.config().forEach(key -> config.put(key.key(), KeyCapability.of(key)));
        return new Answer(config, capabilities.connect().stream().map(String::strip).toList(),
                AtAnswer.of(capabilities.at()));
    }
}
