package org.modemfleet.problem;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which problem an error result of a module is ({@code +CME ERROR: <err>}, manual 3.10). */
final class CmeProblems {

    private static final Duration WHILE_CONNECTING = Duration.ofSeconds(2);

    private CmeProblems() {}

    /** @param cme null for a bare {@code ERROR}, or a phrase that stands for no number */
    static ProblemType typeOf(@Nullable Integer cme) {
        return switch (cme) {
            case 601, 761 -> ProblemType.INVALID_PARAMETER;
            case 602 -> ProblemType.NOT_CONNECTED;
            case 603 -> ProblemType.CONNECTING;
            case 604 -> ProblemType.ALREADY_CONNECTED;
            case 606 -> ProblemType.MODULE_STORAGE;
            case 607 -> ProblemType.WRONG_STATE;
            case null, default -> ProblemType.COMMAND_REJECTED;
        };
    }

    static Problem of(@Nullable Integer cme, String meaning, String detail) {
        ProblemType type = typeOf(cme);
        Problem problem = type.because(detail).with("cme", cme).with("meaning", meaning);
        return type == ProblemType.CONNECTING ? problem.retryAfter(WHILE_CONNECTING) : problem;
    }
}
