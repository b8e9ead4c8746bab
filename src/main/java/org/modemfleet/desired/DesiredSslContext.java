package org.modemfleet.desired;

import jakarta.persistence.Column;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.SslContext;

/** The row of one SSL context. */
@Entity
@Table(name = "desired_ssl_context")
class DesiredSslContext {

    @EmbeddedId
    private SslContextKey id;

    @Version
    private @Nullable Long version;

    private @Nullable String ca;

    private @Nullable String certificate;

    /** Sealed. */
    @Column(name = "private_key")
    private @Nullable String privateKey;

    private int auth;

    @Column(name = "ignore_verify")
    private int ignoreVerify;

    @Column(name = "changed_at")
    private Instant changedAt;

    protected DesiredSslContext() {
        // for JPA
    }

    DesiredSslContext(SslContextKey id) {
        this.id = id;
    }

    void set(SslContext context, @Nullable String sealedKey, Instant now) {
        ca = context.ca();
        certificate = context.cert();
        privateKey = sealedKey;
        auth = context.auth();
        ignoreVerify = context.ignoreVerify();
        changedAt = now;
    }

    SslContextKey id() {
        return id;
    }

    @Nullable String sealedKey() {
        return privateKey;
    }

    /** With the key as {@code ***}. */
    SslContext shown() {
        return new SslContext(ca, certificate, privateKey == null ? null : "***", auth, ignoreVerify);
    }
}
