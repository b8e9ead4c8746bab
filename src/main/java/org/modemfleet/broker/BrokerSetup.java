package org.modemfleet.broker;

import org.modemfleet.ModemFleetProperties;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The broker runs unless {@code modemfleet.broker.enabled=false}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "modemfleet.broker.enabled", havingValue = "true", matchIfMissing = true)
class BrokerSetup {

    @Bean
    EmbeddedBroker embeddedBroker(ModemFleetProperties settings) {
        return new EmbeddedBroker(settings.dataDirectory().resolve("broker"), settings.broker().port());
    }
}
