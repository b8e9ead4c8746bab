package org.modemfleet.witness.web;

import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "ProbeRequest", description = "All fields may be left out")
record ProbeBody(
        @Schema(description = "QoS of both directions, 0-2; 1 if left out", example = "1") @Nullable Integer qos,
        @Schema(description = "The broker as our own client reaches it; as the module was told if left out",
                example = "127.0.0.1") @Nullable String host,
        @Schema(example = "1883") @Nullable Integer port,
        @Nullable String user,
        @Schema(description = "Never shown again", accessMode = Schema.AccessMode.WRITE_ONLY) @Nullable String password,
        @Schema(description = "false: our own client uses no TLS, whatever the connection does", example = "true") @Nullable Boolean tls,
        @Schema(description = "Stands before modemfleet/probe/<uuid>, where a broker allows only some topics",
                example = "site/a") @Nullable String topic,
        @Schema(description = "Seconds that each hop may take, 1-60; 10 if left out", example = "10")
        @Nullable Integer timeout) {

    static final ProbeBody EMPTY = new ProbeBody(null, null, null, null, null, null, null, null);

    /** Without the password. */
    @Override
    public String toString() {
        return "ProbeBody[qos=" + qos + ", host=" + host + ", port=" + port + "]";
    }
}
