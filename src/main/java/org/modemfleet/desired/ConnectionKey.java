package org.modemfleet.desired;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import org.modemfleet.onemo.ConnectId;

/** One MQTT client of one module. */
@Embeddable
record ConnectionKey(@Column(name = "module") String module, @Column(name = "connect_id") int connectId)
        implements Serializable {

    static ConnectionKey of(String module, ConnectId connection) {
        return new ConnectionKey(module, connection.value());
    }

    @Override
    public String toString() {
        return module + "/" + connectId;
    }
}
