package org.modemfleet.events.web;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of an event, for the API's description: events themselves are sent as they were encoded once. */
@Schema(name = "Event", description = "One CloudEvent (1.0, JSON).")
record EventJson(
        @Schema(requiredMode = REQUIRED, example = "1.0") String specversion,
        @Schema(requiredMode = REQUIRED, description = "module/epoch/sequence", example = "sim-1/3/17") String id,
        @Schema(requiredMode = REQUIRED, example = "/modules/sim-1") String source,
        @Schema(description = "The connection it is about, if any.", example = "mqtt/0") @Nullable String subject,
        @Schema(requiredMode = REQUIRED, description = "Its last part is the URC's name.",
                example = "org.modemfleet.urc.publish") String type,
        @Schema(requiredMode = REQUIRED, description = "ISO 8601, UTC.",
                example = "2026-11-22T06:56:20.123456Z") String time,
        @Schema(description = "Decimal; counts from 1 without holes per module and epoch. Absent in a `gap` event of the "
                + "log itself, which belongs to no module.", example = "17") @Nullable String sequence,
        @Schema(requiredMode = REQUIRED, description = "Goes on behind this event when given as `after`.",
                example = EventQuery.CURSOR) String cursor,
        @Schema(requiredMode = REQUIRED, example = "application/json") String datacontenttype,
        @Schema(requiredMode = REQUIRED, description = "The manual's fields in camelCase, and `raw`, the line as received. "
                + "A field `x` of bytes has a sibling `xEncoding`: `text` for UTF-8 without control characters besides "
                + "CR, LF, TAB, else `base64`.",
                example = "{\"connectId\":0,\"mid\":7,\"topic\":\"world\",\"totalLen\":5,\"payloadLen\":5,"
                        + "\"payload\":\"hello\",\"payloadEncoding\":\"text\"}") Map<String, Object> data) {

    @Schema(name = "EventPage", description = "Events, oldest first.")
    record Page(
            @Schema(requiredMode = REQUIRED) List<EventJson> items,
            @Schema(requiredMode = REQUIRED, description = "Never null: give it as `after` to go on. It passes events "
                    + "that the filter left out.", example = EventQuery.CURSOR) String next) {}
}
