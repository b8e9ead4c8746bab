package org.modemfleet.session;

import org.jspecify.annotations.Nullable;

/** Who a module says it is; null where it did not say. */
public record ModuleIdentity(@Nullable String manufacturer, @Nullable String model, @Nullable String revision,
        @Nullable String imei, @Nullable String imsi, @Nullable String iccid) {}
