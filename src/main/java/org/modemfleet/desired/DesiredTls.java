package org.modemfleet.desired;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.modemfleet.onemo.SslContext;
import org.modemfleet.onemo.SslId;
import org.modemfleet.security.SecretBox;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the operator wants of each SSL context: what was successfully set through us. Each method is a transaction of
 * its own, committed when it returns; call them in the order in which the module said OK.
 */
@Service
public class DesiredTls {

    private final DesiredSslContexts contexts;
    private final SecretBox secrets;
    private final TransactionTemplate transaction;
    private final RepeatedTransaction repeated;
    private final InstantSource clock;

    DesiredTls(DesiredSslContexts contexts, SecretBox secrets, PlatformTransactionManager transactions,
            InstantSource clock) {
        this.contexts = contexts;
        this.secrets = secrets;
        this.transaction = new TransactionTemplate(transactions);
        this.repeated = new RepeatedTransaction(transaction);
        this.clock = clock;
    }

    /** The module took all of this context. */
    public void applied(String module, SslId sslId, SslContext context) {
        SslContextKey id = SslContextKey.of(module, sslId);
        String key = context.key();
        String sealed = key == null ? null : secrets.seal(key, id.toString());
        repeated.executeWithoutResult(_ -> {
            DesiredSslContext row = contexts.findById(id).orElseGet(() -> new DesiredSslContext(id));
            row.set(context, sealed, clock.instant());
            contexts.save(row);
        });
    }

    /** The module cleared this context. */
    public void cleared(String module, SslId sslId) {
        SslContextKey id = SslContextKey.of(module, sslId);
        repeated.executeWithoutResult(_ -> contexts.findById(id).ifPresent(contexts::delete));
    }

    /** With the key as {@code ***}; empty if it was never set through us, or cleared. */
    public Optional<SslContext> view(String module, SslId sslId) {
        return contexts.findById(SslContextKey.of(module, sslId)).map(DesiredSslContext::shown);
    }

    /** Those that were set through us, in order. */
    List<SslId> contexts(String module) {
        return contexts.findByIdModule(module).stream().map(row -> new SslId(row.id().sslId()))
                .sorted(Comparator.comparingInt(SslId::value)).toList();
    }

    /** The key to use where a request leaves it out. */
    public StoredSecret key(String module, SslId sslId) {
        SslContextKey id = SslContextKey.of(module, sslId);
        return StoredSecret.of(secrets, contexts.findById(id).map(DesiredSslContext::sealedKey).orElse(null), id.toString());
    }

    /** Forgets all contexts of a module; joins a transaction that is open. */
    void forget(String module) {
        transaction.executeWithoutResult(_ -> contexts.deleteAll(contexts.findByIdModule(module)));
    }
}
