package org.modemfleet.inbox.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.events.EncodedBytes;
import org.modemfleet.inbox.InboxMessage;

@Schema(name = "Message", description = "A message that a module received")
record MessageView(
        @Schema(description = "Ascending in the order of arrival; also a cursor", example = "42") String id,
        @Schema(description = "The MQTT packet identifier, 0 for QoS 0", example = "2") int mid,
        @Schema(example = "world") String topic,
        @Schema(example = "12345") String payload,
        @Schema(description = "How payload is written", allowableValues = {"text", "base64"}) String payloadEncoding,
        @Schema(description = "Bytes of the payload", example = "5") int size,
        @Schema(description = "How it came: as a publish URC, or read from the module's cache",
                allowableValues = {"publish", "cache"}) String via,
        @Schema(description = "False where a split of it never came") boolean complete,
        Instant receivedAt) {

    static MessageView of(InboxMessage message) {
        EncodedBytes payload = EncodedBytes.of(message.payload());
        return new MessageView(Long.toString(message.id()), message.mid(), message.topic(), payload.value(),
                payload.encoding(), message.payload().length, message.via(), message.complete(), message.receivedAt());
    }

    @Schema(name = "MessageList")
    record Page(List<MessageView> items,
            @Schema(description = "Give it as `after` for what follows; null at the end") @Nullable String next) {}
}
