package org.modemfleet.command;

import static org.mockito.Mockito.when;

import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.modemfleet.ModemFleetProperties;
import org.modemfleet.desired.DesiredState;
import org.modemfleet.fleet.Fleet;
import org.modemfleet.fleet.Recoveries;
import org.modemfleet.onemo.ConnectId;
import org.modemfleet.onemo.profile.ModelProfiles;
import org.modemfleet.security.SecretBox;
import org.modemfleet.testsupport.MemoryEventLog;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The command room over a real database and fake sessions: {@code m} is an ML307R, {@code nb} an MN316. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:commands;DB_CLOSE_DELAY=-1")
@Import({CommandRig.Rooms.class, SecretBox.class})
@EnableConfigurationProperties(ModemFleetProperties.class)
@Transactional(propagation = Propagation.NOT_SUPPORTED)
abstract class CommandRig {

    static final ConnectId ZERO = new ConnectId(0);

    @TempDir
    static Path dataDir;

    @MockitoBean
    Fleet fleet;

    @MockitoBean
    Recoveries recoveries;

    @Autowired
    DesiredState desired;

    @Autowired
    CommandHistory history;

    FakeSession module;
    FakeSession narrow;

    /** Without a stereotype: no scan but the import finds it. */
    @ComponentScan(basePackages = {"org.modemfleet.command", "org.modemfleet.desired"},
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\.web\\..*"))
    static class Rooms {

        @Bean
        MemoryEventLog events() {
            return new MemoryEventLog();
        }

        @Bean
        InstantSource testTime() {
            return InstantSource.system();
        }
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("modemfleet.data-dir", dataDir::toString);
    }

    @BeforeEach
    void attach() {
        module = attach("m", "ML307R");
        narrow = attach("nb", "MN316");
    }

    private FakeSession attach(String id, String model) {
        FakeSession session = new FakeSession(id, ModelProfiles.standard().find(model).orElseThrow());
        when(fleet.session(id)).thenReturn(session);
        when(fleet.profile(id)).thenReturn(session.profile());
        return session;
    }

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void forgetAll() {
        jdbc.sql("delete from command_record").update();
        jdbc.sql("delete from desired_setting").update();
        jdbc.sql("delete from desired_subscription").update();
        jdbc.sql("delete from desired_connection").update();
        jdbc.sql("delete from desired_ssl_context").update();
    }

    /** The newest command of a module. */
    CommandView last(String moduleId) {
        return history.list(moduleId, null, 1).items().getFirst();
    }
}
