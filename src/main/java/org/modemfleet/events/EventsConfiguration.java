package org.modemfleet.events;

import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
class EventsConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    JdbcEventLog eventLog(DataSource dataSource, ObjectProvider<InstantSource> clock) {
        return new JdbcEventLog(new EventStore(dataSource), new EventEncoder(JsonMapper.builder().build()),
                clock.getIfAvailable(InstantSource::system));
    }

    @Bean
    EventFeed eventFeed(JdbcEventLog log) {
        // Nothing here is an ExecutorService: Reactor would interrupt its threads, and H2 closes when that happens.
        return new EventFeed(log, task -> Thread.ofVirtual().name("event-reader").start(task));
    }
}
