package org.modemfleet.command.web;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.command.CommandException;
import org.modemfleet.command.CommandHistory;
import org.modemfleet.command.CommandView;
import org.modemfleet.command.Origin;
import org.modemfleet.command.Rehearsal;
import org.modemfleet.operation.ModuleCommand;
import org.modemfleet.operation.ModuleCommands;
import org.modemfleet.operation.ModuleResult;
import org.modemfleet.operation.OperationException;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of one module by method and path, for operations on many: their controllers' own methods, so that both check the same. */
@Component
class BulkCommands implements ModuleCommands {

    private static final Pattern ROUTE = Pattern.compile(
            "/mqtt/(?<c>[^/]+)/(?<part>connection|subscriptions|messages|cache/read|config)(?:/(?<key>[^/]+))?|/tls/(?<ssl>[^/]+)|/at");
    private static final String ACCEPTED = "accepted";
    private static final String OK = "OK";

    private final ConnectionController connections;
    private final SubscriptionController subscriptions;
    private final PublishController messages;
    private final CacheController cache;
    private final ConfigController config;
    private final TlsController tls;
    private final RawController raw;
    private final CommandHistory history;
    private final JsonMapper json;

    BulkCommands(ConnectionController connections, SubscriptionController subscriptions, PublishController messages, CacheController cache,
            ConfigController config, TlsController tls, RawController raw, CommandHistory history, JsonMapper json) {
        this.connections = connections;
        this.subscriptions = subscriptions;
        this.messages = messages;
        this.cache = cache;
        this.config = config;
        this.tls = tls;
        this.raw = raw;
        this.history = history;
        this.json = json;
    }

    @Override
    public Optional<ModuleCommand> find(String method, String path, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        Matcher route = ROUTE.matcher(path);
        if (!route.matches()) {
            return Optional.empty();
        }
        Optional<ModuleCommand> found = find(method, route, query, body);
        found.ifPresent(command -> rehearse(path, command));
        return found;
    }

    private Optional<ModuleCommand> find(String method, Matcher route, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        String part = route.group("part");
        if (part != null) {
            boolean hasKey = route.group("key") != null;
            return hasKey != (part.equals("config") && method.equals("PUT")) ? Optional.empty()
                    : mqtt(method + " " + part, route.group("c"), String.valueOf(route.group("key")), query, body);
        }
        return route.group("ssl") == null ? rawAt(method, query, body) : tls(method, route.group("ssl"), query, body);
    }

    /** Throws what every module would be answered with. */
    private static void rehearse(String path, ModuleCommand command) {
        try {
            Rehearsal.of(() -> command.run(Rehearsal.NOBODY, "rehearsal"));
        } catch (CommandException.UnknownCommand ofSomeModule) {
            // A message to be sent again: its module has it.
        } catch (CommandException.UnknownConnection | CommandException.UnknownKey | CommandException.UnknownSslContext noSuchPath) {
            throw new OperationException.Invalid("command.path", path, "a path that there is: " + noSuchPath.getMessage());
        } catch (RuntimeException wrong) {
            throw wrong;
        } catch (Exception notSent) {
            throw new IllegalStateException("a rehearsal sends nothing", notSent);
        }
    }

    private Optional<ModuleCommand> mqtt(String what, String c, String key, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        return Optional.ofNullable(switch (what) {
            case "POST connection" -> {
                int wait = waiting(query, Set.of("wait"));
                var request = read(body, ConnectionController.Request.class);
                yield given((m, _) -> of(connections.connect(m, c, wait, null, request)));
            }
            case "DELETE connection" -> {
                int wait = waiting(query, Set.of("wait"));
                yield given((m, _) -> of(connections.disconnect(m, c, wait)));
            }
            case "POST subscriptions" -> {
                int wait = waiting(query, Set.of("wait"));
                var request = read(body, SubscriptionController.Request.class);
                yield given((m, _) -> of(subscriptions.subscribe(m, c, wait, null, request)));
            }
            case "DELETE subscriptions" -> {
                int wait = waiting(query, Set.of("wait", "topic"));
                yield given((m, _) -> of(subscriptions.unsubscribe(m, c, wait, query)));
            }
            case "POST messages" -> {
                int wait = waiting(query, Set.of("wait"));
                var request = read(body, PublishController.Request.class);
                yield given((m, _) -> of(messages.publish(m, c, wait, null, request)));
            }
            case "POST cache/read" -> {
                waiting(query, Set.of());
                var request = read(body, CacheController.Request.class);
                yield given((m, _) -> done(cache.read(m, c, null, request).commandId()));
            }
            case "PATCH config" -> {
                waiting(query, Set.of());
                JsonNode request = read(body, JsonNode.class);
                yield given((m, _) -> done(config.change(m, c, request).commandId()));
            }
            case "PUT config" -> {
                waiting(query, Set.of());
                JsonNode request = read(body, JsonNode.class);
                yield given((m, _) -> done(config.set(m, c, key, request).commandId()));
            }
            default -> null;
        });
    }

    private Optional<ModuleCommand> tls(String method, String sslId, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        waiting(query, Set.of());
        return switch (method) {
            case "PUT" -> {
                var request = read(body, TlsController.Request.class);
                yield Optional.of(given((m, _) -> done(tls.set(m, sslId, request).commandId())));
            }
            case "DELETE" -> Optional.of(given((m, _) -> done(tls.clear(m, sslId).commandId())));
            default -> Optional.empty();
        };
    }

    private Optional<ModuleCommand> rawAt(String method, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        if (!method.equals("POST")) {
            return Optional.empty();
        }
        waiting(query, Set.of());
        var request = read(body, RawController.Request.class);
        return Optional.of(given((m, _) -> {
            RawController.Answer answer = raw.send(m, null, request);
            boolean ok = answer.finalResult().equals(OK);
            return new ModuleResult(200, ok ? ACCEPTED : "refused", answer.commandId(), null, ok ? null : answer.finalResult());
        }));
    }

    /** With its origin in the history. */
    private static ModuleCommand given(ModuleCommand command) {
        return (module, origin) -> Origin.call(origin, () -> command.run(module, origin));
    }

    private static ModuleResult of(ResponseEntity<CommandAnswer> answer) {
        CommandAnswer body = answer.getBody();
        return body == null ? new ModuleResult(answer.getStatusCode().value(), null, null, null, null)
                : new ModuleResult(answer.getStatusCode().value(), body.outcome(), body.commandId(), null, null);
    }

    private static ModuleResult done(@Nullable String commandId) {
        return new ModuleResult(200, ACCEPTED, commandId, null, null);
    }

    private <T> T read(@Nullable JsonNode body, Class<T> form) {
        if (body == null) {
            throw new ServerWebInputException("No request body");
        }
        try {
            return json.treeToValue(body, form);
        } catch (JacksonException unreadable) {
            throw new ServerWebInputException("command.body cannot be read", null, unreadable);
        }
    }

    /** @param known the parameters that this command has; others are refused, for they would be lost silently */
    private static int waiting(MultiValueMap<String, String> query, Set<String> known) {
        for (String name : query.keySet()) {
            if (!known.contains(name)) {
                throw new ServerWebInputException("command.path: this command has no parameter '" + name + "'");
            }
        }
        String wait = query.getFirst("wait");
        try {
            return Integer.parseInt(wait == null ? Waiting.DEFAULT : wait);
        } catch (NumberFormatException notANumber) {
            throw new ServerWebInputException("command.path: parameter 'wait' cannot be '" + wait + "'");
        }
    }

    @Override
    public Optional<ModuleResult> recall(String origin) {
        return history.begunFor(origin).map(BulkCommands::result);
    }

    private static ModuleResult result(CommandView command) {
        String outcome = command.outcome() == null ? null : command.outcome().json();
        return switch (command.state()) {
            case DONE -> new ModuleResult(200, outcome, command.commandId(), null, command.detail());
            case PENDING -> new ModuleResult(202, outcome, command.commandId(), null, command.detail());
            case REFUSED -> new ModuleResult(command.at() == null ? 503 : 502, null, command.commandId(),
                    command.at() == null ? "module-unavailable" : "command-rejected", command.detail());
            case QUEUED, RUNNING, INDETERMINATE -> new ModuleResult(504, "indeterminate", command.commandId(), "no-response",
                    command.detail());
        };
    }
}
