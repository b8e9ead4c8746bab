package org.modemfleet.events;

import javax.sql.DataSource;

class EventLogOnH2Test extends EventLogContract {

    @Override
    DataSource newDatabase() {
        return EventLogFixture.h2();
    }
}
