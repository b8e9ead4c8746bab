package org.modemfleet.inbox.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.modemfleet.inbox.Inbox;
import org.modemfleet.inbox.InboxException;
import org.modemfleet.inbox.TopicFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/v1/modules/{m}/mqtt/{c}/messages")
@Tag(name = "Messages")
class InboxController {

    private final Inbox inbox;

    InboxController(Inbox inbox) {
        this.inbox = inbox;
    }

    @GetMapping
    @Operation(operationId = "listMessages", summary = "The inbox of a connection",
            description = "Messages that the module received, oldest first, from the database: nothing is asked of "
                    + "the module. Messages of `publish` URCs, splits put together, and messages read from its cache.")
    MessageView.Page messages(@PathVariable("m") @Parameter(description = "The module's id.", example = "sim-1") String module,
            @PathVariable("c") @Parameter(description = "connect_id", example = "0") int connectId,
            @RequestParam(required = false) @Parameter(description = "A message's id or `next`: what follows it")
            @Nullable String after,
            @RequestParam(required = false) @Parameter(description = "A topic filter; a literal + stays, # is %23",
                    example = "world") @Nullable String topic,
            @RequestParam(defaultValue = "100") @Min(1) @Max(1000) int limit) {
        if (connectId < 0 || connectId > 5) {
            throw new InboxException.UnknownConnection(module, connectId);
        }
        TopicFilter filter = topic == null ? null
                : TopicFilter.parse(topic).orElseThrow(() -> new InboxException.BadFilter(module, topic));
        Inbox.Page page = inbox.page(module, connectId, position(module, after), filter, limit);
        return new MessageView.Page(page.messages().stream().map(MessageView::of).toList(),
                page.more().map(String::valueOf).orElse(null));
    }

    private static long position(String module, @Nullable String after) {
        if (after == null) {
            return 0;
        }
        if (!after.matches("[0-9]{1,18}")) {
            throw new InboxException.BadCursor(module, after);
        }
        return Long.parseLong(after);
    }
}
