package org.modemfleet.fleet.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.NewModule;

/** The body of {@code POST /modules}. */
@Schema(name = "ModuleCreation", description = "A module to be entered.")
record ModuleCreation(
        @Schema(description = "Its name in every path; cannot be changed.", requiredMode = Schema.RequiredMode.REQUIRED,
                pattern = "[a-z0-9-]{1,64}", example = "well-7") @Nullable String id,
        @Schema(description = "What people call it; the id if left out.", maxLength = 128,
                example = "Well 7, pump house")
        @Nullable String name,
        @Schema(description = "A model or a series of `GET /api/v1/models`. Left out: taken from the module. "
                + "Configured, commands are refused (`model-mismatch`) while the module answers another.",
                example = "ML307R")
        @Nullable String model,
        @Schema(description = "Where it is: `serial:<device>?baud=<rate>`, `tcp:<host>:<port>` or `sim:<model>`.",
                requiredMode = Schema.RequiredMode.REQUIRED, maxLength = 1024, example = "tcp:10.0.0.5:7001")
        @Nullable String link,
        @Schema(description = "The IMEI of the module, if it is known: no other gets a command. Left out: that of the first that answers.",
                pattern = "[0-9]{15}", example = "862000000000009")
        @Nullable String imei,
        @Schema(description = "At most 32 free pairs, to filter by.", example = "{\"site\":\"a\"}")
        @Nullable Map<String, @Nullable String> labels,
        @Schema(description = "Whether it is attached at once.", defaultValue = "true") @Nullable Boolean enabled) {

    NewModule module() {
        return new NewModule(id, name, model, link, imei, labels, enabled);
    }
}
