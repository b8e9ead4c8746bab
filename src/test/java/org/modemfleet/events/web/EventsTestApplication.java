package org.modemfleet.events.web;

import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.events.EventLogException;
import org.modemfleet.events.ReaderAuthority;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The two rooms of this test with a database and a web server; without a stereotype, so that no other test finds it. */
@EnableAutoConfiguration
@EnableConfigurationProperties(ModemFleetProperties.class)
@ComponentScan({"org.modemfleet.events", "org.modemfleet.security"})
class EventsTestApplication {

    @Bean
    SettableClock clock() {
        return new SettableClock();
    }

    @Bean
    StreamTimings timings(@Value("${test.pong-limit:5m}") Duration pongLimit) {
        return new StreamTimings(Duration.ofMillis(200), pongLimit, Duration.ofMillis(200), Duration.ofSeconds(1));
    }

    @Bean
    TokenEnd authority() {
        return new TokenEnd();
    }

    /** In the service the room of problems does this. */
    @Bean
    @Order(-100)
    WebExceptionHandler badCursors() {
        return (exchange, failure) -> {
            if (failure instanceof EventLogException.BadCursor) {
                exchange.getResponse().setStatusCode(HttpStatus.BAD_REQUEST);
                return exchange.getResponse().setComplete();
            }
            return Mono.error(failure);
        };
    }

    /** A clock that a test moves. */
    static final class SettableClock implements InstantSource {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T06:56:20.123Z"));

        @Override
        public Instant instant() {
            return now.get();
        }

        void advance(Duration by) {
            now.updateAndGet(instant -> instant.plus(by));
        }
    }

    /** Ends every reader's token when a test says so. */
    static final class TokenEnd implements ReaderAuthority {
        private final AtomicReference<Sinks.Empty<Void>> sink = new AtomicReference<>(Sinks.empty());

        @Override
        public Mono<Void> ended(Principal reader) {
            return sink.get().asMono();
        }

        void end() {
            sink.getAndSet(Sinks.empty()).tryEmitEmpty();
        }
    }
}
