package org.modemfleet.desired;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface DesiredConnections extends JpaRepository<DesiredConnection, ConnectionKey> {

    List<DesiredConnection> findByKeyModule(String module);
}
