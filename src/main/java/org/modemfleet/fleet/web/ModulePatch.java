package org.modemfleet.fleet.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.ModuleChange;
import org.modemfleet.fleet.ModuleChange.Field;

/** The body of {@code PATCH /modules/{m}} (RFC 7396): setters, because null differs from absent. */
@Schema(name = "ModulePatch", description = "What is to change; a field left out stays, null goes back to the default.")
final class ModulePatch {

    private @Nullable Field<String> name;
    private @Nullable Field<String> model;
    private @Nullable Field<String> link;
    private @Nullable Field<String> imei;
    private @Nullable Field<Map<String, @Nullable String>> labels;
    private @Nullable Field<Boolean> enabled;

    @JsonProperty
    @Schema(description = "null: the id.", maxLength = 128, example = "Well 7, pump house", nullable = true)
    void setName(@Nullable String value) {
        name = new Field<>(value);
    }

    @JsonProperty
    @Schema(description = "null: taken from the module. Another model opens the module again.", example = "ML307R-DC",
            nullable = true)
    void setModel(@Nullable String value) {
        model = new Field<>(value);
    }

    @JsonProperty
    @Schema(description = "Another link opens the module again, there.", maxLength = 1024,
            example = "serial:/dev/ttyUSB2?baud=115200")
    void setLink(@Nullable String value) {
        link = new Field<>(value);
    }

    @JsonProperty
    @Schema(description = "Of the module that takes this one's place; null: whichever answers next. Opens the module again.",
            pattern = "[0-9]{15}", example = "862000000000009", nullable = true)
    void setImei(@Nullable String value) {
        imei = new Field<>(value);
    }

    @JsonProperty
    @Schema(description = "Labels to set, and with null those to take away; the others stay. null: none.",
            example = "{\"site\":\"b\",\"old\":null}", nullable = true)
    void setLabels(@Nullable Map<String, @Nullable String> value) {
        labels = new Field<>(value);
    }

    @JsonProperty
    @Schema(description = "false closes the link and answers commands with 503; null: true.", nullable = true)
    void setEnabled(@Nullable Boolean value) {
        enabled = new Field<>(value);
    }

    ModuleChange change() {
        return new ModuleChange(name, model, link, imei, labels, enabled);
    }
}
