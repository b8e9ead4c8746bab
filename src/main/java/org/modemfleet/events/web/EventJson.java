package org.modemfleet.events.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shape of an event, for the API's description: events themselves are sent as they were encoded once. */
@Schema(name = "Event", description = "One CloudEvent (1.0, JSON).")
record EventJson(
        @Schema(example = "1.0") String specversion,
        @Schema(description = "module/epoch/sequence", example = "sim-1/3/17") String id,
        @Schema(example = "/modules/sim-1") String source,
        @Schema(description = "The connection it is about, if any.", example = "mqtt/0") @Nullable String subject,
        @Schema(description = "Its last part is the URC's name.", example = "org.modemfleet.urc.publish") String type,
        @Schema(description = "ISO 8601, UTC.", example = "2026-11-22T06:56:20.123456Z") String time,
        @Schema(description = "Decimal; counts from 1 without holes per module and epoch.", example = "17") String sequence,
        @Schema(description = "Goes on behind this event when given as `after`.", example = "AAAAAAAAABGmZ4sK") String cursor,
        @Schema(example = "application/json") String datacontenttype,
        @Schema(description = "The manual's fields in camelCase, and `raw`, the line as received. A field `x` of bytes has a "
                + "sibling `xEncoding`: `text` for UTF-8 without control characters besides CR, LF, TAB, else `base64`.",
                example = "{\"connectId\":0,\"mid\":7,\"topic\":\"world\",\"totalLen\":5,\"payloadLen\":5,\"payload\":\"hello\","
                        + "\"payloadEncoding\":\"text\"}")
                Map<String, Object> data) {

    @Schema(name = "EventPage", description = "Events, oldest first.")
    record Page(
            List<EventJson> items,
            @Schema(description = "Never null: give it as `after` to go on. It passes events that the filter left out.",
                    example = "AAAAAAAAABGmZ4sK") String next) {}
}
