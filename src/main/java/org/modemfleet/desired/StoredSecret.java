package org.modemfleet.desired;

import org.jspecify.annotations.Nullable;
import org.modemfleet.security.SecretBox;

/** A secret that is kept sealed: the password of a connection, the key of an SSL context. */
public sealed interface StoredSecret {

    /**
     * Reads what is kept.
     *
     * @param sealed null if there is none
     * @param place where it is kept
     */
    static StoredSecret of(SecretBox secrets, @Nullable String sealed, String place) {
        return sealed == null ? new None() : secrets.open(sealed, place).<StoredSecret>map(Known::new).orElseGet(Unreadable::new);
    }

    record None() implements StoredSecret {}

    record Known(String secret) implements StoredSecret {
        @Override
        public String toString() {
            return "Known[***]";
        }
    }

    /** It was sealed with another key than the one in {@code <data-dir>/secret.key}. */
    record Unreadable() implements StoredSecret {}
}
