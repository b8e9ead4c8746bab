package org.modemfleet;

import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The one source of moments that are shown or stored; a test may bring its own. */
@Configuration(proxyBeanMethods = false)
class WallClock {

    @Bean
    @ConditionalOnMissingBean
    InstantSource wallTime() {
        return InstantSource.system();
    }
}
