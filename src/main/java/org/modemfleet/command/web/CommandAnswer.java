package org.modemfleet.command.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandResult;
import org.modemfleet.onemo.Outcome;
import org.modemfleet.onemo.Settlement;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriUtils;

/** {@link CommandResult} in JSON. Fields that do not belong to the command are left out. */
@Schema(name = "CommandAnswer", description = "How a command ended that a URC settles. Fields that do not belong to "
        + "the command are left out.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommandAnswer(
        @Schema(description = "Its id in the command history", example = "0000019aa8e2d4000009c1f3")
        String commandId,
        @Schema(example = "0") int connectId,
        @Schema(allowableValues = {"accepted", "connected", "disconnected", "refused", "failed", "acknowledged",
                "partial", "rejected", "timeout", "pending"}, example = "acknowledged")
        String outcome,
        @Schema(description = "The packet identifier; the first one where a module gives one per topic",
                example = "18798")
        @Nullable Integer mid,
        @Schema(description = "Bytes of the MQTT PUBLISH packet", example = "15")
        @Nullable Integer length,
        @Schema(description = "The state of the conn URC: 0 connected, 1 reconnecting, 2 closed by the user, "
                + "3 refused, 4 closed by the server, 5 ping time-out, 6 network, 255 unknown", example = "0")
        @Nullable Integer connState,
        @Schema(description = "How long the command waited for the module's line", example = "1")
        long queuedMs,
        @Schema(description = "Per topic in order, of a settled subscribe or unsubscribe")
        @Nullable List<TopicAnswer> results,
        @Schema(description = "Absent where nobody knows what was sent, for the service ended meanwhile") @Nullable AtAnswer at) {

    /** @param code the granted QoS, or 128 for refused */
    @Schema(name = "TopicResult")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TopicAnswer(@Schema(example = "world") String topic, @Schema(example = "35270") int mid,
            @Schema(description = "The granted QoS, 128 for refused; absent for unsubscribe", example = "1")
            @Nullable Integer code) {

        static TopicAnswer of(Settlement.TopicResult result) {
            return new TopicAnswer(result.topic(), result.mid(), result.code());
        }
    }

    /** 200 for every settled outcome, 202 while a URC is still due. */
    static ResponseEntity<CommandAnswer> of(String module, CommandResult result) {
        List<TopicAnswer> topics = result.results().stream().map(TopicAnswer::of).toList();
        CommandAnswer answer = new CommandAnswer(result.commandId(), result.connectId(), result.outcome().json(),
                result.mid(), result.length(), result.connState(), result.queuedMs(),
                topics.isEmpty() ? null : topics, result.at() == null ? null : AtAnswer.of(result.at()));
        return result.outcome() != Outcome.PENDING ? ResponseEntity.ok(answer)
                : ResponseEntity.accepted().location(location(module, result.commandId())).body(answer);
    }

    private static URI location(String module, String commandId) {
        return URI.create("/api/v1/modules/" + UriUtils.encodePathSegment(module, StandardCharsets.UTF_8)
                + "/commands/" + commandId);
    }
}
