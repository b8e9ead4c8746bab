package org.modemfleet.operation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is to do.
 *
 * @param method and {@code path}, with query: of the command's endpoint, behind {@code /modules/{m}}
 * @param body its body as JSON text; null for none
 * @param rate commands begun per second at most
 * @param concurrency commands under way at once at most
 * @param canary the first so many must all be done before the others are begun
 * @param stopAfterFailures no others are begun after so many that were not done; null for never
 */
public record OperationPlan(String method, String path, @Nullable String body, List<String> modules, double rate, int concurrency,
        int canary, @Nullable Integer stopAfterFailures) {

    static final double FASTEST = 1000;
    static final double SLOWEST = 0.01;
    static final int MOST_AT_ONCE = 256;

    public OperationPlan {
        modules = List.copyOf(modules);
        require(rate >= SLOWEST && rate <= FASTEST, "rate", rate, "0.01-1000 per second");
        require(concurrency >= 1 && concurrency <= MOST_AT_ONCE, "concurrency", concurrency, "1-" + MOST_AT_ONCE);
        require(canary >= 0, "canary", canary, "0 or more");
        require(stopAfterFailures == null || stopAfterFailures >= 1, "stopAfterFailures", stopAfterFailures, "1 or more");
        require(path.length() <= 2000, "command.path", path.length() + " characters", "at most 2000 characters");
    }

    private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new OperationException.Invalid(field, value, allowed);
        }
    }

    /** Keeps what may be secret out of logs. */
    @Override
    public String toString() {
        return "OperationPlan[" + method + " " + path + " to " + modules.size() + " modules]";
    }
}
