package org.modemfleet.desired;

/** A secret that is kept sealed: the password of a connection, the key of an SSL context. */
public sealed interface StoredSecret {

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
