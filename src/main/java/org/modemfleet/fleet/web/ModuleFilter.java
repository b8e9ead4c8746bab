package org.modemfleet.fleet.web;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modemfleet.fleet.FleetException;
import org.modemfleet.fleet.ModuleState;
import org.modemfleet.fleet.ModuleView;

/**
 * Which modules a list shows.
 *
 * @param labels {@code site=a}, or {@code site} for any value; all must hold
 * @param model the configured or the answered model, or its series
 * @param states any of them
 */
record ModuleFilter(List<String> labels, @Nullable String model, List<String> states) {

    ModuleFilter {
        List<String> known = Arrays.stream(ModuleState.values()).map(ModuleState::json).toList();
        for (String state : states) {
            if (!known.contains(state)) {
                throw new FleetException.Invalid(null,
                        List.of(new FleetException.Violation("state", state, "one of " + String.join(", ", known))));
            }
        }
    }

    boolean shows(ModuleView module) {
        return (states.isEmpty() || states.contains(module.state().json()))
                && (model == null || isModel(module.model()) || isModel(answered(module)))
                && labels.stream().allMatch(label -> isLabelled(module.spec().labels(), label));
    }

    private boolean isModel(@Nullable String name) {
        return name != null && (name.equals(model) || name.startsWith(model + "-"));
    }

    private static @Nullable String answered(ModuleView module) {
        return module.identity() == null ? null : module.identity().model();
    }

    private static boolean isLabelled(Map<String, String> labels, String wanted) {
        int equals = wanted.indexOf('=');
        return equals < 0 ? labels.containsKey(wanted)
                : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
    }
}
