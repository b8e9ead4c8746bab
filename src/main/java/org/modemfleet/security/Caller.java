package org.modemfleet.security;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** Who calls: first with what was shown, then, once that was found good, with a name. */
final class Caller extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final @Nullable String secret;
    private final String name;

    private Caller(Kind kind, @Nullable String secret, String name) {
        super(List.of());
        this.kind = kind;
        this.secret = secret;
        this.name = name;
        setAuthenticated(secret == null);
    }

    static Caller withToken(String token) {
        return new Caller(Kind.TOKEN, token, "");
    }

    static Caller withTicket(String ticket) {
        return new Caller(Kind.TICKET, ticket, "");
    }

    Caller known(String as) {
        return new Caller(kind, null, as);
    }

    Kind kind() {
        return kind;
    }

    @Override
    public @Nullable Object getCredentials() {
        return secret;
    }

    @Override
    public Object getPrincipal() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    enum Kind { TOKEN, TICKET }
}
