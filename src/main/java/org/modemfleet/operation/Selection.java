package org.modemfleet.operation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.ModuleRegistry;
import org.modemfleet.fleet.ModuleView;

/**
 * Which modules an operation is for: all that is given must hold.
 *
 * @param ids null for any; else in this order
 * @param labels all of them
 * @param model the configured or the answered model, or its series
 */
public record Selection(@Nullable List<String> ids, Map<String, String> labels, @Nullable String model) {

    private static final int MOST = 10_000;

    /** @throws OperationException.Invalid if nothing is given, an id is unknown, or no module is left, or too many */
    List<String> modules(ModuleRegistry fleet) {
        if (ids == null && labels.isEmpty() && model == null) {
            throw new OperationException.Invalid("modules", null, "ids, labels or model");
        }
        List<String> chosen = ids == null ? fleet.list(null).filter(this::holds).map(view -> view.spec().id()).toList() : byId(fleet, ids);
        if (chosen.isEmpty() || chosen.size() > MOST) {
            throw new OperationException.Invalid("modules", chosen.size() + " modules", "ids, labels or a model that 1 to " + MOST + " modules have");
        }
        return chosen;
    }

    private List<String> byId(ModuleRegistry fleet, List<String> wanted) {
        Set<String> known = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>(wanted);
        fleet.list(null).filter(view -> unknown.remove(view.spec().id())).filter(this::holds).forEach(view -> known.add(view.spec().id()));
        if (!unknown.isEmpty()) {
            throw new OperationException.Invalid("modules.ids", String.join(", ", unknown), "ids of modules that there are");
        }
        return wanted.stream().distinct().filter(known::contains).toList();
    }

    private boolean holds(ModuleView module) {
        String answered = module.identity() == null ? null : module.identity().model();
        return module.spec().labels().entrySet().containsAll(labels.entrySet())
                && (model == null || isModel(module.model()) || isModel(answered));
    }

    private boolean isModel(@Nullable String name) {
        return name != null && (name.equals(model) || name.startsWith(model + "-"));
    }
}
