package org.modemfleet.desired;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.io.Serializable;
import org.modemfleet.onemo.SslId;

/** One SSL context of one module. */
@Embeddable
record SslContextKey(@Column(name = "module") String module, @Column(name = "ssl_id") int sslId)
        implements Serializable {

    static SslContextKey of(String module, SslId sslId) {
        return new SslContextKey(module, sslId.value());
    }

    /** The place of its sealed key, which is that of no connection. */
    @Override
    public String toString() {
        return module + "/tls/" + sslId;
    }
}
