package org.modemfleet;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.WebServerException;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/** The HTTP server does not get its address or port. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class HttpPortFailureAnalyzer extends AbstractFailureAnalyzer<WebServerException> {

    private final Environment environment;

    HttpPortFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WebServerException cause) {
        String where = environment.getProperty("server.address", "127.0.0.1") + ":" + environment.getProperty("server.port", "8080");
        boolean control = environment.acceptsProfiles(Profiles.of(SimulatorApplication.PROFILE));
        String line = cause instanceof PortInUseException
                ? "HTTP port " + where + " is taken by another process; stop that one or set another "
                        + (control ? SimulatorEnvironment.CONTROL_PORT : "server.port")
                : "the HTTP server cannot listen on " + where + " (" + NestedExceptionUtils.getMostSpecificCause(cause).getMessage()
                        + "); see " + (control ? SimulatorEnvironment.CONTROL_PORT : "server.address and server.port");
        return new FailureAnalysis(line, null, cause);
    }
}
