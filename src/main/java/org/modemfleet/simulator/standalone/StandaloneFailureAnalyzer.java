package org.modemfleet.simulator.standalone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The exception says everything in its message. */
class StandaloneFailureAnalyzer extends AbstractFailureAnalyzer<StandaloneException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StandaloneException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
