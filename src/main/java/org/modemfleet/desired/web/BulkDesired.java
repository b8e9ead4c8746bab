package org.modemfleet.desired.web;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.desired.DesiredDocument;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.desired.ReconcileResult;
import org.modemfleet.desired.Reconciler;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.operation.ModuleCommand;
import org.modemfleet.operation.ModuleCommands;
import org.modemfleet.operation.ModuleResult;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebInputException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The desired state for operations on many modules: to store it, and to make the modules so. Both may be done again without harm. */
@Component
class BulkDesired implements ModuleCommands {

    private static final Pattern ROUTE = Pattern.compile("(?<method>PUT|POST) /mqtt/(?<c>[0-5])/(?<part>desired|reconcile)");
    private static final Set<String> ROUTES = Set.of("PUT desired", "POST reconcile");

    private final DesiredState desired;
    private final Reconciler reconciler;
    private final Fleet fleet;
    private final JsonMapper json;

    BulkDesired(DesiredState desired, Reconciler reconciler, Fleet fleet, JsonMapper json) {
        this.desired = desired;
        this.reconciler = reconciler;
        this.fleet = fleet;
        this.json = json;
    }

    @Override
    public Optional<ModuleCommand> find(String method, String path, MultiValueMap<String, String> query, @Nullable JsonNode body) {
        Matcher route = ROUTE.matcher(method + " " + path);
        if (!route.matches() || !ROUTES.contains(route.group("method") + " " + route.group("part"))) {
            return Optional.empty();
        }
        if (!query.isEmpty()) {
            throw new ServerWebInputException("command.path: this command has no parameter '" + query.keySet().iterator().next() + "'");
        }
        ConnectId connection = new ConnectId(route.group("c").charAt(0) - '0');
        if (method.equals("POST")) {
            return Optional.of((module, _) -> of(reconciler.reconcile(module, connection)));
        }
        DesiredRequest request = read(body);
        return Optional.of((module, _) -> {
            DesiredDocument document = request.document(module, connection.value());
            desired.replace(module, connection, fleet.profile(module), document, null);
            return new ModuleResult(200, "accepted", null, null, null);
        });
    }

    /** What was not made as it is wanted has failed, though it is told with 200 as its endpoint does. */
    private static ModuleResult of(ReconcileResult result) {
        return switch (result.outcome()) {
            case IN_SYNC, CONNECTING -> new ModuleResult(200, result.outcome().json(), null, null, result.reason());
            case DRIFTED, REFUSED, FAILED -> new ModuleResult(200, "failed", null, null, result.reason());
            case INTERRUPTED, UNSETTLED -> new ModuleResult(504, "indeterminate", null, null, result.reason());
        };
    }

    private DesiredRequest read(@Nullable JsonNode body) {
        if (body == null) {
            throw new ServerWebInputException("No request body");
        }
        try {
            return json.treeToValue(body, DesiredRequest.class);
        } catch (JacksonException unreadable) {
            throw new ServerWebInputException("command.body cannot be read", null, unreadable);
        }
    }

    /** Neither is in the command history: what was cut off is done again on request. */
    @Override
    public Optional<ModuleResult> recall(String origin) {
        return Optional.empty();
    }
}
