package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.modemfleet.command.AtTranscript;
import org.modemfleet.events.EncodedBytes;

/** {@link AtTranscript} in JSON. */
@Schema(name = "At", description = "What went over the module's line. Secrets are `***`.")
record AtAnswer(
        @Schema(description = "The command lines in the order sent", example = "[\"AT+MQTTSTATE=0\"]")
        List<String> sent,
        @ArraySchema(schema = @Schema(oneOf = {String.class, EncodedBytes.class}),
                arraySchema = @Schema(description = "Rows and final results in order. A line is a string; one whose "
                        + "bytes are not text is an object of value and encoding.",
                        example = "[\"+MQTTSTATE: 2\", \"OK\"]"))
        List<Object> received,
        @ArraySchema(schema = @Schema(oneOf = {String.class, EncodedBytes.class}),
                arraySchema = @Schema(description = "The unsolicited results that settled the command",
                        example = "[]"))
        List<Object> urcs,
        @Schema(description = "From the first byte sent to the last final result", example = "12")
        long elapsedMs) {

    static AtAnswer of(AtTranscript at) {
        return new AtAnswer(at.sent(), at.received(), at.urcs(), at.elapsedMs());
    }
}
