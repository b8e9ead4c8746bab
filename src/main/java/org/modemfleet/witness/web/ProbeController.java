package org.modemfleet.witness.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.session.SessionException;
import org.modemfleet.witness.ProbeRequest;
import org.modemfleet.witness.Witness;
import org.modemfleet.witness.WitnessException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/modules/{m}/mqtt/{c}/probe")
@Tag(name = "Probe")
class ProbeController {

    private static final int LONGEST_TIMEOUT = 60;

    private final Witness witness;

    ProbeController(Witness witness) {
        this.witness = witness;
    }

    @PostMapping
    @Operation(operationId = "probeConnection", summary = "Prove that messages come through, in both directions",
            description = "Publishes through the module and watches with our own MQTT client at the broker, then the "
                    + "other way round, and measures each hop. The probe's messages are events, but neither inbox nor "
                    + "desired state. 409 if the connection is not connected.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command",
                    value = "AT+MQTTSTATE, AT+MQTTPUB, AT+MQTTSUB, AT+MQTTUNSUB")))
    ProbeView probe(@PathVariable("m") @Parameter(description = "The module's id.", example = "sim-1") String module,
            @PathVariable("c") @Parameter(description = "connect_id", example = "0") int connectId,
            @RequestBody(required = false) @Nullable ProbeBody given) throws SessionException {
        if (connectId < 0 || connectId > 5) {
            throw new WitnessException.UnknownConnection(module, connectId);
        }
        ProbeBody body = given == null ? ProbeBody.EMPTY : given;
        int qos = within(module, connectId, "qos", body.qos() == null ? 1 : body.qos(), 0, 2);
        int timeout = within(module, connectId, "timeout", body.timeout() == null ? 10 : body.timeout(), 1,
                LONGEST_TIMEOUT);
        Integer port = body.port() == null ? null : within(module, connectId, "port", body.port(), 1, 65535);
        ProbeRequest request = new ProbeRequest(qos, body.host(), port, body.user(), body.password(), body.tls() == null || body.tls(),
                body.topic(), Duration.ofSeconds(timeout));
        return ProbeView.of(module, connectId, witness.probe(module, new ConnectId(connectId), request));
    }

    private static int within(String module, int connectId, String field, int value, int min, int max) {
        if (value < min || value > max) {
            throw new WitnessException.Invalid(module, connectId, field, value, min + "-" + max);
        }
        return value;
    }
}
