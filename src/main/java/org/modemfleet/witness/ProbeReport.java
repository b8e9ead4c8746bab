package org.modemfleet.witness;

import org.jspecify.annotations.Nullable;

/**
 * What a probe saw in each direction; times are milliseconds, null where that hop was not reached.
 *
 * @param reason why our own client could not watch; null if it could
 */
public record ProbeReport(String topic, Outward outward, Inward inward, @Nullable String reason) {

    static ProbeReport blind(String topic, Verdict verdict, String reason) {
        return new ProbeReport(topic, Outward.not(verdict), Inward.not(verdict), reason);
    }

    public enum Verdict {
        /** The message came through. */
        DELIVERED,
        /** It did not within the time-out. */
        NOT_DELIVERED,
        /** The module, or the server for it, refused. */
        REFUSED,
        /** The module gave no final result. */
        NO_RESPONSE,
        /** Our own client does not reach the broker, or is refused there. */
        BROKER_UNREACHABLE,
        /** The connection uses an SSL context that was not set through this service: our own client does not know whom to trust. */
        TLS_UNKNOWN
    }

    /**
     * From the module to the broker.
     *
     * @param queueMs waited for the module's line
     * @param atMs from the command line to its OK
     * @param ackMs from the command line to the URC that settled it
     * @param brokerMs from the command line to our own client
     */
    public record Outward(Verdict verdict, @Nullable Long queueMs, @Nullable Long atMs, @Nullable Long ackMs,
            @Nullable Long brokerMs) {

        static Outward not(Verdict verdict) {
            return new Outward(verdict, null, null, null, null);
        }
    }

    /**
     * From the broker to the module.
     *
     * @param urcMs from our own client to the module's URC
     * @param storedMs from our own client to the commit of the event
     */
    public record Inward(Verdict verdict, @Nullable Long urcMs, @Nullable Long storedMs) {

        static Inward not(Verdict verdict) {
            return new Inward(verdict, null, null);
        }
    }
}
