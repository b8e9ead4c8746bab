package org.modemfleet.proof;

import org.junit.jupiter.api.BeforeEach;
import org.modemfleet.broker.EmbeddedBroker;
import org.modemfleet.testsupport.ServiceTest;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** The service with its embedded broker; it is started once for all tests that extend this. */
@ServiceTest
@TestPropertySource(properties = {"modemfleet.broker.enabled=true", "modemfleet.broker.port=0"})
abstract class WholeService {

    @LocalServerPort
    private int port;

    @Autowired
    EmbeddedBroker broker;

    FleetUser user;

    @BeforeEach
    void user() {
        user = new FleetUser(port);
    }
}
