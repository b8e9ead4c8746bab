package org.modemfleet;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;
import org.springframework.core.annotation.Order;

/**
 * What the standalone simulator is to Spring Boot: a web server on loopback if there is a control port, otherwise none. Its endpoints ask
 * for no token, so no setting can move them to another address. Found through META-INF/spring.factories, after the profiles are known.
 */
@Order(Ordered.LOWEST_PRECEDENCE)
class SimulatorEnvironment implements EnvironmentPostProcessor {

    static final String CONTROL_PORT = "modemfleet.simulator.control-port";

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.acceptsProfiles(Profiles.of(SimulatorApplication.PROFILE))) {
            String port = environment.getProperty(CONTROL_PORT);
            Map<String, Object> settings = port == null
                    ? Map.of("spring.main.web-application-type", "none", "spring.main.keep-alive", "true")
                    : Map.of("spring.main.web-application-type", "reactive", "server.address", "127.0.0.1",
                            "server.port", readable(port), "spring.main.keep-alive", "true");
            environment.getPropertySources().addFirst(new MapPropertySource("standalone simulator", settings));
        }
    }

    /** A port that cannot be is told of by its own name, when {@link ModemFleetProperties} is read. */
    private static String readable(String port) {
        return port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535 ? port : "0";
    }
}
