package org.modemfleet.command.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.extensions.Extension;
import io.swagger.v3.oas.annotations.extensions.ExtensionProperty;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandOptions;
import org.modemfleet.command.Origin;
import org.modemfleet.command.TopicCommands;
import org.modemfleet.idempotency.CutOffRequests;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.QuerySubscriptions;
import org.modemfleet.onemo.Subscribe;
import org.modemfleet.session.SessionException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code …/mqtt/{c}/subscriptions}: +MQTTSUB, +MQTTUNSUB. */
@RestController
@RequestMapping(path = "/api/v1/modules/{m}/mqtt/{c}/subscriptions", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Subscriptions", description = "What a connection is subscribed to.")
@CommandProblems
class SubscriptionController {

    private final TopicCommands commands;

    SubscriptionController(TopicCommands commands) {
        this.commands = commands;
    }

    @Schema(name = "TopicFilter")
    record Filter(@Schema(description = "A topic filter; + fills its level, # the last ones",
            requiredMode = Schema.RequiredMode.REQUIRED, example = "world") @Nullable String topic,
            @Schema(description = "0-2", defaultValue = "0", example = "1") @Nullable Integer qos) {}

    @Schema(name = "SubscribeRequest", example = """
            {"topics":[{"topic":"world","qos":1},{"topic":"hello","qos":2}]}""")
    record Request(@Schema(description = "1-3 topics", requiredMode = Schema.RequiredMode.REQUIRED)
            @Nullable List<@Nullable Filter> topics) {}

    @Schema(name = "Subscription")
    record Subscription(@Schema(example = "world") String topic,
            @Schema(description = "The granted QoS", example = "1") int code) {}

    @Schema(name = "SubscriptionList")
    record Answer(@Schema(description = "In order of subscription") List<Subscription> items) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "subscribe", summary = "Subscribe to topics",
            description = "Settled by the suback URC: `acknowledged`, `partial` or `rejected` (128), or by `timeout`. "
                    + "What was not refused is kept as desired.",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTSUB")))
    @ApiResponse(responseCode = "200", description = "Settled")
    @ApiResponse(responseCode = "202", description = "The URC is still due")
    ResponseEntity<CommandAnswer> subscribe(
            @Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = Waiting.DESCRIPTION) @RequestParam(defaultValue = Waiting.DEFAULT) int wait,
            @Parameter(hidden = true) @RequestAttribute(name = CutOffRequests.ORIGIN, required = false) @Nullable String origin,
            @RequestBody Request body) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        CommandOptions options = Waiting.of(m, connection, wait);
        List<Subscribe.Filter> topics = filters(m, connection, body);
        return CommandAnswer.of(m, Origin.call(origin, () -> commands.subscribe(m, connection, topics, options)));
    }

    private static List<Subscribe.Filter> filters(String module, ConnectId connection, Request body) {
        List<@Nullable Filter> topics =
                RequiredFields.require(module, connection.value(), "topics", body.topics(), "1-3 topics");
        List<Subscribe.Filter> filters = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            Filter filter = RequiredFields.require(module, connection.value(), "topics[" + i + "]", topics.get(i),
                    "a topic and its qos");
            String topic = RequiredFields.require(module, connection.value(), "topics[" + i + "].topic",
                    filter.topic(), "a topic filter");
            filters.add(new Subscribe.Filter(topic, filter.qos() == null ? 0 : filter.qos()));
        }
        return filters;
    }

    @GetMapping
    @Operation(operationId = "listSubscriptions", summary = "Ask what the connection is subscribed to",
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTSUB")))
    @ApiResponse(responseCode = "200", description = "What the server granted")
    Answer list(@Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c) throws SessionException {
        List<QuerySubscriptions.Subscription> subscriptions = commands.subscriptions(m, PathConnectId.of(m, c));
        return new Answer(subscriptions.stream()
                .map(granted -> new Subscription(granted.topic(), granted.code())).toList());
    }

    @DeleteMapping
    @Operation(operationId = "unsubscribe", summary = "Unsubscribe from topics",
            description = "Settled by the unsuback URC or by `timeout`. A literal `+` stays `+`; `#` needs `%23`.",
            parameters = @Parameter(name = "topic", in = ParameterIn.QUERY, required = true, example = "world",
                    description = "A topic filter; 1 to 3 of them, repeated.",
                    array = @ArraySchema(schema = @Schema(type = "string"), minItems = 1, maxItems = 3)),
            extensions = @Extension(properties = @ExtensionProperty(name = "x-at-command", value = "AT+MQTTUNSUB")))
    @ApiResponse(responseCode = "200", description = "Settled")
    @ApiResponse(responseCode = "202", description = "The URC is still due")
    ResponseEntity<CommandAnswer> unsubscribe(
            @Parameter(description = "The module's id.", example = "sim-1") @PathVariable String m,
            @Parameter(description = "connect_id", example = "0") @PathVariable String c,
            @Parameter(description = Waiting.DESCRIPTION) @RequestParam(defaultValue = Waiting.DEFAULT) int wait,
            // Not a List: a topic may hold a comma, at which that would be split.
            @Parameter(hidden = true) @RequestParam MultiValueMap<String, String> query) throws SessionException {
        ConnectId connection = PathConnectId.of(m, c);
        CommandOptions options = Waiting.of(m, connection, wait);
        List<String> topics = query.getOrDefault("topic", List.of());
        return CommandAnswer.of(m, commands.unsubscribe(m, connection, topics, options));
    }
}
