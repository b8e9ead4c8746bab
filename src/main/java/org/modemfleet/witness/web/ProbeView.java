package org.modemfleet.witness.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.modemfleet.witness.ProbeReport;

@Schema(name = "ProbeReport", description = "Times are milliseconds; null where that hop was not reached")
record ProbeView(String module, int connectId,
        @Schema(example = "modemfleet/probe/0b0e7f5e-52a4-4c8a-a1c3-8e2f6d1b9a10") String topic,
        Outward outward, Inward inward,
        @Schema(description = "Why our own client could not watch; null if it could") @Nullable String reason) {

    static final String VERDICTS = "delivered, not-delivered, refused, no-response, broker-unreachable or tls-unknown (nobody told "
            + "us what the SSL context holds)";

    @Schema(name = "ProbeOutward", description = "From the module to the broker")
    record Outward(@Schema(description = VERDICTS, example = "delivered") String verdict,
            @Schema(description = "Waited for the module's line") @Nullable Long queueMs,
            @Schema(description = "From the command line to its OK") @Nullable Long atMs,
            @Schema(description = "From the command line to the URC that settled it; null at QoS 0") @Nullable Long ackMs,
            @Schema(description = "From the command line to our own client") @Nullable Long brokerMs) {}

    @Schema(name = "ProbeInward", description = "From the broker to the module")
    record Inward(@Schema(description = VERDICTS, example = "delivered") String verdict,
            @Schema(description = "From our own client to the module's URC") @Nullable Long urcMs,
            @Schema(description = "From our own client to the commit of the event") @Nullable Long storedMs) {}

    static ProbeView of(String module, int connectId, ProbeReport report) {
        ProbeReport.Outward out = report.outward();
        ProbeReport.Inward in = report.inward();
        return new ProbeView(module, connectId, report.topic(),
                new Outward(text(out.verdict()), out.queueMs(), out.atMs(), out.ackMs(), out.brokerMs()),
                new Inward(text(in.verdict()), in.urcMs(), in.storedMs()), report.reason());
    }

    private static String text(ProbeReport.Verdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
