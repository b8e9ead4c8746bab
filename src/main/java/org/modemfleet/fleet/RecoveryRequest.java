package org.modemfleet.fleet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a module is to be brought back, unchecked; null takes the default. See {@link RecoverySettings}. */
public record RecoveryRequest(@Nullable List<@Nullable Step> steps, @Nullable Integer patienceSeconds, @Nullable Integer coolDownSeconds,
        @Nullable Integer bucketSize, @Nullable Integer refillSeconds, @Nullable Hook hook) {

    /** One of the ladder. */
    public record Step(@Nullable String step, @Nullable Integer attempts, @Nullable Integer waitSeconds) {}

    /** Either an address or a program. */
    public record Hook(@Nullable String url, @Nullable String method, @Nullable List<@Nullable String> command,
            @Nullable Integer timeoutSeconds) {}
}
