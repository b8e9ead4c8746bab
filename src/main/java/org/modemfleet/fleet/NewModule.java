package org.modemfleet.fleet;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A module that is to be entered; null takes the default, which {@code id} and {@code link} do not have. */
public record NewModule(@Nullable String id, @Nullable String name, @Nullable String model, @Nullable String link,
        @Nullable String imei, @Nullable Map<String, @Nullable String> labels, @Nullable Boolean enabled) {}
