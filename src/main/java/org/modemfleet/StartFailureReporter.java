package org.modemfleet;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Tells in one line why a start ended, where Spring Boot would print a page. Found through META-INF/spring.factories. */
class StartFailureReporter implements FailureAnalysisReporter {

    private static final Logger log = LoggerFactory.getLogger(StartFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        log.error("Cannot start: {}", oneLine(analysis.getDescription(), analysis.getAction()));
    }

    static String oneLine(@Nullable String description, @Nullable String action) {
        return ((description == null ? "" : description) + " " + (action == null ? "" : action)).strip().replaceAll("\\s+", " ");
    }
}
