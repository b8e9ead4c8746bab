package org.modemfleet;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Profile;

/** The standalone simulator: simulated modules on TCP ports and pseudo-terminals, and nothing of the service. */
@Configuration(proxyBeanMethods = false)
@Profile(SimulatorApplication.PROFILE)
@EnableConfigurationProperties(ModemFleetProperties.class)
@ComponentScan(basePackages = "org.modemfleet.simulator",
        excludeFilters = @Filter(type = FilterType.REGEX, pattern = "org\\.modemfleet\\.simulator\\.web\\..*"))
class SimulatorApplication {

    static final String PROFILE = "simulator";

    /** The simulator endpoints, with the strictness and the problems of the service, but without its tokens: loopback only. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("modemfleet.simulator.control-port")
    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class, TaskExecutionAutoConfiguration.class, JacksonAutoConfiguration.class,
        CodecsAutoConfiguration.class, HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
        NettyReactiveWebServerAutoConfiguration.class,
    })
    @Import({StrictJson.class, LiteralPlus.class})
    @ComponentScan({"org.modemfleet.simulator.web", "org.modemfleet.problem"})
    static class ControlPort {}
}
