package org.modemfleet.desired;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

interface DesiredSslContexts extends JpaRepository<DesiredSslContext, SslContextKey> {

    List<DesiredSslContext> findByIdModule(String module);
}
