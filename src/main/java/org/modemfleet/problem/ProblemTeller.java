package org.modemfleet.problem;

import org.jspecify.annotations.Nullable;
import org.modemfleet.operation.FailureTeller;
import org.modemfleet.operation.ModuleResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what failed on one module of an operation by the same table as an answer. */
@Component
class ProblemTeller implements FailureTeller {

    private static final Logger log = LoggerFactory.getLogger(ProblemTeller.class);

    private final Problems problems;

    ProblemTeller(Problems problems) {
        this.problems = problems;
    }

    @Override
    public ModuleResult tell(Throwable failure) {
        Problem problem = problems.of(failure);
        if (problem.type() == ProblemType.INTERNAL) {
            log.error("a part of an operation failed", failure);
        }
        return new ModuleResult(problem.type().status(), text(problem.members().get("outcome")), text(problem.members().get("commandId")),
                problem.type().code(), problem.detail());
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
