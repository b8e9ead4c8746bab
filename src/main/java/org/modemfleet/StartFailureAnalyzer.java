package org.modemfleet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A failure of our own says everything in its message. */
class StartFailureAnalyzer extends AbstractFailureAnalyzer<StartException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, StartException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
