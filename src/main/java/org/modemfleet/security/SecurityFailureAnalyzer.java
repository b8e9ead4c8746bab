package org.modemfleet.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The exception says everything in its message. */
class SecurityFailureAnalyzer extends AbstractFailureAnalyzer<SecuritySetupException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SecuritySetupException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
