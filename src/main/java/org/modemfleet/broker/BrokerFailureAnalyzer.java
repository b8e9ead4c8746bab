package org.modemfleet.broker;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A failure of the broker says everything in its message. Found through META-INF/spring.factories. */
class BrokerFailureAnalyzer extends AbstractFailureAnalyzer<BrokerException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BrokerException cause) {
        return new FailureAnalysis(cause.getMessage(), null, cause);
    }
}
