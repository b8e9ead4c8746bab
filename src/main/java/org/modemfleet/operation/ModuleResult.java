package org.modemfleet.operation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command on one module, as its endpoint would have answered.
 *
 * @param status of HTTP
 * @param outcome as in the command's answer
 * @param commandId in the module's history
 * @param problem the last part of the problem's type
 */
public record ModuleResult(int status, @Nullable String outcome, @Nullable String commandId, @Nullable String problem,
        @Nullable String detail) {

    private static final Set<String> UNWANTED = Set.of("refused", "failed", "rejected", "partial", "timeout");

    /** {@code indeterminate} is neither done nor failed: nobody knows. */
    ItemState state() {
        if ("indeterminate".equals(outcome)) {
            return ItemState.INDETERMINATE;
        }
        return status >= 400 || outcome != null && UNWANTED.contains(outcome) ? ItemState.FAILED : ItemState.DONE;
    }
}
