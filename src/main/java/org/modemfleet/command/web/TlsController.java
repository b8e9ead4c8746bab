package org.modemfleet.command.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.TlsCommands;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.onemo.SslSetting;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** {@code …/tls/{sslId}}: +MSSLCERTWR, +MSSLKEYWR, +MSSLCFG. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/tls/{sslId}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "TLS", description = "The SSL contexts of a module. A connection uses one by its setting `ssl` "
        + "{sslEnable 1, sslId}. A module forgets contexts at power-off, though most keep the files; the service keeps "
        + "what was set through it as desired, the private key encrypted.")
@CommandProblems
class TlsController {

    private static final String PEM = "At most 8192 bytes. Left out: what is stored stays; null: it is deleted.";

    private final TlsCommands commands;

    TlsController(TlsCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "TlsRequest", example = """
            {"ca":"-----BEGIN CERTIFICATE-----\\nMIIB…\\n-----END CERTIFICATE-----\\n","auth":1,"ignoreVerify":0}""")
    record Request(
            @Schema(description = "Those who may have signed the server's certificate, in PEM. " + PEM, type = "string",
                    nullable = true)
            @Nullable JsonNode ca,
            @Schema(description = "The module's own certificate, with those that signed it, in PEM. " + PEM,
                    type = "string", nullable = true)
            @Nullable JsonNode cert,
            @Schema(description = "The private key of the certificate, in PEM without passphrase (PKCS#8, PKCS#1 or "
                    + "SEC 1). Never read back: `***`, which is as good as left out. " + PEM, type = "string",
                    nullable = true)
            @Nullable JsonNode key,
            @Schema(description = "0 nobody is checked, 1 the server is (needs ca), 2 both sides are (needs cert and key "
                    + "too)", requiredMode = Schema.RequiredMode.REQUIRED, minimum = "0", maximum = "2", example = "1")
            @Nullable Integer auth,
            @Schema(description = "1: the server may be anybody, whatever auth says; ca is not needed then",
                    defaultValue = "0", minimum = "0", maximum = "1", example = "0")
            @Nullable Integer ignoreVerify) {

        /** Without what is in the files. */
        @Override
        public String toString() {
            return "Request[auth=" + auth + ", ignoreVerify=" + ignoreVerify + "]";
        }
    }

    @Schema(name = "TlsReported", description = "Files by their names on the module, empty for none. A part is null where "
            + "the module's firmware refuses to tell it.")
    record Reported(@Schema(example = "mf0_ca.pem") @Nullable String caFile,
            @Schema(example = "mf0_cert.pem") @Nullable String certFile,
            @Schema(example = "mf0_key.pem") @Nullable String keyFile, @Schema(example = "1") @Nullable Integer auth,
            @Schema(example = "0") @Nullable Integer ignoreVerify) {

        static Reported of(TlsCommands.Reported reported) {
            Optional<SslSetting.Files> files = Optional.ofNullable(reported.files());
            return new Reported(files.map(SslSetting.Files::ca).orElse(null),
                    files.map(SslSetting.Files::certificate).orElse(null),
                    files.map(SslSetting.Files::privateKey).orElse(null), reported.auth(), reported.ignoreVerify());
        }
    }

    @Schema(name = "TlsDesired", description = "As it was sent: PEM without what stood around it")
    record Desired(@Nullable String ca, @Nullable String cert,
            @Schema(description = "Never shown", example = "***") @Nullable String key, @Schema(example = "1") int auth,
            @Schema(example = "0") int ignoreVerify) {

        static Desired of(SslContext context) {
            return new Desired(context.ca(), context.cert(), context.key(), context.auth(), context.ignoreVerify());
        }
    }

    @Schema(name = "TlsContext")
    record Context(@Schema(example = "0") int sslId,
            @Schema(description = "What the module says; null while it is away") @Nullable Reported reported,
            @Schema(description = "What was last set through the service; null if nothing was, or it was deleted")
            @Nullable Desired desired,
            @Schema(description = "null while the module is away") @Nullable AtAnswer at,
            @Schema(description = "Of a PUT or DELETE: its id in the command history", example = "0000019aa8e2d4000009c1f3")
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String commandId) {

        static Context of(SslId sslId, TlsCommands.Report report) {
            return new Context(sslId.value(), report.reported() == null ? null : Reported.of(report.reported()),
                    report.desired() == null ? null : Desired.of(report.desired()),
                    report.at() == null ? null : AtAnswer.of(report.at()), report.commandId());
        }
    }

    @GetMapping
    @Operation(operationId = "getTls", summary = "Ask for an SSL context",
            description = "Answers also while the module is away.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MSSLCFG")))
    @ApiResponse(responseCode = "200", description = "What the module reports beside what is desired")
    Context get(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "ssl_id", example = "0") @PathVariable String sslId) throws SessionException {
        SslId context = PathSslId.of(m, sslId);
        return Context.of(context, commands.report(m, context));
    }

    @PutMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "setTls", summary = "Set an SSL context",
            description = "Writes the files (`mf<sslId>_ca.pem`, `mf<sslId>_cert.pem`, `mf<sslId>_key.pem`), names them and "
                    + "sets how they are used, as one uninterrupted sequence, after all has been checked: that it is PEM, "
                    + "that the key is that of the certificate, that nothing is missing. The first refusal ends it; "
                    + "what the module has taken until then stays there and desired as it was. Takes effect with the next "
                    + "connection.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command",
                    value = "AT+MSSLCERTWR, AT+MSSLKEYWR, AT+MSSLCFG")))
    @ApiResponse(responseCode = "200", description = "The module took all of it")
    Context set(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "ssl_id", example = "0") @PathVariable String sslId,
            @RequestBody Request body) throws SessionException {
        SslId context = PathSslId.of(m, sslId);
        int auth = RequiredFields.require(m, null, "auth", body.auth(), "0, 1 or 2");
        int ignoreVerify = body.ignoreVerify() == null ? 0 : body.ignoreVerify();
        return Context.of(context, commands.set(m, context, new TlsCommands.Wanted(
                OptionalText.of(m, null, "ca", body.ca()), OptionalText.of(m, null, "cert", body.cert()),
                OptionalText.secret(m, null, "key", body.key()), auth, ignoreVerify)));
    }

    @DeleteMapping
    @Operation(operationId = "clearTls", summary = "Clear an SSL context",
            description = "Sets it to what it is from the factory: nobody is checked, no files. What was stored is forgotten. "
                    + "The files stay on the module under their names, unused, until a PUT replaces them: no command of "
                    + "this dialect deletes them.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MSSLCFG")))
    @ApiResponse(responseCode = "200", description = "The module cleared it")
    Context clear(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "ssl_id", example = "0") @PathVariable String sslId) throws SessionException {
        SslId context = PathSslId.of(m, sslId);
        return Context.of(context, commands.clear(m, context));
    }
}
