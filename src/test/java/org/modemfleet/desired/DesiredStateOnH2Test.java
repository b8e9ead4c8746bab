package org.modemfleet.desired;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:desired;DB_CLOSE_DELAY=-1")
class DesiredStateOnH2Test extends DesiredStateContract {}
